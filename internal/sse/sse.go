// Package sse reads server-sent events, the format in which model servers
// stream their answers. [Data] yields the data of each event.
package sse

import (
	"bufio"
	"bytes"
	"io"
	"iter"
)

// maxLine is how long a line may be, in bytes. A line holds one delta of an
// answer, usually a few hundred bytes.
const maxLine = 1 << 20

// Data yields the contents of each data field, without surrounding white space,
// until r ends. Other fields and comments are skipped. A field is yielded as
// soon as its line is complete: the servers put one JSON text on each line and
// do not all send the empty line that ends an event. The slice is valid until
// the next one is yielded.
//
// If reading fails or a line is longer than 1 MiB, the error comes last; an
// orderly end of r is not an error.
func Data(r io.Reader) iter.Seq2[[]byte, error] {
	return func(yield func([]byte, error) bool) {
		lines := bufio.NewScanner(r)
		lines.Buffer(make([]byte, 0, 4096), maxLine)
		for lines.Scan() {
			data, ok := bytes.CutPrefix(lines.Bytes(), []byte("data:"))
			if ok && !yield(bytes.TrimSpace(data), nil) {
				return
			}
		}
		if err := lines.Err(); err != nil {
			yield(nil, err)
		}
	}
}
