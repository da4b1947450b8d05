package morph

import (
	"strings"
)

// Korean verbs and adjectives change their stems before some endings, so that
// the analyzer finds 듣 in 듣고 and 들 in 들었다. The functions in this file
// give such words the stem of their dictionary form. They know the classes of
// irregular stems; whether a stem belongs to a class, and which of two stems is
// possible, the dictionary tells by the inflected words that it lists: 들으면
// is a form of 듣, and 만든 is one of 만들 only.

// The sounds that the rules are about, as numbers of vowels and finals in the
// order of Unicode.
const (
	vowelA, vowelAe, vowelYa, vowelYae, vowelEo = 0, 1, 2, 3, 4
	vowelE, vowelYeo                            = 5, 6
	vowelO, vowelWa, vowelWae, vowelOe, vowelU  = 8, 9, 10, 11, 13
	vowelWo, vowelEu, vowelI                    = 14, 18, 20

	initialN, initialS, initialNone = 2, 9, 11

	finalNone, finalN, finalD, finalL, finalB, finalS, finalSs = 0, 4, 7, 8, 17, 19, 20
)

// sounds takes a syllable apart; ok is false for another character.
func sounds(r rune) (initial, vowel, final rune, ok bool) {
	if r < hangulFirst || r > hangulLast {
		return 0, 0, 0, false
	}
	r -= hangulFirst
	return r / (numVowels * numFinals), r / numFinals % numVowels, r % numFinals, true
}

// lastSyllable returns the Hangul syllable at the end of a text, 0 if there is none.
func lastSyllable(text string) rune {
	n := len(text)
	if n < syllableSize {
		return 0
	}
	return syllable(text[n-3], text[n-2], text[n-1])
}

// firstSyllable returns the Hangul syllable at the beginning of a text, 0 if there is none.
func firstSyllable(text string) rune {
	if len(text) < syllableSize {
		return 0
	}
	return syllable(text[0], text[1], text[2])
}

// syllableSize is how many bytes a Hangul syllable takes.
const syllableSize = 3

// stem is the stem of a verb or adjective as a text has it.
type stem struct {
	text, head string // head is what stands before the last syllable
	last       rune
	vowel      rune // of the last syllable
	final      rune
}

func newStem(text string) (s stem, ok bool) {
	s = stem{text: text, last: lastSyllable(text)}
	if _, s.vowel, s.final, ok = sounds(s.last); ok {
		s.head = text[:len(text)-syllableSize]
	}
	return s, ok
}

// with returns the last syllable with another final.
func (s *stem) with(final rune) rune { return s.last - s.final + final }

// stems are the dictionary's stems for one that a text has.
type stems struct {
	// text is the stem itself, or the one of which it is but a form.
	text string
	// other is another one that it may be a form of, "" if there is none.
	other string
}

// ending says how the ending after a stem begins.
type ending uint8

const (
	otherEnding ending = iota
	fullVowel          // 어, 아, 었, 았: after any stem
	bareVowel          // 어 or 아 as a word's last syllable; 들어 is mostly of 들, in 예를 들어
	linkVowel          // 으, 은, 을, 음: not after a stem that ends in a vowel or in ㄹ
	dropsL             // 는, 니, 시, 세, 오: before these, ㄹ is dropped
)

// endingOf classifies an ending by its first character.
func endingOf(text string) ending {
	initial, vowel, _, ok := sounds(firstSyllable(text))
	switch {
	case !ok:
		return otherEnding
	case initial == initialNone && vowel == vowelEu:
		return linkVowel
	case initial == initialNone && (vowel == vowelA || vowel == vowelEo):
		return fullVowel
	case initial == initialN,
		initial == initialS && (vowel == vowelI || vowel == vowelE || vowel == vowelYeo),
		initial == initialNone && vowel == vowelO:
		return dropsL
	}
	return otherEnding
}

// stems returns the dictionary's stems for one before an ending.
func (d *dictionary) stems(text string, e ending) stems {
	s, ok := newStem(text)
	switch {
	case !ok:
	case s.final == finalL:
		return d.stemsInD(&s, e)
	case s.final != finalNone:
	default:
		if b, ok := d.stemInB(&s); ok {
			return stems{text: b}
		}
		switch e {
		case linkVowel, fullVowel, bareVowel:
			if irregular, ok := d.irregular(&s, finalS); ok {
				return stems{text: irregular}
			}
		case dropsL:
			return d.droppedL(&s)
		}
	}
	return stems{text: text}
}

