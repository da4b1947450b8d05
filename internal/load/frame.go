package load

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"

	"github.com/mundap/mundap/internal/load/content"
	"github.com/mundap/mundap/internal/load/format"
)

// A worker and its parent speak in frames: a byte for the type, four for the
// length (big endian), then the payload. The parent asks (open, pages, end),
// the worker answers, and in between asks for ranges of the file. So at any
// moment exactly one of them has the word, but for pages, which a worker may
// send ahead as much as the pipe takes.
type frameType byte

const (
	// from the parent
	frameOpen  frameType = 'O' // openRequest
	framePages frameType = 'P' // pagesRequest: answered by pages, then by done or failed
	frameEnd   frameType = 'E' // the file is finished with: answered by idle
	frameData  frameType = 'D' // bytes of the file: the answer to read
	frameNoGo  frameType = 'N' // the bytes can't be had: the answer to read

	// from the worker
	frameRead   frameType = 'R' // readRequest
	frameOpened frameType = 'I' // Info: the answer to open
	framePage   frameType = 'G' // Page
	frameDone   frameType = 'F' // Info: there are no more pages
	frameFailed frameType = 'X' // failedReply
	frameIdle   frameType = 'Z' // idleReply
)

type openRequest struct {
	Name   string        `json:"name"`
	Size   int64         `json:"size"`
	Format string        `json:"format"`
	Limits format.Limits `json:"limits"`
}

type pagesRequest struct {
	From int `json:"from"`
}

type readRequest struct {
	Offset int64 `json:"off"`
	Length int   `json:"len"`
}

type failedReply struct {
	Problem string       `json:"problem"` // an Err value's text; "" for none of them
	Cause   string       `json:"cause"`   // for the log
	Info    content.Info `json:"info"`
}

type idleReply struct {
	Memory int64 `json:"memory"` // bytes that the worker holds
}

// maxFrame bounds a frame. The largest are pages: a table of maxRows rows.
const maxFrame = 256 << 20

func writeFrame(w io.Writer, t frameType, payload []byte) error {
	head := make([]byte, 5, 5+len(payload))
	head[0] = byte(t)
	binary.BigEndian.PutUint32(head[1:], uint32(len(payload)))
	_, err := w.Write(append(head, payload...))
	return err
}

func writeJSON(w io.Writer, t frameType, v any) error {
	payload, err := json.Marshal(v)
	if err != nil {
		return err
	}
	if len(payload) > maxFrame {
		return format.Fail(format.ErrTooLarge, fmt.Errorf("a frame of %d bytes", len(payload)))
	}
	return writeFrame(w, t, payload)
}

func readFrame(r io.Reader) (frameType, []byte, error) {
	var head [5]byte
	if _, err := io.ReadFull(r, head[:]); err != nil {
		return 0, nil, err
	}
	n := binary.BigEndian.Uint32(head[1:])
	if n > maxFrame {
		return 0, nil, fmt.Errorf("a frame of %d bytes", n)
	}
	payload := make([]byte, n)
	_, err := io.ReadFull(r, payload)
	return frameType(head[0]), payload, err
}

// decode reads a payload into a value of type T.
func decode[T any](payload []byte) (v T, err error) {
	err = json.Unmarshal(payload, &v)
	return v, err
}
