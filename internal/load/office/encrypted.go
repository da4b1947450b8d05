package office

import (
	"context"

	"github.com/mundap/mundap/internal/load/compound"
	"github.com/mundap/mundap/internal/load/format"
)

// lockedFormat recognises the container in which Office wraps documents that have a password.
func lockedFormat() format.Format {
	return format.Format{Name: "encrypted", Isolated: true,
		Matches: func(s format.Source, head []byte) bool {
			return compound.Holds(s, head, "EncryptedPackage")
		},
		Open: func(context.Context, format.Source, format.Env) (format.Reader, error) {
			return nil, format.Fail(format.ErrEncrypted, nil)
		}}
}
