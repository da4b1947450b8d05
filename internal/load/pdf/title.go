package pdf

import (
	"strings"

	xkorean "golang.org/x/text/encoding/korean"

	"github.com/mundap/mundap/internal/korean"
	"github.com/mundap/mundap/internal/load/content"
)

// title mends a document's own title. Korean programs of old wrote it in CP949
// where PDF has Latin letters.
func title(s string) string {
	if raw, ok := latin1(s); ok {
		mended, err := xkorean.EUCKR.NewDecoder().Bytes(raw)
		switch {
		case err != nil || !korean.HasHangul(string(mended)):
		case strings.ContainsRune(string(mended), '\ufffd'):
			s = "" // PDFium dropped a byte that is no Latin letter: what is left can't be read
		default:
			s = string(mended)
		}
	}
	return content.GoodTitle(s)
}

// latin1 gives the bytes of a text of Latin-1 that is not plain ASCII.
func latin1(s string) (raw []byte, ok bool) {
	for _, r := range s {
		if r > 0xff {
			return nil, false
		}
		ok = ok || r >= 0xa1
		raw = append(raw, byte(r))
	}
	return raw, ok
}
