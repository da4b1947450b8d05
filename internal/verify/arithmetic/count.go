package arithmetic

import (
	"github.com/mundap/mundap/internal/verify/lexicon"
	"github.com/mundap/mundap/internal/verify/value"
	"github.com/mundap/mundap/internal/verify/view"
)

// Listed reports whether x counts what the passage lists: 두 번 for 6월과 12월 in
// a close sentence, 네 곳 for a table of four rows.
func Listed(v *view.View, x *value.Value) bool {
	if x.Class != value.Quantity || x.Dim != value.Counted || x.Number < 2 || x.Number > 20 {
		return false
	}
	for _, i := range v.Close() {
		n, said := 0, 0
		for e := range v.ValuesOf(&v.Units[i]) {
			if e.Class == value.Quantity {
				continue
			}
			n++
			if v.Claim.HasValue(e) {
				said++
			}
		}
		if float64(n) == x.Number && said == n {
			return true
		}
	}
	return things[x.Unit] && rowsNumber(v, int(x.Number))
}

// things are counters for what has a row of its own.
var things = lexicon.Set("곳 군데 개소 개 가지 종 종류 명 팀 대 건 과목 강좌 항목 노선")

// rowsNumber reports whether a table of the passage has n rows below its head.
func rowsNumber(v *view.View, n int) bool {
	rows := 0
	for i := range v.Units {
		if u := &v.Units[i]; u.Row && u.Header != nil {
			rows++
			continue
		}
		if rows == n {
			return true
		}
		rows = 0
	}
	return rows == n
}
