package chat_test

import (
	"strings"
	"testing"

	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/history"
)

func TestEachThingOfAListIsAnswered(t *testing.T) {
	b := newBench(t)
	for name, text := range map[string]string{
		"주차": "정기 주차비는 한 달에 50,000원이다.", "경비": "야근 식대는 한 끼 12,000원이다.", "여비": "출장 식비는 하루 30,000원이다."} {
		b.putDocument(document.Document{ID: document.ID(document.Prefix + name), Name: name + ".md",
			Title: name + " 안내", Owner: "somebody", Readers: everyone, Collection: document.Default},
			sections(name+" 안내", text)...)
	}
	r := b.question("정기 주차비랑 야근 식대랑 어린이집 급식비 한꺼번에 알려줘")
	r.Language = "ko"
	_, c := b.run(r)
	for _, want := range []string{"**정기 주차비**\n\n정기 주차비는 한 달에 50,000원이다. [1]",
		"**야근 식대**\n\n야근 식대는 한 끼 12,000원이다. [2]", "**어린이집 급식비**\n\n문서에서 찾지 못했어요."} {
		if !strings.Contains(c.Answer, want) {
			t.Errorf("%q lacks %q", c.Answer, want)
		}
	}
	for i, v := range c.Verdicts {
		quoted := i < 2
		if (v.Support == history.Supported) != quoted || quoted && !strings.HasSuffix(c.Answer[v.Start:v.End], "]") {
			t.Errorf("verdict %d: %+v", i, v)
		}
	}
}
