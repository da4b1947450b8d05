package morph

import (
	"strings"

	"github.com/mundap/mundap/internal/korean/morph/dictfile"
	"github.com/mundap/mundap/internal/korean/morph/sejong"
)

// predicate appends a verb or adjective that the path has apart from its ending,
// or what an auxiliary verb makes with the verb before it.
func (e *emitter) predicate(i int, pos sejong.Tag, at place) {
	text := e.text[at.from:at.to]
	e.splitVerb(i, pos, text, at)
	if pos == sejong.VX {
		e.position++
		return
	}
	found := e.dict.stems(text, e.endingAfter(i))
	e.atom(e.add(Morpheme, pos, found.text, at))
	e.also(pos, found.other, at)
	e.also(pos, e.dict.headVerb(found.text), at)
	if found.text == text {
		e.also(pos, e.dict.contractedStem(e.path[i].word, text), at)
	}
	e.position++
}

// inflected appends the stem of a verb or adjective that a word of the path
// contains with its endings. The word has the part of speech pos, the stem tag;
// first says that the word begins with the stem.
func (e *emitter) inflected(i int, pos, tag sejong.Tag, stem string, at place, first bool) {
	if first || tag == sejong.VX {
		e.splitVerb(i, tag, stem, at)
	}
	if tag == sejong.VX {
		if !first || pos != sejong.VV {
			return
		}
		tag = pos // a main verb, see isMainVerb
	}
	e.atom(e.add(Part, tag, stem, at))
	e.also(tag, e.dict.beside(stem, e.wordText(i)), at)
	e.also(tag, e.dict.headVerb(stem), at)
}

// also appends a further stem at the place of a word, unless it is "".
func (e *emitter) also(pos sejong.Tag, stem string, at place) {
	if stem != "" {
		e.add(Stem, pos, stem, at)
	}
}

// contractedStem returns the stem that a word has in an inflected form of the
// same spelling, if the word is no stem of its own: 크 for 커.
func (d *dictionary) contractedStem(w word, text string) string {
	s, ok := newStem(text)
	if !ok || s.final != finalNone {
		return ""
	}
	switch s.vowel {
	case vowelA, vowelEo: // of ㅡ and an ending: 아파, 커
	case vowelAe, vowelYae: // of ㅎ and an ending: 빨개, 하얘
	case vowelYeo, vowelWa, vowelWae, vowelWo: // of ㅣ, ㅗ, ㅚ or ㅜ and an ending
	default:
		return ""
	}
	for _, r := range d.homographs(w.index()) {
		stem, ok := d.stem(r, text)
		if !ok || stem == text {
			continue
		}
		if _, ok := d.complete(&s); ok {
			return ""
		}
		return stem
	}
	return ""
}

// endingAfter classifies the ending after a word of the path.
func (e *emitter) endingAfter(i int) ending {
	next := i + 1
	if next == len(e.path) || !e.joined(next) {
		return otherEnding
	}
	switch e.pos(next) {
	case sejong.EP, sejong.EF, sejong.EC, sejong.ETN, sejong.ETM:
	default:
		return otherEnding
	}
	kind := endingOf(e.wordText(next))
	if kind == fullVowel && e.endsRun(next) && e.path[next].to-e.path[next].from == 1 {
		return bareVowel
	}
	return kind
}

// endsRun reports whether white space or the end of the text stands behind a
// word of the path.
func (e *emitter) endsRun(i int) bool { return i+1 == len(e.path) || !e.joined(i+1) }

// pos returns the part of speech of a word of the path, the first one of an inflected word.
func (e *emitter) pos(i int) sejong.Tag {
	if e.path[i].word.isUser() {
		return sejong.NNP
	}
	pos, _ := e.dict.meta(e.path[i].record)
	return pos
}

// isMainVerb reports whether an auxiliary verb stands where none can: after a
// noun, a particle or an adverb.
func (e *emitter) isMainVerb(i int) bool {
	if e.joined(i) || i == 0 {
		return false
	}
	before := e.pos(i - 1)
	return before.IsNoun() || before == sejong.MAG || before >= sejong.JKS && before <= sejong.JC
}

