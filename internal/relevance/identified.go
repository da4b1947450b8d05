package relevance

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// identifier matches what identifies a row or entry among similar ones: a code,
// a date, an amount.
var identifier = regexp.MustCompile(`(?i)\d{1,2}월 ?\d{1,2}일|[a-z]*[-_.]?\d[\d,.:]*(?:[-_.]?[a-z\d]+)*`)

// shortCode matches a code of letters and one digit, such as E3.
var shortCode = regexp.MustCompile(`^[a-z]+\d$`)

// identifiersOf returns the identifiers of a question that have at least two
// digits, or letters and a digit, as bareID writes them.
func identifiersOf(question string) (all []string) {
	for _, found := range identifier.FindAllString(question, -1) {
		id := bareID(found)
		if shortCode.MatchString(id) {
			all = append(all, id)
			continue
		}
		digits := strings.Map(func(r rune) rune {
			if unicode.IsDigit(r) {
				return r
			}
			return -1
		}, id)
		if len(digits) >= 2 {
			all = append(all, id)
		}
	}
	return all
}

// bareID is an identifier in lower case, without the marks that people often
// leave out: E-17 becomes e17, and 55,000 becomes 55000.
func bareID(id string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune("-_,. ", r) {
			return -1
		}
		return unicode.ToLower(r)
	}, id)
}

// holds reports whether a text contains all identifiers as whole identifiers:
// 155,000 does not contain 55,000.
func holds(text string, ids []string) bool {
	own := identifiersIn(text)
	return !slices.ContainsFunc(ids, func(id string) bool { return !slices.Contains(own, id) })
}

// identifiersIn returns the identifiers of a text as bareID writes them. The
// result is never nil.
func identifiersIn(text string) []string {
	found := identifier.FindAllString(text, -1)
	ids := make([]string, len(found))
	for i, id := range found {
		ids[i] = bareID(id)
	}
	return ids
}

// identified removes table rows, and list entries that begin with a code, if
// they lack an identifier of the question and another row or entry of the same
// passage has all of them.
func identified(q string, chosen []candidate) []candidate {
	ids := identifiersOf(q)
	if len(ids) == 0 {
		return chosen
	}
	found := map[int]bool{} // by passage
	for _, c := range chosen {
		if isEntry(c) && holds(c.Text, ids) {
			found[c.Passage] = true
		}
	}
	return slices.DeleteFunc(slices.Clone(chosen), func(c candidate) bool {
		return found[c.Passage] && isEntry(c) && !holds(c.Text, ids)
	})
}

// entriesNamed returns rows and entries that have all identifiers of a question,
// at most one for each passage.
func entriesNamed(q string, all []candidate) []candidate {
	ids := identifiersOf(q)
	var named []candidate
	for _, c := range all {
		last := len(named) - 1
		if len(ids) > 0 && isEntry(c) && (last < 0 || named[last].Passage != c.Passage) &&
			holds(c.Text, ids) {
			named = append(named, c)
		}
	}
	return named
}

// leadingCode matches a code at the beginning of a list entry that explains it.
var leadingCode = regexp.MustCompile(`^([A-Za-z]+[-_]?\d{1,}|\d{3,})[\s:：)]`)

// isEntry reports whether a candidate is a row of a table or an entry that begins
// with a code.
func isEntry(c candidate) bool { return c.header != "" || leadingCode.MatchString(c.Text) }

// entry is a line that begins with a code and explains it in one or more
// sentences.
type entry struct {
	code string // as bareID writes it; "" if the line is no entry
	at   int    // where the line begins in its passage, bytes
}

// entryAt returns the entry of a line that begins with these words at this
// place.
func entryAt(line string, at int) entry {
	if m := leadingCode.FindStringSubmatch(listMark.ReplaceAllString(line, "")); m != nil {
		return entry{bareID(m[1]), at}
	}
	return entry{}
}

// namedEntries replaces the sentences of entries with all sentences of the
// entries whose code the question names, where a passage has one: what to do
// about an error stands behind what it means, and the next code's entry is none
// of the answer.
func namedEntries(q string, chosen, all []candidate) []candidate {
	codes := identifiersIn(q)
	named := func(c candidate) bool { return slices.Contains(codes, c.entry.code) }
	var out []candidate
	answered := map[int]bool{} // passages with an entry that the question names
	for _, c := range chosen {
		answered[c.Passage] = answered[c.Passage] || named(c)
	}
	for _, c := range all {
		if answered[c.Passage] && named(c) {
			out = append(out, c)
		}
	}
	for _, c := range chosen {
		if !answered[c.Passage] || c.entry.code == "" {
			out = append(out, c)
		}
	}
	return out
}
