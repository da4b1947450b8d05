package verify

// listed reports whether x counts what the passage lists: 두 번 for 6월과 12월 in
// a close sentence, 네 곳 for a table of four rows.
func (v *view) listed(x *value) bool {
	if x.class != quantity || x.dim != counted || x.number < 2 || x.number > 20 {
		return false
	}
	for _, i := range v.close() {
		n, said := 0, 0
		for e := range v.valuesOf(&v.units[i]) {
			if e.class == quantity {
				continue
			}
			n++
			if v.c.hasValue(e) {
				said++
			}
		}
		if float64(n) == x.number && said == n {
			return true
		}
	}
	return things[x.unit] && v.rowsNumber(int(x.number))
}

// things are counters for what has a row of its own.
var things = set("곳 군데 개소 개 가지 종 종류 명 팀 대 건 과목 강좌 항목 노선")

// rowsNumber reports whether a table of the passage has n rows below its head.
func (v *view) rowsNumber(n int) bool {
	rows := 0
	for i := range v.units {
		if u := &v.units[i]; u.row && u.header != nil {
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
