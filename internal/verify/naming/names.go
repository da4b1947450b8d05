package naming

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/mundap/mundap/internal/korean"
	"github.com/mundap/mundap/internal/verify/lexicon"
	"github.com/mundap/mundap/internal/verify/passage"
	"github.com/mundap/mundap/internal/verify/scope"
	"github.com/mundap/mundap/internal/verify/view"
)

// Names returns a problem if the claim has a name that the passage lacks, or
// that takes the place of another name.
func Names(v *view.View) *view.Problem {
	if p := unknown(v); p != nil {
		return p
	}
	units := v.Close()
	for i := range v.Claim.Parts {
		g := &v.Claim.Parts[i]
		for _, e := range passage.Eojeols(v.Claim.Text, g) {
			w := foreign(v, &e)
			if w == nil {
				if swapped(v, &e) {
					return &view.Problem{Reason: view.OtherRow, Claim: korean.Span{Start: e.Start, End: e.End}}
				}
				continue
			}
			if !namesThing(v, &e, w) {
				continue
			}
			if beforeValue(v, &e, w) || e.Only {
				return &view.Problem{Reason: view.WrongName, Claim: korean.Span{Start: e.Start, End: e.End}}
			}
			if e.Also && korean.Length(w.Text) >= 2 && w.Class == "" || beforeNoun(v, &e, w, units) {
				return &view.Problem{Reason: view.WrongName, Claim: korean.Span{Start: e.Start, End: e.End}}
			}
			if settled(v) && !w.Name {
				continue
			}
			if w.Name && isProper(w.Text) && !e.Ends || e.InFocus() &&
				korean.Length(w.Text) >= 2 && replaced(v, &e, units) {
				return &view.Problem{Reason: view.WrongName, Claim: korean.Span{Start: e.Start, End: e.End}}
			}
		}
	}
	return nil
}

// namesThing reports whether e names something that another name could stand
// for: a person, a place, a means and the like. Other nouns may be paraphrases.
func namesThing(v *view.View, e *passage.Eojeol, w *lexicon.Word) bool {
	text := v.Claim.Text[w.Start:w.End]
	r, _ := utf8.DecodeRuneInString(text)
	return w.Name || r < utf8.RuneSelf || lexicon.KindOf(lexicon.Dense(v.Claim.Text[e.Start:w.End])) != "" ||
		lexicon.KindOf(lexicon.Dense(text)) != ""
}

// settled reports whether the best unit contains at least two values of the
// claim and everything that the claim names.
func settled(v *view.View) bool {
	n := 0
	for k := range v.Claim.Values {
		x := &v.Claim.Values[k]
		if x.Period {
			continue
		}
		if v.Placed[k] < 0 || v.Parts[v.Placed[k]].Sentence != v.Best {
			return false
		}
		n++
	}
	return n >= 2
}

// mostUnknown is the share of a claim's nouns above which a passage that lacks
// them is about something else, provided that it lacks at least two.
const mostUnknown = .45

// unknown finds several nouns that the passage lacks, or a single one that
// occurs only in a passage about something else.
func unknown(v *view.View) *view.Problem {
	var missing []korean.Span
	nouns := 0
	for i := range v.Claim.Parts {
		for _, e := range passage.Eojeols(v.Claim.Text, &v.Claim.Parts[i]) {
			if e.Words[len(e.Words)-1].Noun {
				nouns++
			}
			w := foreign(v, &e)
			if w == nil || e.Verbal && !w.Name {
				continue
			}
			span := korean.Span{Start: e.Start, End: e.End}
			if elsewhereOnly(v, w) && e.Role != passage.Topic {
				return &view.Problem{Reason: view.OtherRow, Claim: span}
			}
			missing = append(missing, span)
		}
	}
	if len(missing) >= 2 && float64(len(missing)) >= mostUnknown*float64(nouns+matched(v)) {
		return &view.Problem{Reason: view.NotInSources, Claim: missing[0]}
	}
	return nil
}

// matched counts the values that speak for the passage: two for each value that
// it contains, not counting periods.
func matched(v *view.View) int {
	n := 0
	for k, part := range v.Placed {
		if part >= 0 && !v.Claim.Values[k].Period {
			n += 2
		}
	}
	return n
}

// elsewhereOnly reports whether a near duplicate of the passage contains a word
// that the passage lacks.
func elsewhereOnly(v *view.View, w *lexicon.Word) bool {
	if korean.Length(w.Text) < 2 || lexicon.General[w.Text] {
		return false
	}
	for j, q := range v.List {
		if q != v.Passage && q.All.Words[w.Text] && alikeTo(v, j) {
			return true
		}
	}
	return false
}