// stemsInD returns the stems for one in ㄹ, which may be a form of one in ㄷ.
func (d *dictionary) stemsInD(s *stem, e ending) stems {
	if e == linkVowel || e == fullVowel {
		switch irregular, ok := d.irregular(s, finalD); {
		case ok && e == linkVowel:
			return stems{text: irregular}
		case ok:
			return stems{text: s.text, other: irregular}
		}
	}
	return stems{text: s.text}
}

// stemInB returns the stem in ㅂ for its form in 우, such as 돕 for 도우.
func (d *dictionary) stemInB(s *stem) (string, bool) {
	if s.last != '우' || s.head == "" {
		return "", false
	}
	before, ok := newStem(s.head)
	if !ok || before.final != finalNone {
		return "", false
	}
	l := d.lookup()
	l.add(s.head)
	l.addRune(s.with(finalN))
	return l.formOf(before.head, before.with(finalB))
}

// irregular returns the stem with another final of which this one is the form
// before a vowel, such as 듣 for 들 and 짓 for 지.
func (d *dictionary) irregular(s *stem, final rune) (string, bool) {
	l := d.lookup()
	l.add(s.text)
	l.add("으면")
	return l.formOf(s.head, s.with(final))
}

// droppedL returns the stems of which ㄹ may have been dropped: 만들 for 만드
// and, beside 사, 살.
func (d *dictionary) droppedL(s *stem) stems {
	l := d.lookup()
	l.add(s.head)
	l.addRune(s.with(finalL))
	cost, ok := l.predicate()
	if !ok {
		return stems{text: s.text}
	}
	l = d.lookup()
	l.add(s.head)
	l.addRune(s.with(finalN))
	full, ok := l.formOf(s.head, s.with(finalL))
	if !ok {
		return stems{text: s.text}
	}
	if _, ok := d.complete(s); !ok {
		return stems{text: full}
	}
	if own, ok := d.predicate(s.text); ok && cost > own {
		return stems{text: s.text}
	}
	return stems{text: s.text, other: full}
}

// complete returns the stem, as the dictionary has it, if it ends in a vowel and
// is one of its own rather than a form of another one: then the dictionary has
// its past tense, such as 샀 of 사.
func (d *dictionary) complete(s *stem) (string, bool) {
	for _, vowel := range contractions[s.vowel] {
		l := d.lookup()
		l.add(s.head)
		l.addRune(s.with(finalSs) + (vowel-s.vowel)*numFinals)
		if text, ok := l.formOf(s.head, s.with(finalNone)); ok {
			return text, true
		}
	}
	return "", false
}

// contractions are the vowels that a stem's last vowel may make with the 어 or 아
// of an ending.
var contractions = [numVowels][]rune{
	vowelA: {vowelA}, vowelAe: {vowelAe}, vowelYa: {vowelYa}, vowelEo: {vowelEo}, vowelE: {vowelE},
	vowelYeo: {vowelYeo}, vowelO: {vowelWa}, vowelOe: {vowelWae},
	vowelU:  {vowelWo, vowelEo}, // 줬 and 펐
	vowelEu: {vowelEo, vowelA},  // 썼 and 담갔
	vowelI:  {vowelYeo},
}

// beside returns a stem in a vowel that an inflected word may be a form of beside
// its stem in ㄹ, "" if there is none: 산 is a form of 살 and of 사.
func (d *dictionary) beside(text, surface string) string {
	s, ok := newStem(text)
	rest, same := strings.CutPrefix(surface, s.head)
	if !ok || !same || s.final != finalL {
		return ""
	}
	open := s.with(finalNone)
	if form := firstSyllable(rest); form != open+finalN && form != open+finalB {
		return ""
	}
	other, _ := d.complete(&stem{head: s.head, last: open, vowel: s.vowel})
	return other
}

// headVerb returns the verb of which a stem is the honorific form, or which goes
// on to its end (버리): 돌아가 for 돌아가시, 잃 for 잃어버리. It is "" for others.
func (d *dictionary) headVerb(text string) string {
	if head, ok := strings.CutSuffix(text, "시"); ok {
		if s, ok := newStem(head); ok && s.final == finalNone {
			if _, ok := d.complete(&s); ok {
				return head
			}
		}
		return ""
	}
	head, ok := strings.CutSuffix(text, "버리")
	if !ok || head == "" {
		return ""
	}
	for _, link := range []string{"어", "아"} {
		if verb, ok := strings.CutSuffix(head, link); ok {
			if _, ok := d.predicate(verb); ok {
				return verb
			}
		}
	}
	return d.inflected(head)
}

// inflected returns the stem of a verb or adjective in one of its forms, "" if
// the word is none.
func (d *dictionary) inflected(word string) string {
	l := d.lookup()
	l.add(word)
	for _, r := range l.entries() {
		if stem, ok := d.stem(r, word); ok {
			return stem
		}
	}
	return ""
}
