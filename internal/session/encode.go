package session

import (
	"bytes"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"unicode/utf8"

	"github.com/mundap/mundap/internal/connections"
	"github.com/mundap/mundap/internal/wire"
)

// Encode returns the JSON of a frame or of an HTTP response. It does not escape
// the characters of HTML, because base frames contain many of them.
func Encode(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return nil, fmt.Errorf("encoding a frame: %w", err)
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}

// mustEncode is Encode for frames of strings and numbers, which always succeeds.
func mustEncode(v any) []byte {
	frame, err := Encode(v)
	if err != nil {
		panic(err)
	}
	return frame
}

// partOverhead bounds the bytes of a part's frame beside its text and the
// request id.
const partOverhead = 200

// inParts cuts the JSON of a v2 frame into frames of at most most bytes (0 means no
// limit), in the order in which they are to be sent. One that fits stays as it
// is. See wire.Part.
func inParts(message []byte, requestID string, most int) ([][]byte, error) {
	if most <= 0 || len(message) <= most {
		return [][]byte{message}, nil
	}
	id, err := Encode(requestID)
	if err != nil {
		return nil, err
	}
	texts := pieces(message, max(most/2, most-partOverhead-len(id)))
	frames := make([][]byte, len(texts))
	name := rand.Text()[:12]
	for i, text := range texts {
		part := &wire.Part{ID: name, Number: i + 1, Of: len(texts), Text: string(text)}
		if frames[i], err = Encode(wire.ServerFrame{Event: "part", RequestID: requestID,
			Part: part}); err != nil {
			return nil, err
		}
	}
	return frames, nil
}

// pieces cuts JSON between characters into pieces that take at most most bytes
// as JSON strings.
func pieces(text []byte, most int) [][]byte {
	var all [][]byte
	from, used := 0, 0
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRune(text[i:])
		cost := size
		switch {
		case r == '"' || r == '\\':
			cost = 2
		case r < ' ' || r == '\u2028' || r == '\u2029':
			cost = 6
		}
		if used+cost > most {
			all, from, used = append(all, text[from:i]), i, 0
		}
		used += cost
		i += size
	}
	return append(all, text[from:])
}

// Changed returns the frame that tells a user's windows that a conversation has
// changed.
func Changed(c connections.Change) ([]byte, error) {
	return Encode(wire.ServerFrame{Event: "changed", Conversation: c.Conversation,
		RequestID: c.Request})
}