// splitVerb appends the verb that the stem in a word of the path makes with what
// stands before it, if the dictionary has this verb: 잃어버리 for 잃, 어 and 버리,
// 그만두 for 그만 and 두.
func (e *emitter) splitVerb(i int, pos sejong.Tag, stem string, at place) {
	if i == 0 {
		return
	}
	if pos != sejong.VX {
		if e.joined(i) && beginsVerb(e.pos(i-1)) {
			e.join(i-1, i, stem, at)
		}
		return
	}
	first := i - 1
	if first > 0 && e.pos(first) == sejong.EC {
		switch e.wordText(first) {
		case "어", "아", "여":
			first--
		}
	}
	if isPredicate(e.pos(first)) {
		e.join(first, i, stem, at)
	}
}

// beginsVerb reports whether a word of a part of speech may be what the analyzer
// has cut off a verb.
func beginsVerb(pos sejong.Tag) bool {
	return pos.IsNoun() || pos == sejong.MAG
}

// misread appends the verb that a form may belong to which the analyzer takes for
// a noun, or for a noun and another word.
func (e *emitter) misread(i int, pos sejong.Tag, at place) {
	switch pos {
	case sejong.NNG, sejong.NNP, sejong.NNB, sejong.NNBC, sejong.NR, sejong.XSN:
		if e.joined(i) {
			e.splitSyllable(i, at)
		} else if pos == sejong.NNG || pos == sejong.NNP {
			e.homographs(i, pos, at)
		}
	case sejong.JKO: // a verb has no two objects: 준비를 서두를
		if i > 1 && e.pos(i-2) == sejong.JKO && e.text[at.from:at.to] == "를" && e.endsRun(i) &&
			e.joined(i) && e.afterSpace(i-1) {
			e.join(i-1, i, "르", at)
		}
	}
}

// splitSyllable appends the verb whose last syllable is taken for a noun of its
// own: 다치 for 다 and 칠.
func (e *emitter) splitSyllable(i int, at place) {
	text := e.text[at.from:at.to]
	if i == 0 || len(text) != syllableSize || !isAdnominal(text) || !e.endsRun(i) ||
		!beginsVerb(e.pos(i-1)) {
		return
	}
	for _, r := range e.dict.homographs(e.path[i].word.index()) {
		stem, ok := e.dict.stem(r, text)
		if ok && !e.makesVerb(i-1, stem) && e.join(i-1, i, stem, at) {
			return
		}
	}
}

// makesVerb reports whether a stem makes verbs of words like the one on the path,
// so that it says little: 제한 is no form of 제하.
func (e *emitter) makesVerb(i int, stem string) bool {
	switch stem {
	case "하", "되":
		return true
	case "이":
		return e.pos(i) != sejong.MAG // 깜박이
	}
	return false
}

// join appends the verb that consists of words of the path and a stem in place
// of the last one, if the dictionary has it.
func (e *emitter) join(first, last int, stem string, at place) bool {
	l := e.dict.lookup()
	for i := first; i < last; i++ {
		l.add(e.wordText(i))
	}
	l.add(stem)
	if _, ok := l.predicate(); !ok {
		return false
	}
	from := len(e.made)
	for i := first; i < last; i++ {
		e.made = append(e.made, e.wordText(i)...)
	}
	e.made = append(e.made, stem...)
	at.from, _ = e.surface(&e.path[first])
	e.addMade(Stem, sejong.VV, from, at)
	return true
}

// homographs appends the stem of the verb that a noun without a particle may be
// a form of, if the verb is the more likely word: 걸리 for 걸린, 내 for 내요.
func (e *emitter) homographs(i int, pos sejong.Tag, at place) {
	text := e.text[at.from:at.to]
	if len(text) <= syllableSize {
		return
	}
	switch ends := e.endsRun(i); {
	case ends && isAdnominal(text), !ends && e.wordText(i+1) == "서":
		for _, record := range e.dict.homographs(e.path[i].word.index()) {
			if dictfile.Record(record).Cost() >= e.path[i].record.Cost() {
				continue
			}
			if stem, ok := e.dict.stem(record, text); ok && !strings.HasSuffix(stem, "하") {
				e.also(sejong.VV, stem, at) // 제한 is no form of 제하
				return
			}
		}
	case ends && pos == sejong.NNP:
		form, ok := strings.CutSuffix(text, "요")
		if !ok {
			form, ok = strings.CutSuffix(text, "서")
		}
		if ok {
			e.also(sejong.VV, e.dict.inflected(form), at)
		}
	}
}

// isAdnominal reports whether a word ends like a verb before a noun, in ㄴ or ㄹ.
func isAdnominal(word string) bool {
	_, _, final, ok := sounds(lastSyllable(word))
	return ok && (final == finalN || final == finalL)
}
