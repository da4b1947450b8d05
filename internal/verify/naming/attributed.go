package naming

import (
	"regexp"
	"slices"
	"strings"

	"github.com/mundap/mundap/internal/korean"
	"github.com/mundap/mundap/internal/verify/lexicon"
	"github.com/mundap/mundap/internal/verify/passage"
	"github.com/mundap/mundap/internal/verify/value"
	"github.com/mundap/mundap/internal/verify/view"
)

// bearer is a person or a body of the claim, to whom it attributes something.
type bearer struct {
	korean.Span
	text string // without blanks
	kind string
}

// stretch is a line, a row or an item of a passage that stands for itself, or a
// part of a sentence with a topic of its own.
type stretch struct {
	text string // without blanks
	own  lexicon.BagOf
	who  []bearer
}

// attributionMargin is how much more of what the claim is about another stretch
// must have than that with the name. A noun weighs .5 to 2.
const attributionMargin = .4

// Misattributed returns a problem if the claim says of a person or a body what
// the passage says of another one. In the passage, the name is then in one
// line, row or item, and what is said of it is in another one that has a name
// of its own.
func Misattributed(v *view.View) *view.Problem {
	for _, b := range bearers(v) {
		if b.kind == "body" && unheardBody(v, b) {
			return &view.Problem{Reason: view.WrongName, Claim: b.Span}
		}
		for _, list := range stretches(v, b.text) {
			if elsewhereSaid(v, b, list) {
				return &view.Problem{Reason: view.WrongName, Claim: b.Span}
			}
		}
	}
	return nil
}

// bearers are the people and bodies that the claim names.
func bearers(v *view.View) []bearer {
	out := bearersIn(v.Claim.Text, v.Claim.Values, v.Claim.Parts)
	kept := out[:0]
	for _, b := range out {
		if !strings.Contains(lexicon.Dense(v.Claim.Ask.Text), b.text) {
			kept = append(kept, b)
		}
	}
	return kept
}

// besideBody matches what makes a place of a body: 시청 앞.
var besideBody = regexp.MustCompile(`^ (?:앞|옆|뒤|근처|맞은편|건너편|정문|후문)`)

func bearersIn(text string, values []value.Value, parts []passage.Part) []bearer {
	var out []bearer
	for k := range values {
		if x := &values[k]; x.Class == value.Person {
			out = append(out, bearer{korean.Span{Start: x.Start, End: x.End}, x.Code, "person"})
		}
	}
	for i := range parts {
		for _, e := range passage.Eojeols(text, &parts[i]) {
			name := lexicon.Dense(text[e.Start:e.End])
			switch kind := lexicon.KindOf(name); {
			case e.Verbal || korean.Length(name) < 2 || besideBody.MatchString(text[e.End:]):
			case kind == "body":
				out = append(out, bearer{korean.Span{Start: e.Start, End: e.End}, name, kind})
			}
		}
	}
	return out
}

// leastLines is how many lines a text must have to count as a list of items.
const leastLines = 3

// stretches are the lists of stretches of the passage in one of which a name stands.
func stretches(v *view.View, name string) [][]stretch {
	var out [][]stretch
	if lines := lines(v); len(lines) >= leastLines {
		out = append(out, lines)
	}
	for i := range v.Units {
		u := &v.Units[i]
		if u.Row || !strings.Contains(u.Own.Dense, name) {
			continue
		}
		if list := segments(v, u); len(list) > 1 {
			out = append(out, list)
		}
	}
	return out
}

// lines are the lines of the passage that begin with a number, a label or a cell.
func lines(v *view.View) []stretch {
	var out []stretch
	for i := 0; i < len(v.Units); {
		start := v.Units[i].Start
		end := len(v.Text)
		if at := strings.IndexByte(v.Text[start:], '\n'); at >= 0 {
			end = start + at
		}
		first := i
		for i < len(v.Units) && v.Units[i].Start < max(end, start+1) {
			i++
		}
		out = append(out, stretchOf(v, v.Units[first].First, v.Units[i-1].Last))
	}
	return out
}

// segments are the parts of a sentence each of which has a topic of its own.
func segments(v *view.View, u *passage.Unit) []stretch {
	var out []stretch
	for k := u.First; k < u.Last; k++ {
		if h := &v.Parts[k]; passage.TopicMark.MatchString(v.Text[h.Start:h.End] + " ") {
			out = append(out, stretchOf(v, k, k+1))
		}
	}
	return out
}

func stretchOf(v *view.View, first, last int) stretch {
	s := stretch{}
	var words []lexicon.Word
	for k := first; k < last; k++ {
		h := &v.Parts[k]
		s.text += lexicon.Dense(v.Text[h.Start:h.End])
		words = append(words, h.Words...)
		s.who = append(s.who, bearersIn(v.Text, h.Values, v.Parts[k:k+1])...)
	}
	s.own = lexicon.NewBag(s.text, words)
	return s
}

// elsewhereSaid reports whether what the claim says of b stands in a stretch
// with another one of b's kind rather than in those with b.
func elsewhereSaid(v *view.View, b bearer, list []stretch) bool {
	if inNamedRow(v, b) {
		return false
	}
	own, other := -1.0, 0.0
	for i := range list {
		s := &list[i]
		if strings.Contains(s.text, b.text) {
			own = max(own, saidIn(v, b, s))
			continue
		}
		for _, o := range s.who {
			if o.kind == b.kind && !strings.Contains(lexicon.Dense(v.Claim.Text), o.text) {
				other = max(other, saidIn(v, b, s))
				break
			}
		}
	}
	return own >= 0 && other > own+attributionMargin
}

// inNamedRow reports whether a row that the claim names has b.
func inNamedRow(v *view.View, b bearer) bool {
	return slices.ContainsFunc(v.NamedRows(), func(i int) bool {
		return v.Units[i].Row && strings.Contains(v.Units[i].Own.Dense, b.text)
	})
}

// saidIn weighs what the claim is about, or what it says if it is about b, as far
// as a stretch has it.
func saidIn(v *view.View, b bearer, s *stretch) float64 {
	from, to := 0, len(v.Claim.Text)
	if m := passage.TopicMark.FindStringIndex(v.Claim.Text); m != nil {
		if from, to = 0, m[1]; b.Start < to {
			from, to = max(to, b.End), len(v.Claim.Text)
		}
	}
	n := 0.0
	for k := range v.Claim.Words {
		w := &v.Claim.Words[k]
		if w.Noun && !lexicon.General[w.Text] && w.Start >= from && w.End <= to && s.own.Has(w) == 1 {
			n += v.Rare.Of(w)
		}
	}
	return n
}

// unheardBody reports whether the passage, which names other bodies, does not
// name b or a part or a longer form of its name.
func unheardBody(v *view.View, b bearer) bool {
	others := false
	for i := range v.Parts {
		h := &v.Parts[i]
		for _, o := range bearersIn(v.Text, nil, v.Parts[i:i+1]) {
			if o.kind != b.kind {
				continue
			}
			if strings.Contains(b.text, o.text) || strings.Contains(o.text, b.text) {
				return false
			}
			others = others || v.Scores[h.Sentence] >= .5*v.Scores[v.Best]
		}
	}
	return others && !strings.Contains(v.All.Dense, b.text)
}
