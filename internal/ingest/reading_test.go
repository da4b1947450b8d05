package ingest_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/ingest"
	"github.com/mundap/mundap/internal/load/format"
	"github.com/mundap/mundap/internal/retrieve"
)

// takesLong has the world take documents that are not held whole.
func (w *world) takesLong() {
	w.maxBytes = 8 << 20
	w.service = w.newService(w.queue)
	w.worker = w.newWorker(w.blobs)
}

const longRows = 12_000

func longTable() string {
	var b strings.Builder
	b.WriteString("품번,품목,금액,비고\n")
	for i := range longRows {
		fmt.Fprintf(&b, "부품%05d,사무용 복합기 소모품,%d원,창고 %d층에 있어요.\n", i, 1000+i, i%7)
	}
	return b.String()
}

// rows gives the rows among the passages that are found for a text.
func (w *world) rows(text string) (found []retrieve.Passage) {
	w.Helper()
	all, err := w.index.Retrieve(w.Context(), kim, retrieve.Query{Text: text, K: 5})
	if err != nil {
		w.Fatal(err)
	}
	return slices.DeleteFunc(all,
		func(p retrieve.Passage) bool { return !strings.Contains(p.Text, text) })
}

func TestALongDocumentIsReadIndexedAndIndexedAgainToItsEnd(t *testing.T) {
	inWorld(t, func(w *world) {
		w.takesLong()
		id := w.upload(kim, "자재.csv", longTable())
		w.settle()
		d := w.state(id, document.Ready)
		if d.Content.Chunks != longRows {
			t.Errorf("%d chunks", d.Content.Chunks)
		}
		check := func(what string) {
			t.Helper()
			for _, i := range []int{0, longRows / 2, longRows - 1} {
				found := w.rows(fmt.Sprintf("부품%05d", i))
				if len(found) != 1 || found[0].Line != i+2 {
					t.Errorf("%s: row %d is found as %+v", what, i, found)
				}
			}
		}
		check("uploaded")
		c, err := document.OpenContents(w.Context(), w.blobs, d.Content.Blob)
		if err != nil {
			t.Fatal(err)
		}
		last := w.rows(fmt.Sprintf("부품%05d", longRows-1))[0]
		part, err := c.Part(w.Context(), last.Start, last.End)
		if err != nil || part.Text[last.Start-part.Start:last.End-part.Start] != last.Text {
			t.Errorf("the stored text of the last row is another one: %v", err)
		}
		if d.Content.Bytes != int64(c.Bytes()) || c.Chunks() != longRows {
			t.Errorf("%d bytes, %d chunks are stored", c.Bytes(), c.Chunks())
		}
		if _, err := w.service.Reread(w.Context(), kim, id); err != nil {
			t.Fatal(err)
		}
		w.settle()
		check("read again")
	})
}

// unready is a loader whose reader has to be made ready, and that shows what the
// record tells meanwhile.
type unready struct {
	ingest.Loader
	opening func()
}

func (u unready) Prepares(name string) bool { return name == "a.txt" }

func (u unready) Open(ctx context.Context, s format.Source) (*format.File, error) {
	u.opening()
	return u.Loader.Open(ctx, s)
}

func TestADocumentTellsThatItWaitsForItsReader(t *testing.T) {
	for name, want := range map[string]string{"a.txt": document.ReaderUnit, "b.txt": ""} {
		t.Run(name, func(t *testing.T) {
			inWorld(t, func(w *world) {
				var told []string
				w.loader = func(l ingest.Loader) ingest.Loader {
					return unready{l, func() {
						d, err := w.documents.Named(w.Context(), kim.User, document.Default, name)
						if err != nil {
							t.Error(err)
						}
						told = append(told, d.Progress.Unit)
					}}
				}
				w.worker = w.newWorker(w.blobs)
				id := w.upload(kim, name, "연차는 15일이에요.")
				w.settle()
				if d := w.state(id, document.Ready); !slices.Equal(told, []string{want}) ||
					d.Progress.Unit != "chunk" {
					t.Errorf("while it was opened: %q, then %+v", told, d.Progress)
				}
			})
		})
	}
}
