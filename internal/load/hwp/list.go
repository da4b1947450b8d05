package hwp

import (
	"strconv"
	"strings"

	"github.com/mundap/mundap/internal/load/numbering"
)

// This file numbers paragraphs as Hancom's word processor does, in HWPX and HWP 5 alike.

// hwpLevels is how many levels a numbering has.
const hwpLevels = 10

// hwpNumbering is a way to number: one level of an outline or of a list.
type hwpNumbering [hwpLevels]hwpLevel

type hwpLevel struct {
	start  int    // 0 counts as 1
	format string // as HWPX names it: "DIGIT"
	text   string // "^1.^2)": ^n stands for the number of level n
}

// hwpHead is what a paragraph's shape says of its number.
type hwpHead struct {
	kind  string // "OUTLINE", "NUMBER", "BULLET"; anything else: none
	id    string // of the numbering or bullet; "" or "0" for an outline: the section's
	level int    // from 0
}

// hwpCounters counts the paragraphs of one reading.
type hwpCounters struct {
	numberings map[string]hwpNumbering
	bullets    map[string]string
	outline    string // the numbering of the section's outline; another one begins at 1
	counts     map[string]*[hwpLevels]int
}

// number counts a paragraph and returns its visible number, or "" if it has
// none.
func (c *hwpCounters) number(h hwpHead) string {
	h.level = min(max(h.level, 0), hwpLevels-1)
	switch h.kind {
	case "BULLET":
		return numbering.Bullet(c.bullets[h.id])
	case "OUTLINE":
		return c.count("outline "+c.outline, c.outline, h.level)
	case "NUMBER":
		return c.count("list "+h.id, h.id, h.level)
	}
	return ""
}

func (c *hwpCounters) count(series, id string, level int) string {
	n, ok := c.numberings[id]
	if !ok {
		return ""
	}
	if c.counts == nil {
		c.counts = map[string]*[hwpLevels]int{}
	}
	counts := c.counts[series]
	if counts == nil {
		counts = &[hwpLevels]int{}
		c.counts[series] = counts
	}
	for i := range level { // a level that was skipped counts as begun
		counts[i] = max(counts[i], 1)
	}
	counts[level]++
	for i := level + 1; i < hwpLevels; i++ {
		counts[i] = 0
	}
	return n.show(level, counts)
}

// show fills numbers into a level's text.
func (n hwpNumbering) show(level int, counts *[hwpLevels]int) string {
	text := n[level].text
	var b strings.Builder
	for i := 0; i < len(text); i++ {
		if text[i] != '^' || i+1 == len(text) {
			b.WriteByte(text[i])
			continue
		}
		i++
		switch of := int(text[i]) - '1'; {
		case text[i] == 'n' || text[i] == 'N': // the whole path
			for l := 0; l <= level; l++ {
				b.WriteString(n.value(l, counts))
				if l < level {
					b.WriteByte('.')
				}
			}
		case of >= 0 && of < hwpLevels-1:
			b.WriteString(n.value(of, counts))
		}
	}
	return strings.TrimSpace(b.String())
}

func (n hwpNumbering) value(level int, counts *[hwpLevels]int) string {
	return hwpNumber(n[level].format, max(1, counts[level])+max(1, n[level].start)-1)
}

// hwpNumberFormats are the formats in the order of HWP 5's numbers for them.
var hwpNumberFormats = [...]string{"DIGIT", "CIRCLED_DIGIT", "ROMAN_CAPITAL", "ROMAN_SMALL",
	"LATIN_CAPITAL", "LATIN_SMALL",
	"CIRCLED_LATIN_CAPITAL", "CIRCLED_LATIN_SMALL", "HANGUL_SYLLABLE", "CIRCLED_HANGUL_SYLLABLE",
	"HANGUL_JAMO",
	"CIRCLED_HANGUL_JAMO", "HANGUL_PHONETIC", "IDEOGRAPH", "CIRCLED_IDEOGRAPH"}

// hwpNumber writes a number in one of the formats of KS X 6101 (numFormat).
// Unicode has circled letters for the first few only; later ones get
// parentheses, as Hancom's programs show them.
func hwpNumber(format string, n int) string {
	circle := func(first rune, most int, plain string) string {
		if n >= 1 && n <= most {
			return string(first + rune(n-1))
		}
		return "(" + plain + ")"
	}
	switch format {
	case "CIRCLED_DIGIT":
		return numbering.Circled(n)
	case "ROMAN_CAPITAL":
		return numbering.Roman(n)
	case "ROMAN_SMALL":
		return strings.ToLower(numbering.Roman(n))
	case "LATIN_CAPITAL":
		return numbering.Alphabetic(n, 'A')
	case "LATIN_SMALL":
		return numbering.Alphabetic(n, 'a')
	case "CIRCLED_LATIN_CAPITAL":
		return circle('Ⓐ', 26, numbering.Alphabetic(n, 'A'))
	case "CIRCLED_LATIN_SMALL":
		return circle('ⓐ', 26, numbering.Alphabetic(n, 'a'))
	case "HANGUL_SYLLABLE":
		return numbering.Hangul(n)
	case "CIRCLED_HANGUL_SYLLABLE":
		return circle('㉮', 14, numbering.Hangul(n))
	case "HANGUL_JAMO":
		return numbering.Cycle(n, numbering.Chosung)
	case "CIRCLED_HANGUL_JAMO":
		return circle('㉠', 14, numbering.Cycle(n, numbering.Chosung))
	case "HANGUL_PHONETIC":
		return numbering.KoreanNumber(n)
	case "IDEOGRAPH":
		return hanNumber(n)
	case "CIRCLED_IDEOGRAPH":
		return circle('㊀', 10, hanNumber(n))
	}
	return strconv.Itoa(n)
}

// hanNumber spells n in Han characters: 十二.
func hanNumber(n int) string {
	s := numbering.KoreanNumber(n)
	for i, r := range []rune("일이삼사오육칠팔구십백천") {
		s = strings.ReplaceAll(s, string(r), string([]rune("一二三四五六七八九十百千")[i]))
	}
	return s
}
