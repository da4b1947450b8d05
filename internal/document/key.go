package document

import (
	"crypto/sha256"
	"encoding/hex"
	"path"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/fault"
)

// MaxSegment is the longest segment of a key in bytes of UTF-8. File systems end names at 255; the rest is room for
// a suffix.
const MaxSegment = 200

// maxKey is S3's limit on a key, in bytes of UTF-8.
const maxKey = 1024

// NewKey makes the key of a file: name is its name, or its path below the folder that was dropped or ingested, with
// either slash. The key is in NFC; a segment over MaxSegment bytes is cut and ends in a hash of the whole, its
// extension kept. private is the owner of a private document, "" for a shared one.
// Empty names, "." and "..", absolute paths, control characters and a first segment beginning with "~" are
// fault.Invalid.
func NewKey(name string, private auth.Principal) (ID, error) {
	name = norm.NFC.String(strings.ReplaceAll(name, `\`, "/"))
	if !utf8.ValidString(name) || strings.HasPrefix(name, "~") || strings.HasPrefix(name, "/") {
		return "", badName(name)
	}
	segments := strings.Split(name, "/")
	for i, s := range segments {
		if s == "" || s == "." || s == ".." || strings.TrimSpace(s) == "" || strings.ContainsFunc(s, isControl) {
			return "", badName(name)
		}
		segments[i] = shorten(s)
	}
	key := Prefix
	if private != "" {
		key += "~" + string(private) + "/"
	}
	key += strings.Join(segments, "/")
	if len(key) > maxKey {
		return "", fault.New(fault.Invalid,
			"파일 경로가 너무 길어요. 폴더 이름을 줄여서 다시 올려 주세요.",
			"The file's path is too long. Shorten the folders' names and upload it again.")
	}
	return ID(key), nil
}

// ParseKey checks a key that came from outside (a storage event, a request): it must be what NewKey makes, up to
// Unicode normalisation, which it applies.
func ParseKey(s string) (ID, error) {
	s = norm.NFC.String(s)
	rest, ok := strings.CutPrefix(s, Prefix)
	if !ok {
		return "", badName(s)
	}
	var private auth.Principal
	if strings.HasPrefix(rest, "~") {
		owner, below, ok := strings.Cut(rest[1:], "/")
		if !ok || owner == "" {
			return "", badName(s)
		}
		private, rest = auth.Principal(owner), below
	}
	return NewKey(rest, private)
}

// Private is the owner of a key below "docs/~OWNER/", "" for a shared one.
func (k ID) Private() auth.Principal {
	if rest, ok := strings.CutPrefix(string(k), Prefix+"~"); ok {
		owner, _, _ := strings.Cut(rest, "/")
		return auth.Principal(owner)
	}
	return ""
}

// Readers are the principals that may read a new document with this key.
func (k ID) Readers() []auth.Principal {
	if owner := k.Private(); owner != "" {
		return []auth.Principal{owner}
	}
	return []auth.Principal{auth.Everyone}
}

func isControl(r rune) bool { return r < 0x20 || r == 0x7f || r == utf8.RuneError }

func badName(name string) error {
	return fault.New(fault.Invalid,
		"파일 이름을 쓸 수 없어요. 이름을 바꿔서 다시 올려 주세요.",
		"This file name can't be used. Rename the file and upload it again.").
		WithCause(&nameError{name})
}

type nameError struct{ name string }

func (e *nameError) Error() string { return "bad document name " + strings.ToValidUTF8(e.name, "?") }

// shorten cuts a segment to MaxSegment bytes at a character, with 12 digits of its hash before the extension.
func shorten(s string) string {
	if len(s) <= MaxSegment {
		return s
	}
	sum := sha256.Sum256([]byte(s))
	ext := path.Ext(s)
	if len(ext) > 20 {
		ext = ""
	}
	tail := "~" + hex.EncodeToString(sum[:6]) + ext
	cut := MaxSegment - len(tail)
	for !utf8.RuneStart(s[cut]) {
		cut--
	}
	return s[:cut] + tail
}
