package document

import (
	"strings"

	"golang.org/x/text/unicode/norm"
)

// Prefix begins the keys of documents in the blob store.
const Prefix = "docs/"

// kept marks the key of an object that was put beyond the reach of its upload
// URL. See blob.Store.Seal.
const kept = ".kept"

// Object is what can be read from the key of an uploaded object. The Grant is
// zero for an object that was copied into the bucket without one.
type Object struct {
	Grant GrantID
	Kept  bool   // it has already been accepted, so its own event contains nothing new
	Name  string // as in the key
	// Foreign reports whether the key is below "docs/~…/" although no grant can
	// have this key: an object of version 0.1, or in a folder that somebody
	// else created.
	Foreign bool
	FAQ     bool // it lies below FAQPrefix, which is part of its name
}

// ObjectKey returns the key to which an object is uploaded.
func ObjectKey(g GrantID, name string) string { return Prefix + "~" + string(g) + "/" + name }

// KeptKey returns the key to which an uploaded object is moved, so that its
// upload URL can't reach it any more, in a store that can't reject a second
// upload.
func KeptKey(key string) string {
	folder, name, ok := strings.Cut(strings.TrimPrefix(key, Prefix), "/")
	if !ok || !strings.HasPrefix(folder, "~") || strings.HasSuffix(folder, kept) {
		return key
	}
	return Prefix + folder + kept + "/" + name
}

// ParseObject reads the key of an object below Prefix or FAQPrefix, in any
// Unicode normalisation. A key that can't belong to a document is
// fault.Invalid.
func ParseObject(key string) (Object, error) {
	key = norm.NFC.String(key)
	if strings.HasPrefix(key, FAQPrefix) {
		name, err := cleanName(key, isControl, maxLegacyName)
		return Object{Name: name, FAQ: true}, err
	}
	rest, ok := strings.CutPrefix(key, Prefix)
	if !ok {
		return Object{}, badName(key)
	}
	var o Object
	if strings.HasPrefix(rest, "~") {
		folder, name, found := strings.Cut(rest[1:], "/")
		if !found || folder == "" {
			return Object{}, badName(key)
		}
		folder, o.Kept = strings.CutSuffix(folder, kept)
		o.Grant, rest = GrantID(folder), name
		if o.Grant.Check() != nil {
			o.Grant, o.Foreign, o.Kept = "", true, false
		}
	}
	name, err := cleanName(rest, isControl, maxLegacyName)
	o.Name = name
	return o, err
}
