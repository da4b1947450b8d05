package relevance

import (
	"regexp"
	"slices"
	"strings"
	"unicode"

	"github.com/mundap/mundap/internal/retrieve"
)

// codes describes which of the question's codes (A396, ERR-1042, v1.2) a
// passage contains.
type codes int

const (
	noCodes     codes = iota // the question names none
	codesHeld                // all of them
	codesLacked              // not all of them
	// not all of them, and one with digits enough that nothing else is called so
	codesWrong
)

// distinctDigits is how many digits make a code distinctive: a passage without
// such a code is about something else. Codes with fewer digits, such as A4 and
// K8s, have other names.
const distinctDigits = 2

// codesOf tells what a passage with this text holds of its question's codes.
func codesOf(m *retrieve.Match, text *textReader) codes {
	found := noCodes
	for _, w := range m.Words {
		if w.End > len(m.Query) {
			continue
		}
		digits, mixed := codeLike(m.Query[w.Start:w.End])
		mixed = mixed || isVersion(m.Query, w.Start, w.End)
		switch {
		case !mixed:
		case w.Found.InPassage(), slices.Contains(text.identifiers(), bareID(m.Query[w.Start:w.End])):
			found = max(found, codesHeld)
		case digits >= distinctDigits:
			found = codesWrong
		default:
			found = max(found, codesLacked)
		}
	}
	return found
}

// isVersion reports whether the number at this place of a question is a
// version: 4.3 버전, 3.0판, release 2.1.
func isVersion(query string, start, end int) bool {
	word := query[start:end]
	if !strings.Contains(word, ".") || strings.Trim(word, ".0123456789") != "" {
		return false
	}
	after := strings.TrimLeft(query[end:], " ")
	before := strings.ToLower(strings.TrimRight(query[:start], " "))
	for _, name := range []string{"버전", "판", "릴리스"} {
		if strings.HasPrefix(after, name) || strings.HasSuffix(before, name) {
			return true
		}
	}
	return strings.HasSuffix(before, "version") || strings.HasSuffix(before, "release")
}

// codeLike reports whether a word has digits and Latin letters, and how many
// digits. A word with Hangul is a number with its unit, as is 2.2m.
func codeLike(word string) (digits int, mixed bool) {
	if withSymbol.MatchString(word) {
		return 0, false
	}
	letters := 0
	for _, r := range word {
		switch {
		case '0' <= r && r <= '9':
			digits++
		case unicode.In(r, unicode.Latin):
			letters++
		case !strings.ContainsRune("-_./", r):
			return 0, false
		}
	}
	return digits, digits > 0 && letters > 0
}

// withSymbol matches a number with the symbol of its unit.
var withSymbol = regexp.MustCompile(`(?i)^\d[\d,]*(?:\.\d+)?(?:[mck]?m|k?g|m?l|k?wh?|k?v|ma?h?|[kmgt]b|h?p|mpa|hz|khz|mhz|ghz|db|cal|kcal|mp|fps|ppm|inch)$`)

// byCodes decides that passages about another code than the question's do not
// answer. To an encoder, A508 is as near as A396. A passage with the code
// answers a question in another language if it contains what is asked for: the
// code is the only word that both can share.
func (b *bench) byCodes() {
	named := false
	for _, v := range b.verdicts {
		named = named || v.evidence.codes == codesHeld
	}
	for i := range b.verdicts {
		v := &b.verdicts[i]
		switch v.evidence.codes {
		case codesHeld:
			v.Answers = v.Answers ||
				v.evidence.foreign && v.form.met
		case codesWrong:
			v.Answers = v.vouchedFor()
		case codesLacked:
			v.Answers = v.Answers && (!named || v.vouchedFor())
		}
	}
}
