package export_test

import (
	"slices"
	"testing"

	"github.com/mundap/mundap/internal/export"
	"github.com/mundap/mundap/internal/wire"
)

func blocksOf(t wire.Turn) []export.Block {
	return export.Conversation("", []wire.Turn{t}, "ko", "").Blocks
}

func TestInlineMarkdownBecomesStyledRuns(t *testing.T) {
	got := blocksOf(wire.Turn{Body: "질문",
		Answer: "가 *나* **다** ***라*** ~~마~~ `바` <b>사</b> \\*아\\* &amp;"})
	if len(got) != 2 {
		t.Fatalf("%+v", got)
	}
	want := []export.Run{{Text: "가 "}, {Text: "나", Italic: true}, {Text: " "},
		{Text: "다", Bold: true}, {Text: " "}, {Text: "라", Bold: true, Italic: true}, {Text: " "},
		{Text: "마", Strike: true}, {Text: " "}, {Text: "바", Code: true},
		{Text: " <b>사</b> *아* &"}}
	if !slices.Equal(got[1].Runs, want) {
		t.Errorf("got\n%+v\nwant\n%+v", got[1].Runs, want)
	}
}

func TestATranslationFollowsItsAnswerBelowARule(t *testing.T) {
	got := blocksOf(wire.Turn{Body: "질문", Answer: "Fifteen days.", Translation: "15일이에요."})
	var kinds []export.Kind
	for _, b := range got {
		kinds = append(kinds, b.Kind)
	}
	want := []export.Kind{export.Heading, export.Paragraph, export.Rule, export.Paragraph}
	if !slices.Equal(kinds, want) || got[3].Runs[0].Text != "15일이에요." {
		t.Errorf("%v: %+v", kinds, got)
	}
}
