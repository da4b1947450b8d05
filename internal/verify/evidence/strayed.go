package evidence

import (
	"regexp"
	"slices"
	"strings"

	"github.com/mundap/mundap/internal/korean"
	"github.com/mundap/mundap/internal/verify/arithmetic"
	"github.com/mundap/mundap/internal/verify/lexicon"
	"github.com/mundap/mundap/internal/verify/passage"
	"github.com/mundap/mundap/internal/verify/value"
	"github.com/mundap/mundap/internal/verify/view"
)

// hit is a word or a value of the claim that a single row of the passage's tables has.
type hit struct {
	korean.Span
	row, column int // unit and cell
}

// comparing matches words of a claim that is about several rows at once.
var comparing = regexp.MustCompile(`보다|달리|비해|비하|차이|각각|합계|합하|합쳐|합해|합산|모두|총 |같은|반면|가장|제일|순으로`)

// strayed returns a problem if a clause of the claim joins cells of different rows: a
// person of one row with a place of another one. The row need not be named by its first
// cell.
func strayed(v *view.View) *view.Problem {
	if v.Claim.Matches(comparing) {
		return nil
	}
	for i := range v.Claim.Parts {
		hits := hitsOf(v, &v.Claim.Parts[i])
		for _, a := range hits {
			if alone(a, hits) && slices.ContainsFunc(hits, func(b hit) bool {
				return b.row != a.row && b.column != a.column
			}) {
				return &view.Problem{Reason: view.OtherRow, Claim: a.Span}
			}
		}
	}
	return nil
}

// alone reports whether the clause has nothing else of a hit's row outside its column.
func alone(a hit, hits []hit) bool {
	return !slices.ContainsFunc(hits, func(b hit) bool { return b.row == a.row && b.column != a.column })
}

// hitsOf returns what in a clause stands in a single row and in no sentence or heading of
// the passage.
func hitsOf(v *view.View, g *passage.Part) []hit {
	var out []hit
	for k := range g.Words {
		w := &g.Words[k]
		if !w.Noun || lexicon.General[w.Text] || korean.Length(w.Text) < 2 || v.Titled.Has(w) > 0 {
			continue
		}
		has := func(h *passage.Part) bool {
			return slices.ContainsFunc(h.Words, func(x lexicon.Word) bool { return x.Text == w.Text })
		}
		if h, ok := only(v, has, func(u *passage.Unit) bool { return u.Above.Has(w) > 0 }); ok {
			h.Span = korean.Span{Start: w.Start, End: w.End}
			out = append(out, h)
		}
	}
	for k := range g.Values {
		x := &g.Values[k]
		if x.Period || x.Passing() || v.InTitle(x) || arithmetic.Derives(v, x) ||
			arithmetic.WorkedOut(v, x) || arithmetic.Rated(v, x) || arithmetic.PerUnit(v, x) {
			continue
		}
		has := func(h *passage.Part) bool { equal, _ := h.Find(x); return equal != nil }
		if h, ok := only(v, has, func(u *passage.Unit) bool { return heads(u, x) }); ok {
			h.Span = korean.Span{Start: x.Start, End: x.End}
			out = append(out, h)
		}
	}
	return out
}

// heads reports whether a value stands in the heading of one of a row's columns.
func heads(u *passage.Unit, x *value.Value) bool {
	return slices.ContainsFunc(u.Header, func(h string) bool {
		return slices.ContainsFunc(value.Scan(h), func(e value.Value) bool { return x.Equal(&e) })
	})
}

// only returns the row that alone has something in a cell; ok is false if none has, or if
// several rows, a heading or a sentence have it.
func only(v *view.View, has func(*passage.Part) bool, headed func(*passage.Unit) bool) (h hit, ok bool) {
	h.row = -1
	for i := range v.Units {
		u := &v.Units[i]
		if u.Row && headed(u) {
			return h, false
		}
		for k := u.First; k < u.Last; k++ {
			if !has(&v.Parts[k]) {
				continue
			}
			if !u.Row || h.row >= 0 {
				return h, false
			}
			h.row, h.column = i, k-u.First
		}
	}
	return h, h.row >= 0
}

// grade matches what a claim says of something in one or two syllables: 등급은 중입니다.
var grade = regexp.MustCompile(`([가-힣A-Z]{1,2}) ?(?:등급|급)?(?:입니다|이에요|예요|이다)[.]?$`)

// otherCell returns a problem if the claim names a row and a column and gives what stands
// in that column of another row, in a word that is too short to be compared otherwise.
func otherCell(v *view.View) *view.Problem {
	m := grade.FindStringSubmatchIndex(v.Claim.Text)
	if m == nil || m[2] > 0 && v.Claim.Text[m[2]-1] != ' ' {
		return nil
	}
	said := v.Claim.Text[m[2]:m[3]]
	for _, i := range v.NamedRows() {
		u := &v.Units[i]
		for k := 1; u.Row && k < min(len(u.Cells), len(u.Header)); k++ {
			if !strings.Contains(lexicon.Dense(v.Claim.Text), lexicon.Dense(u.Header[k])) {
				continue
			}
			if own := strings.TrimSpace(u.Cells[k].Of(v.Text)); own != said && inOtherRow(v, u, k, said) {
				return &view.Problem{Reason: view.OtherRow, Claim: korean.Span{Start: m[2], End: m[3]}}
			}
		}
	}
	return nil
}

// inOtherRow reports whether a cell of a column, in another row of the same table, has
// exactly the given text.
func inOtherRow(v *view.View, u *passage.Unit, column int, text string) bool {
	for i := range v.Units {
		o := &v.Units[i]
		if o.Row && o.Start != u.Start && slices.Equal(o.Header, u.Header) && column < len(o.Cells) &&
			strings.TrimSpace(o.Cells[column].Of(v.Text)) == text {
			return true
		}
	}
	return false
}

// otherPrice returns the claim's value that stands in the named row in the column of a
// rival of the one that the claim names: 12,000원 of BP-2, said of BP-5.
func otherPrice(v *view.View, u *passage.Unit, named int) *value.Value {
	own := &v.Parts[u.First+named]
	for k := range v.Claim.Values {
		x := &v.Claim.Values[k]
		if x.Class != value.Quantity || x.Period || x.Passing() {
			continue
		}
		if equal, _ := own.Find(x); equal != nil {
			continue
		}
		for j := 1; j < len(u.Cells); j++ {
			if equal, _ := v.Parts[u.First+j].Find(x); equal != nil && j != named && rivalHeads(u.Header[named], u.Header[j]) {
				return x
			}
		}
	}
	return nil
}
