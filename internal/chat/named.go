package chat

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"

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
// documents, or with a name that no document has, stays as it is.
func (t *work) chooseNamed(ctx context.Context) error {
	asked := t.asked
	if asked == "" {
		asked = withoutGreeting(t.r.Body)
	}
	found := fileName.FindAllStringSubmatchIndex(asked, mostNamed)
	if len(t.r.Documents) > 0 || len(found) == 0 {
		return nil
	}
	var named []document.ID
	for _, m := range found {
		name := asked[m[2]:m[3]]
		page, err := t.s.Documents.List(ctx, t.r.Scope, document.Filter{Contains: name, State: document.Ready})
		if err != nil {
			return fmt.Errorf("looking for the document that is named: %w", err)
		}
		ids := documentsNamed(page.Documents, name)
		if len(ids) == 0 || excluded.MatchString(asked[m[1]:]) {
			return nil
		}
		named = append(named, ids...)
	}
	if len(named) > mostNamed {
		return nil
	}
	if m := found[0]; len(found) == 1 {
		rest := strings.TrimSpace(asked[:m[0]] + asked[m[1]:])
		if rest == "" {
			return nil
		}
		t.asked = rest
	}
	t.r.Documents = named
	return nil
}

// documentsNamed returns the documents that have a name, with or without their folders, or,
// if there are none, those whose names end in it behind a blank.
func documentsNamed(documents []document.Document, name string) (ids []document.ID) {
	name = strings.ToLower(name)
	for _, before := range []string{"/", " "} {
		for _, d := range documents {
			if full := before + strings.ToLower(d.Name); strings.HasSuffix(full, before+name) {
				ids = append(ids, d.ID)
			}
		}
		if len(ids) > 0 {
			break
		}
	}
	return slices.Compact(ids)
}
