package split_test

import (
	"bytes"
	"fmt"
	"iter"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/load/content"
	"github.com/mundap/mundap/internal/split"
)

// longPages are two megabytes of sections, tables and rows.
func longPages() iter.Seq2[content.Page, error] {
	return func(yield func(content.Page, error) bool) {
		rng := rand.New(rand.NewPCG(1, 2))
		for n := range 60 {
			var b content.Builder
			for i := range 50 {
				switch rng.IntN(5) {
				case 0:
					b.Heading(1+rng.IntN(3), fmt.Sprintf("%d.%d 절", n, i))
				case 1:
					rows := [][]content.GridCell{{{Text: "이름"}, {Text: "값"}}}
					for j := range 1 + rng.IntN(60) {
						rows = append(rows, []content.GridCell{{Text: fmt.Sprint("행", j)},
							{Text: strings.Repeat("값 ", 1+rng.IntN(20))}})
					}
					b.Table(rows, 1, 0)
				case 2:
					b.Record([]string{"품번", "금액"}, []string{fmt.Sprint("부품", i), "1,000원"}, i)
				default:
					b.Paragraph(strings.Repeat(fmt.Sprintf("문단 %d의 문장이다. ", i), 1+rng.IntN(40)))
				}
			}
			text, blocks := b.Take()
			if !yield(content.Page{Index: n, Number: n + 1, Text: text, Blocks: blocks}, nil) {
				return
			}
		}
	}
}

func TestTheBlocksOfALongTextAreThoseOfTheWhole(t *testing.T) {
	whole, err := split.Splitter{}.Split("d", "1", longPages())
	if err != nil {
		t.Fatal(err)
	}
	var blocks []document.Block
	var encoded bytes.Buffer
	e := document.NewEncoder(&encoded, "d", "1")
	for b, err := range (split.Splitter{}).Blocks("d", "1", longPages()) {
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range b.Chunks {
			if c.Start < b.Start || c.Start >= b.End() {
				t.Errorf("chunk %d begins at %d, outside of its block", c.Ordinal, c.Start)
			}
			if text := whole.Text[c.Start:c.End]; !strings.HasSuffix(c.Text, text) {
				t.Errorf("chunk %d is %q, the text there %q", c.Ordinal, c.Text, text)
			}
		}
		blocks = append(blocks, b)
		if err := e.Block(b); err != nil {
			t.Fatal(err)
		}
	}
	if len(blocks) < 5 {
		t.Fatalf("%d blocks", len(blocks))
	}
	if err := e.Close(""); err != nil {
		t.Fatal(err)
	}
	var again bytes.Buffer
	if err := whole.Encode(&again); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(encoded.Bytes(), again.Bytes()) {
		t.Error("what was encoded block by block is not what the whole is encoded to")
	}
	decoded, err := document.DecodeContents(&encoded)
	if err != nil || decoded.Text != whole.Text || !slices.Equal(decoded.Pages, whole.Pages) ||
		len(decoded.Chunks) != len(whole.Chunks) || len(decoded.Parts) != len(whole.Parts) {
		t.Errorf("decoded it is another one: %v", err)
	}
}
