package content

import "testing"

func TestSymbolsOfPrivateFontsBecomePublicOnes(t *testing.T) {
	for private, want := range map[string]string{
		"\uf53a글 파일":                 "한글 파일",
		"\U000f02b1 하나 \U000f02b3 셋": "① 하나 ③ 셋",
		"\U000f0854훈민정음\U000f0855":   "《훈민정음》",
		"\U000f0299 모르는 기호":          " 모르는 기호",
		"\U000f02ba\U000f02c4 열하나":   "⑪ 열하나",
		"\U000f0293\U000f029d 스물둘":   "(22) 스물둘",
		"\uf06f 추진 배경":               "□ 추진 배경",
		"\ue0bc 옛글":                  "\ue0bc 옛글", // a syllable of old Korean: left as it is
		"보통 글":                       "보통 글",
	} {
		if got := publicSymbols(private); got != want {
			t.Errorf("%q became %q, want %q", private, got, want)
		}
	}
	var b Builder
	b.Paragraph("\U000f02b2 문단")
	b.Item(1, "\uf0fc", "항목")
	b.Table([][]GridCell{{{Text: "\uf0a8 예"}, {Text: "값"}}}, -1, 0)
	if got, want := b.Text.String(), "② 문단\n\n✔ 항목\n\n□ 예 | 값"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
