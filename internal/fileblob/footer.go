package fileblob

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/mundap/mundap/internal/blob"
)

// A file ends in its footer as JSON, the footer's length (4 bytes, big-endian), and magic.
const (
	magic     = "MDPB"
	tailBytes = 4 + len(magic)
	// maxFooter bounds what is read of a damaged file. The checksums of 48 GB fit.
	maxFooter = 1 << 20
	// maxType bounds content types, which clients choose.
	maxType = 1000
)

type footer struct {
	Key         string    `json:"key"`
	ContentType string    `json:"type,omitempty"`
	Version     string    `json:"version"`
	Modified    time.Time `json:"modified"`
	Sums        []byte    `json:"sums,omitempty"` // see summer
}

func (f footer) info(size int64) blob.Info {
	return blob.Info{Key: f.Key, Size: size, ContentType: f.ContentType, ETag: f.Version,
		Version: f.Version, Modified: f.Modified}
}

func (f footer) writeTo(w io.Writer) error {
	text, err := json.Marshal(f)
	if err != nil {
		return fmt.Errorf("encoding a footer: %w", err)
	}
	text = binary.BigEndian.AppendUint32(text, uint32(len(text)))
	_, err = w.Write(append(text, magic...))
	return err
}

// readFooter describes an open object file. What is none is fault.Damaged.
func readFooter(f *os.File) (blob.Info, error) {
	info, _, err := readSums(f)
	return info, err
}

// readSums is readFooter with the checksums of the content.
func readSums(f *os.File) (blob.Info, []byte, error) {
	stat, err := f.Stat()
	if err != nil {
		return blob.Info{}, nil, err
	}
	tail := make([]byte, tailBytes)
	if stat.Size() < int64(len(tail)) {
		return blob.Info{}, nil, damaged(f)
	}
	if _, err := f.ReadAt(tail, stat.Size()-int64(len(tail))); err != nil {
		return blob.Info{}, nil, err
	}
	length := int64(binary.BigEndian.Uint32(tail))
	size := stat.Size() - int64(len(tail)) - length
	if string(tail[4:]) != magic || length > maxFooter || size < 0 {
		return blob.Info{}, nil, damaged(f)
	}
	text := make([]byte, length)
	if _, err := f.ReadAt(text, size); err != nil {
		return blob.Info{}, nil, err
	}
	var foot footer
	if err := json.Unmarshal(text, &foot); err != nil || foot.Key == "" {
		return blob.Info{}, nil, damaged(f)
	}
	return foot.info(size), foot.Sums, nil
}

func damaged(f *os.File) error {
	return damagedContent(filepath.Base(f.Name()))
}
