package pdf

import (
	"bytes"
	"compress/zlib"
	"encoding/ascii85"
	"fmt"
	"strings"
	"testing"

	"github.com/mundap/mundap/internal/load/formattest"
)

func TestStreamsWrittenInLettersAreChecked(t *testing.T) {
	var packed bytes.Buffer
	w := zlib.NewWriter(&packed)
	for i := range 100 {
		fmt.Fprintf(w, "BT /F1 12 Tf (line %d of %x) Tj ET\n", i, i*2654435761)
	}
	w.Close()
	encoded := make([]byte, ascii85.MaxEncodedLen(packed.Len()))
	letters := string(encoded[:ascii85.Encode(encoded, packed.Bytes())])
	middle := len(letters) / 2
	other := "5"
	if letters[middle:middle+1] == other {
		other = "6"
	}
	changed := letters[:middle] + other + letters[middle+1:]
	for name, c := range map[string]struct {
		letters string
		damaged bool
	}{
		"whole":               {letters + "~>", false},
		"in lines":            {letters[:middle] + "\n" + letters[middle:] + "\n~>", false},
		"a letter is changed": {changed + "~>", true},
		"no letter":           {strings.Replace(letters, letters[middle:middle+1], "\x7f", 1) + "~>", true},
		"without its end":     {letters[:middle], true},
		"without an end mark": {letters, false},
	} {
		object := fmt.Sprintf("9 0 obj << /Filter [ /ASCII85Decode /FlateDecode ] /Length %d >>\n"+
			"stream\n%s\nendstream\nendobj\nstartxref\n%%%%EOF", len(c.letters), c.letters)
		if d := inspect(formattest.Source("a.pdf", object)); d.found() != c.damaged {
			t.Errorf("%s: %+v", name, d)
		}
	}
}
