package sse_test

import (
	"bufio"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/mundap/mundap/internal/sse"
)

func read(r io.Reader) (list []string, err error) {
	for data, failed := range sse.Data(r) {
		if failed != nil {
			return list, failed
		}
		list = append(list, string(data))
	}
	return list, nil
}

func TestDataFieldsOnly(t *testing.T) {
	got, err := read(strings.NewReader(": ping\r\nevent: message\r\ndata: {\"a\": 1}\r\n\r\n" +
		"id: 7\ndata:{}\n\nretry: 5\ndata: [DONE]"))
	if want := []string{`{"a": 1}`, "{}", "[DONE]"}; err != nil || !slices.Equal(got, want) {
		t.Errorf("%q, %v, want %q", got, err, want)
	}
}

// The bytes arrive one by one, and the end of the line is enough.
func TestAFieldIsYieldedAsSoonAsItsLineIsComplete(t *testing.T) {
	r, w := io.Pipe()
	go func() {
		io.WriteString(w, "data: one\n") // returns when all of it has been read
	}()
	for data, err := range sse.Data(iotest.OneByteReader(r)) {
		if err != nil || string(data) != "one" {
			t.Errorf("%q, %v", data, err)
		}
		break // the stream is still open
	}
	r.Close()
}

func TestABrokenStreamEndsWithItsError(t *testing.T) {
	broken := errors.New("broken")
	got, err := read(io.MultiReader(strings.NewReader("data: one\n"), iotest.ErrReader(broken)))
	if !errors.Is(err, broken) || !slices.Equal(got, []string{"one"}) {
		t.Errorf("%q, %v", got, err)
	}
}

func TestALineIsBounded(t *testing.T) {
	longest := strings.Repeat("x", 1<<20-len("data:")-1)
	if got, err := read(strings.NewReader("data:" + longest + "\n")); err != nil || len(got) != 1 {
		t.Errorf("%d fields, %v", len(got), err)
	}
	if _, err := read(strings.NewReader("data:" + longest + "xx\n")); !errors.Is(err, bufio.ErrTooLong) {
		t.Errorf("got %v", err)
	}
}
