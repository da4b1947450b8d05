package blob

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/mundap/mundap/internal/fault"
)

const (
	maxKey     = 1024 // bytes; S3's limit
	maxSegment = 255  // bytes; file systems'
)

// CheckKey reports fault.Invalid for a key that breaks the rules of the package
// comment. Stores call it first; S3 itself would take such keys.
func CheckKey(key string) error {
	if key == "" || len(key) > maxKey || !utf8.ValidString(key) || !norm.NFC.IsNormalString(key) ||
		strings.ContainsRune(key, 0) {
		return fault.Newf(fault.Invalid, "malformed blob key %q", key)
	}
	for segment := range strings.SplitSeq(key, "/") {
		if segment == "" || segment == "." || segment == ".." || len(segment) > maxSegment {
			return fault.Newf(fault.Invalid, "malformed segment in blob key %q", key)
		}
	}
	return nil
}

// check refuses options that exclude each other.
func (o PutOptions) check() error {
	if o.IfAbsent && o.IfMatch != "" {
		return fault.Newf(fault.Invalid, "IfAbsent and IfMatch exclude each other")
	}
	return nil
}

// Check checks a key. Every Put does so first.
func (o PutOptions) Check(key string) error {
	if err := CheckKey(key); err != nil {
		return err
	}
	return o.check()
}

// Allows reports fault.Conflict if the stored object (exists false: none) does
// not meet o's condition.
func (o PutOptions) Allows(stored Info, exists bool) error {
	switch {
	case o.IfAbsent && exists:
		return fault.Newf(fault.Conflict, "blob %s exists already", stored.Key)
	case o.IfMatch != "" && (!exists || stored.ETag != o.IfMatch):
		return fault.Newf(fault.Conflict, "blob was put again: its ETag is not %s", o.IfMatch)
	}
	return nil
}

// Within cuts r to an object of size bytes: it begins at most at the end, and
// its length is never negative.
func (r Range) Within(size int64) (offset, length int64) {
	offset = min(max(r.Offset, 0), size)
	length = size - offset
	if r.Length > 0 {
		length = min(length, r.Length)
	}
	return offset, length
}