func alikeTo(v *view.View, j int) bool {
	for i, q := range v.List {
		if q == v.Passage {
			return v.Alike(i, j)
		}
	}
	return false
}

// isProper reports whether a word is a proper noun. Proper nouns of one
// syllable do not count, because most of them are misreadings.
func isProper(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return korean.Length(s) >= 2 && (unicode.Is(unicode.Hangul, r) || unicode.IsLetter(r))
}

// foreign returns a word of e that neither the passage nor the question
// contains.
func foreign(v *view.View, e *passage.Eojeol) *lexicon.Word {
	if familiar(v, lexicon.Dense(v.Claim.Text[e.Start:e.End])) {
		return nil
	}
	for _, w := range e.Words {
		if w.Noun && !lexicon.General[w.Text] && v.All.Has(w) < .6 && !v.Claim.Asks(w) {
			return w
		}
	}
	return nil
}

// familiar reports whether the passage contains a word, or the word without a
// final particle or suffix: 냉난방비 if it contains 냉난방.
func familiar(v *view.View, word string) bool {
	if word == "" {
		return false
	}
	if strings.Contains(v.All.Dense, word) {
		return true
	}
	runes := []rune(word)
	last := len(runes) - 1
	if last < 2 || !strings.ContainsRune("이가은는을를도의에로비료금값용", runes[last]) {
		return false
	}
	return strings.Contains(v.All.Dense, string(runes[:last]))
}

// Strange reports whether the claim names something from a near duplicate's
// title that is neither in this passage's title nor in the sentences with the
// claim's values.
func Strange(v *view.View, index int) bool {
	if v.Best < 0 {
		return false
	}
	for k := range v.Claim.Words {
		w := &v.Claim.Words[k]
		if !w.Noun || v.Passage.Titled.Has(w) > 0 || beyond(v, w) {
			continue
		}
		for j, r := range v.List {
			if j != index && r.Titled.Has(w) == 1 && scope.SameTitles(v.Passage.Title, r.Title) {
				return true
			}
		}
	}
	return false
}

// beyond reports whether a word occurs in the sentences of all of the claim's
// values or, if the claim has none, in the best sentence.
func beyond(v *view.View, w *lexicon.Word) bool {
	placed := false
	for k, p := range v.Placed {
		if p < 0 || v.Claim.Values[k].Period {
			continue
		}
		placed = true
		if u := &v.Units[v.Parts[p].Sentence]; u.Own.Has(w) == 0 && u.Above.Has(w) == 0 {
			return false
		}
	}
	return placed || v.Units[v.Best].Own.Has(w) > 0
}

// StrangeTopic reports whether the passage nowhere mentions what the claim is
// about: no noun of the phrase that is marked as the topic.
func StrangeTopic(v *view.View) bool {
	for i := range v.Claim.Parts {
		all := passage.Eojeols(v.Claim.Text, &v.Claim.Parts[i])
		for k, e := range all {
			if e.Role != passage.Topic && !strings.HasPrefix(v.Claim.Text[e.End:], "에는") {
				continue
			}
			first := k
			for first > 0 && all[first-1].Role == passage.NoRole && !all[first-1].Verbal {
				first--
			}
			return lacksAll(v, all[first:k+1]) && bareValues(v)
		}
	}
	return false
}

// bareValues reports whether the sentences that have the claim's values have
// nothing else that the claim names.
func bareValues(v *view.View) bool {
	for _, part := range v.Placed {
		if part >= 0 && v.SharesNoun(&v.Units[v.Parts[part].Sentence]) {
			return false
		}
	}
	return true
}

// OneValue reports whether the claim has a single value and the passage
// contains it.
func OneValue(v *view.View) bool { return len(v.Placed) == 1 && v.Placed[0] >= 0 }

// lacksAll reports whether a phrase names something and the passage has none of
// its nouns.
func lacksAll(v *view.View, phrase []passage.Eojeol) bool {
	nouns := 0
	for i := range phrase {
		e := &phrase[i]
		if e.Verbal || familiar(v, lexicon.Dense(v.Claim.Text[e.Start:e.End])) {
			return false
		}
		for _, w := range e.Words {
			switch {
			case !w.Noun || korean.Length(w.Text) < 2 || lexicon.General[w.Text]:
			case v.All.Has(w) >= .6:
				return false
			default:
				nouns++
			}
		}
	}
	return nouns > 0
}
