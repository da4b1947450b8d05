package e5

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/mundap/mundap/internal/jsonl"
)

// lines decodes a file of JSON lines.
func lines[T any](t *testing.T, name string) []T {
	t.Helper()
	list, err := jsonl.Read[T](filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// pieces is what a text is split into.
func (w *weights) pieces(text string) []string {
	var list []string
	for _, id := range w.segment(nil, w.normalise(text)) {
		list = append(list, string(w.piece(int(id))))
	}
	return list
}

func builtInEngine(t testing.TB) *engine {
	t.Helper()
	e, err := shared.load()
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func builtInWeights(t testing.TB) *weights { return builtInEngine(t).w }

// shared is the tests' one encoder: unpacking the weights takes time.
var shared = New()

// testdata/pieces.jsonl holds lines of this project's texts and odd ones, split
// by SentencePiece 0.2.3 with the same vocabulary.
func TestTextsAreSplitAsSentencePieceSplitsThem(t *testing.T) {
	w := builtInWeights(t)
	for _, line := range lines[struct {
		Text   string
		Pieces []string
	}](t, "pieces.jsonl") {
		if got := w.pieces(line.Text); !slices.Equal(got, line.Pieces) {
			t.Errorf("%q is split into\n%q, not\n%q", line.Text, got, line.Pieces)
		}
	}
}

func TestControlPiecesStandForNoText(t *testing.T) {
	w := builtInWeights(t)
	for _, id := range w.segment(nil, w.normalise("<s> </s> <unk> <pad>")) {
		if w.controls(id) && id != w.Unknown {
			t.Errorf("text became the control piece %q", w.piece(int(id)))
		}
	}
}

func FuzzSegment(f *testing.F) {
	w := builtInWeights(f)
	for _, text := range []string{"", " ", "휴가는 며칠인가요?", "\xff\xfe가\x00", strings.Repeat("가", 2000),
		"e\u0301\u0301", "<s>"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		normal := w.normalise(text)
		if !utf8.Valid(normal) {
			t.Fatalf("%q became %q, which is no UTF-8", text, normal)
		}
		var joined strings.Builder
		known := true
		for _, id := range w.segment(nil, normal) {
			if int(id) >= int(w.Pieces) {
				t.Fatalf("no piece has the id %d", id)
			}
			known = known && id != w.Unknown
			joined.Write(w.piece(int(id)))
		}
		if known && joined.String() != string(normal) {
			t.Fatalf("%q was split into %q", normal, joined.String())
		}
	})
}
