package document

import (
	"crypto/sha256"
	"encoding/hex"
	"path"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/mundap/mundap/internal/fault"
)

// MaxSegment is the longest segment of a name, in bytes of UTF-8. File systems
// limit names to 255 bytes; the rest leaves room for a suffix.
const MaxSegment = 200

// maxName leaves room in S3's 1,024 bytes of a key for the prefix and a grant.
const maxName = 960

// NewName makes the name of a document from the name of a file, or from its
// path below the folder that was dropped or ingested, with slashes or
// backslashes. The name is in NFC. A segment of more than MaxSegment bytes is
// shortened: it ends in a hash of the whole segment and keeps its extension.
//
// These are fault.Invalid: empty names, "." and "..", absolute paths, control
// characters, characters that are invisible or that reorder their neighbours
// (except those that join pictures to one emoji), and a first segment that
// begins with "~".
func NewName(name string) (string, error) { return cleanName(name, isHidden, maxName) }

func cleanName(name string, refused func(rune) bool, limit int) (string, error) {
	name = norm.NFC.String(strings.ReplaceAll(name, `\`, "/"))
	if !utf8.ValidString(name) || strings.HasPrefix(name, "~") || strings.HasPrefix(name, "/") {
		return "", badName(name)
	}
	segments := strings.Split(name, "/")
	for i, s := range segments {
		if s == "" || s == "." || s == ".." || strings.TrimSpace(s) == "" ||
			strings.ContainsFunc(withoutJoiners(s), refused) {
			return "", badName(name)
		}
		segments[i] = shorten(s)
	}
	if name = strings.Join(segments, "/"); len(name) > limit {
		return "", fault.New(fault.Invalid,
			"파일 경로가 너무 길어요. 폴더 이름을 줄여서 다시 올려 주세요.",
			"The file's path is too long. Shorten the folders' names and upload it again.")
	}
	return name, nil
}

// What version 0.1 refused in the name within a key. Its documents keep their
// names.
const maxLegacyName = 1024 - len(Prefix)

func isControl(r rune) bool { return r < 0x20 || r == 0x7f || r == utf8.RuneError }

// isHidden holds for characters that let a name pass for another: controls
// (C0, C1), formatting (zero-width characters, marks that change the direction
// of writing), line separators, and letters that are drawn as nothing.
func isHidden(r rune) bool {
	return isControl(r) || unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp) ||
		r == '\u034f' || r == '\u115f' || r == '\u1160' || r == '\u3164' || r == '\uffa0' ||
		r == '\u2800'
}

// withoutJoiners takes out the zero-width joiners that make one emoji of
// several pictures. Anywhere else they are hidden characters.
func withoutJoiners(s string) string {
	const joiner = '\u200d'
	if !strings.ContainsRune(s, joiner) {
		return s
	}
	runes := []rune(s)
	kept := runes[:0:0]
	for i, r := range runes {
		if r == joiner && 0 < i && i < len(runes)-1 &&
			isPicture(runes[i-1]) && unicode.Is(unicode.So, runes[i+1]) {
			continue
		}
		kept = append(kept, r)
	}
	return string(kept)
}

// isPicture holds for pictures, and for what may follow one: the selector of
// its coloured form and the colours of skin.
func isPicture(r rune) bool {
	return unicode.Is(unicode.So, r) || r == '\ufe0f' || 0x1f3fb <= r && r <= 0x1f3ff
}

func badName(name string) error {
	return fault.New(fault.Invalid,
		"파일 이름을 쓸 수 없어요. 이름을 바꿔서 다시 올려 주세요.",
		"This file name can't be used. Rename the file and upload it again.").
		WithCause(&nameError{name})
}

type nameError struct{ name string }

func (e *nameError) Error() string {
	return "bad document name " + strings.ToValidUTF8(e.name,
		"?")
}

// shorten cuts a segment to MaxSegment bytes at a character, with 12 digits of
// its hash before the extension.
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
	return strings.TrimRight(s[:cut], "\u200d") + tail // a joiner joins nothing at the end
}

// Stem returns the last part of a document's name without its extension, in
// words: "연차 현황 2026" for "인사/연차_현황_2026.csv". It stands in for the title of a
// document that has none.
func Stem(name string) string {
	base := path.Base(name)
	return strings.Join(strings.FieldsFunc(extension.ReplaceAllString(base, ""), func(r rune) bool {
		return r == '_' || unicode.IsSpace(r)
	}), " ")
}

// extension matches one at the end of a name. A version such as ".2" is none.
var extension = regexp.MustCompile(`\.[A-Za-z][A-Za-z0-9]{0,4}$`)
