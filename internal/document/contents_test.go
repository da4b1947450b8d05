package document_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"reflect"
	"strings"
	"testing"

	"github.com/mundap/mundap/internal/blob"
	"github.com/mundap/mundap/internal/blob/blobtest"
	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/fault"
)

// watched counts what is read of a blob store.
type watched struct {
	*blobtest.Memory
	bytes int64
}

func (w *watched) Get(ctx context.Context, key string, r blob.Range) (io.ReadCloser, blob.Info,
	error) {
	in, info, err := w.Memory.Get(ctx, key, r)
	if err == nil {
		_, length := r.Within(info.Size)
		w.bytes += length
	}
	return in, info, err
}

// long is contents of several blocks: pages of one line, a chunk and a word box each.
func long(pages int) document.Contents {
	c := document.Contents{Document: "docs/긴 글.pdf", Version: "0000000000000002", Title: "긴 글"}
	var text strings.Builder
	for i := range pages {
		start := text.Len()
		c.Pages = append(c.Pages, start)
		fmt.Fprintf(&text, "%d쪽입니다. %s\n", i+1, strings.Repeat("보일러 점검 ", 40))
		c.Chunks = append(c.Chunks, document.Chunk{
			ID: document.NewChunkID(c.Document, c.Version, i), Ordinal: i, Kind: document.Prose,
			Text:  fmt.Sprintf("%d쪽", i+1),
			Start: start, End: text.Len(), Page: i + 1,
		})
		c.Sheets = append(c.Sheets, document.Sheet{Width: 5950, Height: 8420,
			Words: []document.WordBox{{Start: 0, End: 5, X1: 10, Y1: 20}}})
	}
	c.Text = text.String()
	return c
}

func stored(t *testing.T, c document.Contents) (*watched, []byte) {
	t.Helper()
	var b bytes.Buffer
	if err := c.Encode(&b); err != nil {
		t.Fatal(err)
	}
	w := &watched{Memory: blobtest.NewMemory(nil, nil)}
	if _, err := w.Put(t.Context(), "contents", bytes.NewReader(b.Bytes()),
		blob.PutOptions{}); err != nil {
		t.Fatal(err)
	}
	return w, b.Bytes()
}

// endFirst is contents whose first chunk is the end of the text.
func endFirst(pages int) document.Contents {
	c := long(pages)
	last := len(c.Chunks) - 1
	c.Chunks = append([]document.Chunk{c.Chunks[last]}, c.Chunks[:last]...)
	for i := range c.Chunks {
		c.Chunks[i].Ordinal = i
	}
	return c
}

func TestContentsComeBackWhole(t *testing.T) {
	for _, c := range []document.Contents{{Document: "docs/a"}, {Document: "docs/a", Text: "가",
		Chunks: []document.Chunk{{ID: "x", End: 3}}}, long(3), long(4000), endFirst(4000)} {
		_, data := stored(t, c)
		got, err := document.DecodeContents(bytes.NewReader(data))
		if err != nil || !reflect.DeepEqual(got, c) {
			t.Errorf("%d bytes of text: %v, %d bytes and %d chunks", len(c.Text), err,
				len(got.Text), len(got.Chunks))
		}
	}
}

func TestAPartIsReadWithoutTheRest(t *testing.T) {
	c := long(8000) // about 5 MB
	blobs, data := stored(t, c)
	r, err := document.OpenContents(t.Context(), blobs, "contents")
	if err != nil {
		t.Fatal(err)
	}
	if r.Bytes() != len(c.Text) || r.Chunks() != len(c.Chunks) ||
		!reflect.DeepEqual(r.Pages(), c.Pages) {
		t.Errorf("%d bytes, %d chunks", r.Bytes(), r.Chunks())
	}
	for _, page := range []int{0, 1, 500, 3999, 7999} {
		blobs.bytes = 0
		k := c.Chunks[page]
		part, err := r.Part(t.Context(), k.Start, k.End)
		if err != nil || part.Text[k.Start-part.Start:k.End-part.Start] != c.Text[k.Start:k.End] {
			t.Fatalf("page %d: %v", page+1, err)
		}
		if !reflect.DeepEqual(part.Sheets[page+1], c.Sheets[page]) {
			t.Errorf("page %d: its words are %+v", page+1, part.Sheets[page+1])
		}
		found := false
		for _, one := range part.Chunks {
			found = found || one.ID == k.ID
		}
		if !found || blobs.bytes > int64(len(data))/4 {
			t.Errorf("page %d: its chunk is there: %v; %d of %d bytes were read", page+1, found,
				blobs.bytes, len(data))
		}
	}
	for _, at := range [][2]int{{-5, -1}, {len(c.Text) + 5, len(c.Text) + 9}, {9, 3},
		{0, len(c.Text)}} {
		part, err := r.Part(t.Context(), at[0], at[1])
		if err != nil || !strings.HasPrefix(c.Text[part.Start:], part.Text) || part.Text == "" {
			t.Errorf("the range %v: %d to %d, %v", at, part.Start, part.End(), err)
		}
	}
}

func TestContentsOfVersion01AreRead(t *testing.T) {
	blobs := blobtest.NewMemory(nil, nil)
	const old = `{"document":"docs/a.txt","version":"01","text":"연차는 15일이에요.","chunks":[{"id":"x","ordinal":0,"kind":"text","text":"연차","start":0,"end":6}]}` + "\n"
	if _, err := blobs.Put(t.Context(), "contents", strings.NewReader(old),
		blob.PutOptions{}); err != nil {
		t.Fatal(err)
	}
	r, err := document.OpenContents(t.Context(), blobs, "contents")
	if err != nil {
		t.Fatal(err)
	}
	if part, err := r.Part(t.Context(), 0, 6); err != nil || part.Text != "연차는 15일이에요." ||
		len(part.Chunks) != 1 {
		t.Errorf("%+v, %v", part, err)
	}
}

func TestDamagedContentsAreToldApart(t *testing.T) {
	_, data := stored(t, long(1000))
	for name, bad := range map[string][]byte{
		"cut": data[:len(data)-20], "a block overwritten": append([]byte("xxxxxxxxxx"),
			data[10:]...),
		"an index elsewhere": append(append([]byte{}, data[:len(data)-16]...),
			"\xff\xff\xff\xff\xff\xff\xff\xffMNDPCON1"...),
		"a footer alone": []byte("MNDPCON1"), "nothing": {},
	} {
		blobs := blobtest.NewMemory(nil, nil)
		if _, err := blobs.Put(t.Context(), "contents", bytes.NewReader(bad),
			blob.PutOptions{}); err != nil {
			t.Fatal(err)
		}
		r, err := document.OpenContents(t.Context(), blobs, "contents")
		if err == nil {
			_, err = r.Part(t.Context(), 0, 10)
		}
		if !fault.Is(err, fault.Damaged) {
			t.Errorf("%s: %v", name, err)
		}
		if _, err := document.DecodeContents(bytes.NewReader(bad)); !fault.Is(err, fault.Damaged) {
			t.Errorf("%s, whole: %v", name, err)
		}
	}
}
