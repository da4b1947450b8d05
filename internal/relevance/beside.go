package relevance

import (
	"cmp"
	"slices"
	"strings"

	"github.com/mundap/mundap/internal/retrieve"
	"github.com/mundap/mundap/internal/verify/value"
)

// besideShare is the share of the best sentence's score from which on another one is
// never beside the point.
const besideShare = 0.7

// withoutBeside leaves out sentences that stand beside the point: they say less of the
// question than the best sentence, which has what is asked for. A question about 노트북
// 비밀번호 to a guide of that name is answered by the sentence with 비밀번호; the others are
// about laptops, too, as the whole guide is. Questions with several parts stay as they are.
func withoutBeside(q string, chosen []candidate, passages []retrieve.Passage) []candidate {
	if len(chosen) < 2 || len(partsOf(q)) > 0 {
		return chosen
	}
	best := slices.MaxFunc(chosen, func(a, b candidate) int { return cmp.Compare(a.Score, b.Score) })
	e := expected(q)
	if e.form == whenForm {
		e.form = timeForm
	}
	if best.Row || !e.met(best.Text) {
		return chosen
	}
	// names of people and places look like other words
	narrow := e.form != nil && e.form != whoForm && e.form != whereForm
	w := sayer{words: MainWords(q), passages: passages, abouts: map[int]map[string]bool{}}
	all, own := w.says(best)
	sure := len(all) == len(w.words)
	return slices.DeleteFunc(slices.Clone(chosen), func(c candidate) bool {
		if c.Row || c.list > 0 || c.Score > besideShare*best.Score || qualifies(c, best, passages) {
			return false
		}
		its, itsOwn := w.says(c)
		switch {
		case c.Passage != best.Passage:
			return sure && len(its) < len(all)
		case narrow && len(itsOwn) == 0 && len(own) > 0 && len(its) > 0: // its heading alone speaks of it
			return true
		}
		// without a narrow form, what follows may be the answer
		return sure && len(itsOwn) < len(own) && allIn(itsOwn, own) && (narrow || c.Start < best.Start)
	})
}

// qualifies reports whether a sentence directly behind another one has a quantity of the
// same unit, which may limit the other's: 60분이 걸립니다. 급속 충전기를 쓰면 30분입니다.
func qualifies(c, best candidate, passages []retrieve.Passage) bool {
	if c.Passage != best.Passage || c.Start < best.End {
		return false
	}
	if costsNothing(c.Text) && slices.ContainsFunc(value.Scan(best.Text), func(v value.Value) bool { return v.Dim.Money() }) {
		return true // who pays nothing
	}
	if strings.TrimSpace(passages[c.Passage].Text[best.End:c.Start]) != "" {
		return false
	}
	its := value.Scan(c.Text)
	return slices.ContainsFunc(value.Scan(best.Text), func(v value.Value) bool {
		return isQuantity(v) && v.Unit != "" &&
			slices.ContainsFunc(its, func(o value.Value) bool { return isQuantity(o) && o.Unit == v.Unit })
	})
}

func costsNothing(text string) bool {
	return strings.Contains(text, "무료") || strings.Contains(text, "무상") || strings.Contains(text, "면제")
}

// sayer tells which words of a question sentences have.
type sayer struct {
	words    []string
	passages []retrieve.Passage
	abouts   map[int]map[string]bool // what the title and headings of a passage have
}

// says returns the words of the question that a sentence has with its headings and
// title, and those that it has and these lack.
func (s *sayer) says(c candidate) (all, own map[string]bool) {
	about := s.abouts[c.Passage]
	if about == nil {
		about = aboutOf(s.passages[c.Passage])
		s.abouts[c.Passage] = about
	}
	all, own = map[string]bool{}, map[string]bool{}
	for _, w := range s.words {
		above := mentions(about, w) || mentions(c.head, w)
		if mentions(c.bag, w) && !above {
			own[w] = true
		}
		if above || own[w] {
			all[w] = true
		}
	}
	return all, own
}
