package queue

import (
	"strings"
	"time"

	"github.com/mundap/mundap/internal/fault"
)

const (
	// MaxBody is the longest body, in bytes. SQS takes 256 KiB of text with all
	// attributes, and a body may be any bytes: in base64 they grow by a third.
	MaxBody = 128 << 10
	// DedupWindow is how long repeats of a Dedup are dropped.
	DedupWindow = 5 * time.Minute

	maxName = 128
)

// Check reports fault.Invalid for a Group or Dedup that breaks its rules,
// fault.TooLarge for a body over MaxBody. Every Send calls it first.
func (m Message) Check() error {
	switch {
	case m.Group == "" || !isName(m.Group):
		return fault.Newf(fault.Invalid, "malformed message group %q", m.Group)
	case !isName(m.Dedup):
		return fault.Newf(fault.Invalid, "malformed deduplication id %q", m.Dedup)
	case len(m.Body) > MaxBody:
		return fault.Newf(fault.TooLarge, "a message of %d bytes, at most %d", len(m.Body), MaxBody)
	}
	return nil
}

// isName: visible ASCII, as SQS allows in a MessageGroupId.
func isName(s string) bool {
	return len(s) <= maxName && !strings.ContainsFunc(s, func(r rune) bool {
		return r <= ' ' ||
			r > '~'
	})
}
