package passage

import (
	"regexp"
	"slices"

	"github.com/mundap/mundap/internal/verify/lexicon"
	"github.com/mundap/mundap/internal/verify/value"
)

// columnName matches a cell that names something.
var columnName = regexp.MustCompile(`^[가-힣A-Za-z][가-힣A-Za-z0-9 -]*$`)

// ColumnNames returns for each column of the passage's tables the names that stand in
// its cells, without blanks. Columns with fewer than two names are left out.
func (p *Passage) ColumnNames() []map[string]bool {
	var out []map[string]bool
	for i := 0; i < len(p.Units); {
		first := i
		for i++; i < len(p.Units) && p.Units[i].Row && p.Units[i].Header != nil; i++ {
		}
		if !p.Units[first].Row {
			continue
		}
		for k := range p.Units[first].Cells {
			if names := p.column(first+1, i, k); len(names) > 1 {
				out = append(out, names)
			}
		}
	}
	return out
}

// column are the names in the k-th cells of some rows.
func (p *Passage) column(from, to, k int) map[string]bool {
	names := map[string]bool{}
	for i := from; i < to; i++ {
		u := &p.Units[i]
		if k >= len(u.Cells) || len(p.Parts[u.First+k].Values) > 0 {
			continue
		}
		if cell := u.Cells[k].Of(p.Text); columnName.MatchString(cell) && len(cell) >= len("가나") && len(cell) <= longestName {
			names[lexicon.Dense(cell)] = true
		}
	}
	return names
}

// longestName is the most bytes of a cell that names something.
const longestName = 36

// AddNames adds the names of people in the passage to a list.
func (p *Passage) AddNames(names []string) []string {
	for i := range p.Parts {
		for _, v := range p.Parts[i].Values {
			if v.Class == value.Person && !slices.Contains(names, v.Code) {
				names = append(names, v.Code)
			}
		}
	}
	return names
}
