package chat

import (
	"context"
	"fmt"
	"path"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/mundap/mundap/internal/document"
)

// fileName matches a name with an extension, and the particle behind it.
var fileName = regexp.MustCompile(`([^\s"'‘’“”「」『』<>()]+\.[A-Za-z]{1,5}[0-9]?)["'’”」』>)]?(?: ?(?:파일|문서))?` +
	`(?:에서는|에서|에는|에|의|은|는|이|가|을|를|와|과|랑|이랑|하고|도|만|부터|까지|보다)?(?:\s|$)`)

// excluded matches what says that a file is not meant.
var excluded = regexp.MustCompile(`^(?:말고|외에|이외에|빼고|제외|아닌)`)

// mostNamed is how many documents may have a name that a question contains.
const mostNamed = 5

// chooseNamed restricts a question that names files to these: "lease.py에서 재시도는 몇 번 해요?"
// The name of a single one is no part of what is looked for in it. A question to chosen
// documents, or with a name that no document has, stays as it is; forget is nil then.
// Otherwise it takes the restriction back, for when nothing is found in these files.
func (t *work) chooseNamed(ctx context.Context) (forget func(), err error) {
	before := t.asked
	forget = func() { t.asked, t.r.Documents = before, nil }
	asked := t.asked
	if asked == "" {
		asked = withoutPreamble(t.r.Body)
	}
	found := fileName.FindAllStringSubmatchIndex(asked, mostNamed)
	if len(t.r.Documents) > 0 || len(found) == 0 {
		return nil, nil
	}
	var named []document.ID
	rest := asked
	for _, m := range found {
		page, err := t.s.Documents.List(ctx, t.r.Scope,
			document.Filter{Contains: asked[m[2]:m[3]], State: document.Ready, Limit: mostNames})
		if err != nil {
			return nil, fmt.Errorf("looking for the document that is named: %w", err)
		}
		ids, start := documentsNamed(page.Documents, asked[:m[3]])
		if len(ids) == 0 || excluded.MatchString(asked[m[1]:]) {
			return nil, nil
		}
		named = append(named, ids...)
		rest = strings.TrimSpace(strings.TrimRight(asked[:start], openingQuotes) + asked[m[1]:])
	}
	if len(named) > mostNamed || rest == "" {
		return nil, nil
	}
	if len(found) == 1 {
		t.asked = rest
	}
	t.r.Documents = named
	return forget, nil
}

// openingQuotes may stand before a name.
const openingQuotes = `"'‘“「『<(`

// documentsNamed returns the documents whose names a text ends in, with or without their
// folders, and where the longest of these names begins.
func documentsNamed(documents []document.Document, text string) (ids []document.ID, start int) {
	start = len(text)
	for _, d := range documents {
		for _, name := range []string{d.Name, path.Base(d.Name)} {
			at := len(text) - len(name)
			if at < 0 || at > start || !strings.EqualFold(text[at:], name) {
				continue
			}
			if r, _ := utf8.DecodeLastRuneInString(text[:at]); unicode.IsLetter(r) || unicode.IsDigit(r) {
				continue
			}
			if at < start {
				ids, start = nil, at
			}
			ids = append(ids, d.ID)
			break
		}
	}
	return ids, start
}

// names reports whether a name has the words of what from the beginning of one of its
// words on, wherever it has blanks. Words in Latin letters must be whole: ai is no part of
// email.pdf. An extension is no name.
func names(name, what string) bool {
	name, what = strings.ToLower(name), strings.ToLower(what)
	if ext := path.Ext(name); !strings.Contains(what, ".") {
		name = strings.TrimSuffix(name, ext)
	}
	begins := true
	for i, r := range name {
		if rest, ok := cutWords(name[i:], what); ok && begins {
			next, _ := utf8.DecodeRuneInString(rest)
			last, _ := utf8.DecodeLastRuneInString(what)
			if !isLatin(last) || !isLatin(next) {
				return true
			}
		}
		begins = !unicode.IsLetter(r) && !unicode.IsDigit(r)
	}
	return false
}

// cutWords takes words off the beginning of a text, whose blanks may be elsewhere.
func cutWords(text, words string) (rest string, ok bool) {
	for _, r := range words {
		if isBlank(r) {
			continue
		}
		text = strings.TrimLeftFunc(text, isBlank)
		if text, ok = strings.CutPrefix(text, string(r)); !ok {
			return text, false
		}
	}
	return text, true
}

func isBlank(r rune) bool { return r == ' ' || r == '_' || r == '-' }

func isLatin(r rune) bool { return r >= 'a' && r <= 'z' || r >= '0' && r <= '9' }
