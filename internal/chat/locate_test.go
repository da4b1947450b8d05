package chat_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/mundap/mundap/internal/blob"
	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/history"
	"github.com/mundap/mundap/internal/llm"
	"github.com/mundap/mundap/internal/retrieve"
)

// unplaced makes Kendra the only store. It has read the file of a document by
// itself and does not say where its passage stands.
func (b *bench) unplaced(of document.ID, page int, text string) {
	b.config.Stores = []retrieve.Retriever{fixed{{Store: "kendra", Document: of, Version: "1",
		Chunk: "kendras", Kind: document.Prose, Text: text, Page: page, Confidence: "HIGH", Score: 1,
		ScoreKind: retrieve.Opaque}}}
}

func TestPassagesOfKendraArePlacedInTheirDocument(t *testing.T) {
	b := newBench(t)
	first, second := "제1조 목적은 다음과 같다.", "제12조 연차 휴가는 1년에 15일이다. 신청은 사흘 전까지 한다."
	id := b.putChunks("취업규칙.pdf", everyone,
		document.Chunk{Kind: document.Prose, Text: first, End: len(first)},
		document.Chunk{Ordinal: 1, Kind: document.Prose, Text: second, Start: len(first) + 1,
			End: len(first) + 1 + len(second), Headings: []string{"3장 휴가"}})
	b.unplaced(id, 0, "제12조 연차\n휴가는  1년에\n15일이다. 신청은 사흘 전까지 한다.")
	m := b.model(llm.Say("연차 휴가는 1년에 15일이다 [1]."))
	_, c := b.run(b.question("연차 휴가는 며칠인가요?"))
	if len(c.Sources) != 1 {
		t.Fatalf("%+v", c.Sources)
	}
	text := first + "\n" + second
	got := c.Sources[0]
	if got.End > len(text) || text[got.Start:got.End] != second || got.Excerpt != "" {
		t.Errorf("placed at %+v", got)
	}
	b.contains(said(m.Requests()[0]), second, "3장 휴가")
	i := slices.IndexFunc(c.Verdicts, func(v history.Verdict) bool { return len(v.Evidence) > 0 })
	if i < 0 {
		t.Fatalf("no evidence: %+v", c.Verdicts)
	}
	e := c.Verdicts[i].Evidence[0]
	if want := "제12조 연차 휴가는 1년에 15일이다."; strings.TrimSpace(text[e.Start:e.End]) != want {
		t.Errorf("the evidence is %q", text[e.Start:e.End])
	}
}

func TestAPassageThatIsNowhereInItsDocumentIsCitedWithoutText(t *testing.T) {
	for name, spoil := range map[string]func(*bench, document.ID){
		"other text": func(*bench, document.ID) {},
		"no contents": func(b *bench, id document.ID) {
			if err := b.blobs.Delete(b.Context(), document.ContentsBlob(id, "1")); err != nil {
				b.Fatal(err)
			}
		},
		"no blobs": func(b *bench, _ document.ID) { b.config.Blobs = blob.Store(nil) },
	} {
		b := newBench(t)
		id := b.leave()
		b.unplaced(id, 7, "연차 휴가는 올해부터 20일로 늘어난다.")
		spoil(b, id)
		b.model(llm.Say("연차 휴가는 20일로 늘어난다 [1]."))
		w, c := b.run(b.question("연차 휴가는 며칠로 늘어나나요?"))
		b.contains(w.Text(), "20일")
		if len(c.Sources) != 1 || c.Sources[0].End != 0 || c.Sources[0].Page != 7 ||
			c.Sources[0].Excerpt != "" {
			t.Errorf("%s: %+v", name, c.Sources)
		}
	}
}
