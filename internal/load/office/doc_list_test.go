package office

import (
	"strings"
	"testing"

	"github.com/mundap/mundap/internal/load/formattest"
)

// wordTestLevel is a level of a list with its text, in which \x00 stands for the
// number of the first level, \x01 for that of the second.
func wordTestLevel(start, format, flags int, text string) string {
	return formattest.U32s(start) + string([]byte{byte(format), byte(flags)}) +
		strings.Repeat("\x00", 9+1+8) + "\x02\x03\x00\x00" + "paper" + sizedUnits(text)
}

func sizedUnits(text string) string {
	return formattest.U16s(len([]rune(text))) + formattest.Wide(text)
}

// wordTestLists are two lists, three uses of them, and styles of which the
// third is numbered and the fourth based on it.
func wordTestLists() []wordTable {
	definition := func(id, flags int) string {
		return formattest.U32s(id) + strings.Repeat("\x00", 22) + string([]byte{byte(flags), 0})
	}
	definitions := formattest.U16s(2) + definition(7, 0) + definition(9, 1)
	levels := wordTestLevel(1, 24, 0, "\x00.") + wordTestLevel(1, 0, 0, "\x00-\x01)") +
		strings.Repeat(wordTestLevel(1, 0, 0, ""), 7) + wordTestLevel(1, 0, 0, "제\x00조")
	use := func(id, changed int) string {
		return formattest.U32s(id, 0, 0) + string([]byte{byte(changed), 0, 0, 0})
	}
	uses := formattest.U32s(3) + use(7, 0) + use(9, 0) + use(7, 1) +
		formattest.U32s(-1) + formattest.U32s(-1) + formattest.U32s(-1, 5, 0|1<<4)
	style := func(kind, base int, properties string) string {
		s := formattest.U16s(0, kind|base<<4, 1, 0, 0) + sizedUnits("모양") + formattest.U16s(0)
		if kind == 1 {
			s += formattest.U16s(2+len(properties), 0) + properties
		}
		return formattest.U16s(len(s)) + s
	}
	const none = 0xfff
	styles := formattest.U16s(4, 5, 10) + style(1, none, "") + formattest.U16s(0) +
		style(1, none, "\x0b\x46\x02\x00") + style(1, 2, "") + style(2, none, "")
	return []wordTable{{at: wordLists, data: definitions, behind: levels},
		{at: wordUses, data: uses}, {at: wordStyles, data: styles}}
}

func TestWordShowsTheNumbersOfLists(t *testing.T) {
	item := func(use, level int) string {
		return "\x0b\x46" + formattest.U16s(use) + "\x0a\x26" + string([]byte{byte(level)})
	}
	data := word(0, "x\r", []wordPart{
		{"하나\r", 0, item(1, 0)}, {"둘\r", 0, item(1, 0)}, {"안\r", 0, item(1, 1)},
		{"안쪽\r", 0, item(1, 1)}, {"셋\r", 0, item(1, 0)}, {"다시 안\r", 0, item(1, 1)},
		{"모양\r", 2, ""}, {"이은 모양\r", 3, ""}, {"빠진 것\r", 3, item(0, 0)},
		{"이어서\r", 0, item(3, 0)}, {"들여쓴 것\r", 0, item(0xffff, 0)},
		{"제목\r", 1, item(1, 0)},
		{"칸\x07", 0, inTable + item(2, 0)}, {"둘째\x07", 0, inTable}, {"\x07", 0, rowEnd},
		{"낮\x07", 0, inTable}, {"밤\x07", 0, inTable}, {"\x07", 0, rowEnd},
	}, "", "", wordTestLists()...)
	expect(t, formattest.Source("a.doc", data), "p x", "li1 가. 하나", "li1 나. 둘", "li2 나-1) 안",
		"li2 나-2) 안쪽", "li1 다. 셋", "li2 다-1) 다시 안", "h1 제1조 모양", "h1 제2조 이은 모양",
		"h1 빠진 것", "li1 마. 이어서", "li1 바. 들여쓴 것", "h1 사. 제목",
		"table 제3조 칸 | 둘째 ⏎ 낮 | 밤")
}

func TestWordListsThatAreCutNumberNothing(t *testing.T) {
	for _, cut := range wordTestLists() {
		for _, keep := range []int{0, 1, 3, 9, len(cut.data) / 2} {
			short := cut
			short.data, short.behind = cut.data[:min(keep, len(cut.data))], ""
			expect(t, formattest.Source("a.doc", word(0, "x\r", nil, "", "", short)), "p x")
		}
	}
}
