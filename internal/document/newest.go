package document

import (
	"context"
	"fmt"

	"golang.org/x/text/unicode/norm"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/fault"
)

// Lister lists documents; a Store is one.
type Lister interface {
	List(ctx context.Context, scope auth.Scope, f Filter) (Page, error)
}

// Newest finds the document that an asker means by a name: the newest upload of
// that name of their own, or else the newest one that they may read. Documents
// that are being deleted don't count. If there is none, the error is
// fault.NotFound.
func Newest(ctx context.Context, l Lister, scope auth.Scope, name string) (best Document,
	err error) {
	if name == "" { // a Filter's "" is any
		return best, fault.Newf(fault.NotFound, "no name")
	}
	for f := (Filter{Name: norm.NFC.String(name), Limit: MaxLimit}); ; {
		page, err := l.List(ctx, scope, f)
		if err != nil {
			return best, fmt.Errorf("looking for %s: %w", name, err)
		}
		for _, d := range page.Documents {
			if d.VisibleTo(scope) && (best.ID == "" || d.meantRatherThan(best, scope.User)) {
				best = d
			}
		}
		if f.After = page.Next; f.After == "" {
			break
		}
	}
	if best.ID == "" {
		return best, fault.Newf(fault.NotFound, "no document is called %q", name)
	}
	return best, nil
}

func (d Document) meantRatherThan(other Document, asker auth.Principal) bool {
	if mine := d.Owner == asker; mine != (other.Owner == asker) {
		return mine
	}
	return d.Uploaded.After(other.Uploaded)
}
