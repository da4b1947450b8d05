// Package tabletext reads tables as they stand in the text of passages: a row a
// line, its cells divided by bars, the names of the columns first. A cell that spans
// rows stands in each of them, or is empty in the lower ones. A name that spans
// columns stands in each, so that names and values have the same places in their
// rows; tables of other sources may have it once.
package tabletext

import (
	"regexp"
	"slices"
	"strings"
)

// Cells returns the cells of a row without the spaces around them. Bars as the first
// and last characters of the row enclose cells and divide none.
func Cells(row string) []string {
	if inner, ok := strings.CutPrefix(row, "|"); ok && strings.HasSuffix(inner, "|") {
		row = strings.TrimSuffix(inner, "|")
	}
	cells := strings.Split(row, "|")
	for i := range cells {
		cells[i] = strings.TrimSpace(cells[i])
	}
	return cells
}

// maxHeader is how many rows a header may have.
const maxHeader = 3

// period matches a name of a column for a time: 2025년, 1분기, 3월.
var period = regexp.MustCompile(`^(?:\d{4}(?:년|학년도)?|\d{1,2}(?:월|분기|주차|학기|학년|차|호|일차?))$`)

// IsPeriod reports whether a cell names a time, as columns do: 2025년, 1분기, 3월.
func IsPeriod(cell string) bool { return period.MatchString(cell) }

// HeaderGoesOn reports whether the row below a header's lines belongs to it: the
// lines have names that span several columns, which the row names: 구분 | 개인 |
// 개인 | 법인, and below it 구분 | 창구 | 온라인 | 법인.
func HeaderGoesOn(header, row string) bool {
	if strings.Count(header, "\n") >= maxHeader-1 {
		return false
	}
	above, below := Cells(header[strings.LastIndexByte(header, '\n')+1:]), Cells(row)
	if len(above) == len(below) {
		return spans(above) && divides(above, below)
	}
	return !strings.Contains(header, "\n") && len(above) < len(below) &&
		(below[0] == "" || below[0] == above[0]) &&
		!slices.ContainsFunc(below, func(cell string) bool {
			return strings.ContainsAny(cell, "0123456789") && !slices.Contains(above, cell)
		})
}

// spans reports whether a name stands in neighbouring columns.
func spans(names []string) bool {
	for i := range names {
		if i > 0 && names[i] != "" && names[i] == names[i-1] {
			return true
		}
	}
	return false
}

// divides reports whether the cells below names that span columns name these columns.
// Some of those below other names repeat them or are empty, unless all names span columns.
func divides(above, below []string) bool {
	divided, renamed, reach := false, false, false
	for i := 0; i < len(above); {
		end := i + 1
		for end < len(above) && above[i] != "" && above[end] == above[i] {
			end++
		}
		under := below[i:end]
		same := !slices.ContainsFunc(under, func(cell string) bool { return cell != "" && cell != above[i] })
		switch {
		case same:
			reach = true
		case slices.ContainsFunc(under, func(cell string) bool { return !isName(cell) }):
			return false
		case end == i+1:
			renamed = true
		default:
			divided = true
		}
		i = end
	}
	return divided && (reach || !renamed)
}

// isName reports whether a cell can be the name of a column: it is no value.
func isName(cell string) bool {
	return cell != "" && (!strings.ContainsAny(cell, "0123456789") || IsPeriod(cell))
}

// Names returns the names of the columns as the lines of a header give them: each
// name with those above it, 법인 온라인. If a line has fewer cells than the one
// below, its first belongs to the first column and the others are spread evenly; if
// that is not possible, the line counts for nothing.
func Names(header string) []string {
	var names []string
	for i, line := range strings.Split(header, "\n") {
		lower := Cells(line)
		if i > 0 {
			lower = join(spread(names, len(lower)), lower)
		}
		names = lower
	}
	return names
}

// join returns names with those above them, which are nil if they are not known.
func join(above, names []string) []string {
	for i := range above {
		switch name := names[i]; {
		case name == "" || above[i] == name || strings.HasSuffix(above[i], " "+name):
			names[i] = above[i]
		default:
			names[i] = strings.TrimSpace(above[i] + " " + name)
		}
	}
	return names
}

// spread returns the name above each column, or nil if it can't be told.
func spread(names []string, columns int) []string {
	if len(names) == columns {
		return names
	}
	var all []string
	rest, first := names, 0
	if len(names) > 1 && columns > len(names) {
		all, rest, first = names[:1:1], names[1:], 1
	}
	if len(rest) == 0 || (columns-first)%len(rest) != 0 {
		return nil
	}
	for _, name := range rest {
		for range (columns - first) / len(rest) {
			all = append(all, name)
		}
	}
	return all
}
