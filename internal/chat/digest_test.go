package chat_test

import (
	"testing"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/document"
)

// Without a model, a summary is the sentences of a document's guide, with their places.
func TestASummaryWithoutAModel(t *testing.T) {
	b := newBench(t)
	w, _ := b.run(b.question("요약해 줘"))
	b.contains(w.Text(), "아직 올린 문서가 없어요")
	b.lacks(w.Text(), "이름을 함께")

	add := func(id document.ID, name, summary, text string, readers []auth.Principal) {
		b.putDocument(document.Document{ID: id, Name: name, Readers: readers, Owner: "lee",
			Collection: document.Default, State: document.Ready, Guide: &document.Guide{Summary: summary}},
			document.Chunk{Text: text})
	}
	add("docs/leave", "휴가 규정.pdf", "연차는 15일이다. 병가는 60일이다.",
		"휴가 규정\n연차는 15일이다. 신청은 사흘 전까지 한다. 병가는 60일이다.", everyone)
	add("docs/secret", "비밀 규정.pdf", "비밀번호는 사자이다.", "비밀번호는 사자이다.",
		[]auth.Principal{"lee"})

	w, c := b.run(b.question("휴가규정 요약해 줘"))
	b.contains(w.Text(), "연차는 15일이다. [1]")
	b.contains(w.Text(), "병가는 60일이다. [1]")
	b.lacks(w.Text(), "사흘")
	if len(c.Sources) != 1 || c.Sources[0].Document != "docs/leave" || len(c.Verdicts) == 0 {
		t.Errorf("sources %+v, verdicts %+v", c.Sources, c.Verdicts)
	}
	w, _ = b.run(b.question("이 문서들 요약해 줘")) // of several, a sentence each
	b.contains(w.Text(), "연차는 15일이다. [1]")
	b.lacks(w.Text(), "사자")
	w, _ = b.run(b.question("비밀 규정 요약해 줘"))
	b.lacks(w.Text(), "사자")
	w, _ = b.run(b.question("병가 요약해 줘")) // no document: a topic
	b.contains(w.Text(), "병가는 60일이다. [1]")
	w, _ = b.run(b.question("어떤 문서들이 있나요?"))
	b.contains(w.Text(), "- 휴가 규정.pdf")
	b.lacks(w.Text(), "비밀")

	chosen := b.question("요약해 줘")
	chosen.Documents = []document.ID{"docs/secret"} // nobody may choose what they can't read
	w, _ = b.run(chosen)
	b.lacks(w.Text(), "사자")
}
