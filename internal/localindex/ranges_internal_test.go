package localindex

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/localindex/segment"
)

// A search in chosen documents that silently leaves one out looks as if it held
// nothing.
func TestChosenDocumentsThatCannotBeReadAreAnError(t *testing.T) {
	b := segment.NewBuilder("", 0)
	var none segment.Counts
	for i := range 2000 {
		key := fmt.Sprintf("docs/%04d%s", i, strings.Repeat("x", 60))
		b.AddDocument(segment.Document{Key: key, Version: "1", Readers: []string{"*"}}, 1)
		if err := b.AddPassage(&segment.Passage{ID: "x"}, &none, segment.Vector{}); err != nil {
			t.Fatal(err)
		}
	}
	var file bytes.Buffer
	if err := b.Write(&file); err != nil {
		t.Fatal(err)
	}
	data := file.Bytes()
	at := bytes.Index(data, []byte("docs/0007"))
	if at < 0 {
		t.Fatal("the key is not in the file")
	}
	data[at] ^= 1 // found when it is first read
	r, err := segment.Open(data)
	if err != nil {
		t.Fatal(err)
	}
	p := part{openSegment: &openSegment{Reader: r, name: "segment"}}
	key := document.ID("docs/0007" + strings.Repeat("x", 60))
	if ranges, err := p.ranges([]document.ID{key}); !fault.Is(err, fault.Damaged) {
		t.Errorf("%v, %v", ranges, err)
	}
}
