package document

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base32"
	"strings"
	"time"

	"golang.org/x/text/unicode/norm"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/fault"
)

// ID identifies a document permanently: no other document ever gets the same
// ID, even after a deletion. Callers must treat it as opaque. The name that
// people see is Document.Name.
//
// NewID makes IDs of 26 characters of base32. A document of version 0.1 keeps
// the key of its object, such as "docs/보고서.pdf", as its ID.
type ID string

const (
	idLength    = 26 // characters: 128 bits
	nonceLength = 16 // characters: 80 bits
)

// lower is base32 without padding in lower case. Its digits sort like the
// bytes that they stand for.
var lower = base32.NewEncoding("0123456789abcdefghijklmnopqrstuv").WithPadding(base32.NoPadding)

// NewID returns a new id. Ids ascend with the millisecond in which they are
// made.
func NewID(now time.Time) ID {
	var b [16]byte
	ms := now.UnixMilli()
	for i := range 6 {
		b[i] = byte(ms >> (40 - 8*i))
	}
	rand.Read(b[6:]) // never fails
	return ID(lower.EncodeToString(b[:]))
}

// Check returns fault.Invalid for a text that can't be an id. Stores and
// handlers call it on ids that come from outside.
func (id ID) Check() error {
	if isToken(string(id), idLength) {
		return nil
	}
	if _, ok := id.legacy(); ok {
		return nil
	}
	return fault.New(fault.Invalid, "문서 번호가 올바르지 않아요.", "This is not the id of a document.").
		WithCause(&nameError{string(id)})
}

// Early reports whether the id belongs to a document of version 0.1.
func (id ID) Early() bool { return !isToken(string(id), idLength) }

// ParseID reads an id that comes from outside, in any Unicode normalisation.
func ParseID(s string) (ID, error) {
	id := ID(norm.NFC.String(s))
	return id, id.Check()
}

func isToken(s string, length int) bool {
	return len(s) == length && !strings.ContainsFunc(s, func(r rune) bool {
		return (r < '0' || r > '9') && (r < 'a' || r > 'v')
	})
}

// origin is what the key of a document of version 0.1 said.
type origin struct {
	name  string
	owner auth.Principal // of a private document; "" for a shared one
}

// legacy reads an id that is the object key of a document of version 0.1.
func (id ID) legacy() (origin, bool) {
	rest, ok := strings.CutPrefix(string(id), Prefix)
	if !ok {
		return origin{}, false
	}
	var o origin
	if strings.HasPrefix(rest, "~") {
		owner, name, found := strings.Cut(rest[1:], "/")
		if !found || owner == "" {
			return origin{}, false
		}
		o.owner, rest = auth.Principal(owner), name
	}
	name, err := cleanName(rest, isControl, maxLegacyName)
	o.name = rest
	return o, err == nil && name == rest
}

// LegacyIDs returns the ids that a document of version 0.1 with this name and
// owner can have.
func LegacyIDs(owner auth.Principal, name string) [2]ID {
	return [2]ID{ID(Prefix + name), ID(Prefix + "~" + string(owner) + "/" + name)}
}

// GrantID identifies the permission to upload one object. All grants for the
// same document have ids that begin with the same text; see GrantPrefix.
type GrantID string

// NewGrantID returns a new id for a grant for a document.
func NewGrantID(id ID) GrantID {
	var b [10]byte
	rand.Read(b[:]) // never fails
	return GrantID(GrantPrefix(id) + lower.EncodeToString(b[:]))
}

// GrantPrefix returns the text with which the ids of all grants for a document
// begin.
func GrantPrefix(id ID) string {
	if isToken(string(id), idLength) {
		return string(id) + "."
	}
	sum := sha256.Sum256([]byte(id))
	return lower.EncodeToString(sum[:16]) + "."
}

// Document returns the id for which the grant was made, or "" for a document of
// version 0.1.
func (g GrantID) Document() ID {
	id, _, _ := strings.Cut(string(g), ".")
	return ID(id)
}

// Check returns fault.Invalid for a text that NewGrantID can't have made.
func (g GrantID) Check() error {
	id, nonce, ok := strings.Cut(string(g), ".")
	if !ok || !isToken(id, idLength) || !isToken(nonce, nonceLength) {
		return fault.Newf(fault.Invalid, "%q is no grant's id", string(g))
	}
	return nil
}
