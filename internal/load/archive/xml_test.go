package archive

import (
	"encoding/xml"
	"strings"
	"testing"

	"golang.org/x/text/encoding/unicode"

	"github.com/mundap/mundap/internal/load/formattest"
)

func TestPartsInAnyCharacterSetAreRead(t *testing.T) {
	declared := func(set string) string { return `<?xml version="1.0" encoding="` + set + `"?><a>값 é</a>` }
	for name, c := range map[string]struct{ part, want string }{
		"UTF-8":                {declared("UTF-8"), "값 é"},
		"UTF-8 with a mark":    {"\ufeff" + declared("utf-8"), "값 é"},
		"UTF-16, little, mark": {formattest.UTF16(declared("UTF-16"), unicode.LittleEndian, unicode.UseBOM), "값 é"},
		"UTF-16, big, mark":    {formattest.UTF16(declared("UTF-16"), unicode.BigEndian, unicode.UseBOM), "값 é"},
		"UTF-16, big":          {formattest.UTF16(declared("UTF-16BE"), unicode.BigEndian, unicode.IgnoreBOM), "값 é"},
		"UTF-16, little":       {formattest.UTF16(declared("utf-16le"), unicode.LittleEndian, unicode.IgnoreBOM), "값 é"},
		"EUC-KR":               {strings.ReplaceAll(formattest.CP949(strings.ReplaceAll(declared("euc-kr"), " é", "")), "é", ""), "값"},
		"ISO 8859-1":           {`<?xml version="1.0" encoding="ISO-8859-1"?><a>` + "\xe9</a>", "é"},
		"an unknown one":       {declared("klingon"), "값 é"},
	} {
		got := ""
		err := NewXML(strings.NewReader(c.part)).Children(func(x *XML, _ xml.StartElement) (err error) {
			got, err = x.Text()
			return err
		})
		if err != nil || got != c.want {
			t.Errorf("%s: got %q, %v", name, got, err)
		}
	}
}
