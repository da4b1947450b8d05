package pdf

import (
	"bytes"
	"testing"

	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/load/formattest"
)

func TestContentsThatWereOverwrittenAreTold(t *testing.T) {
	for contents, want := range map[string]bool{
		"q 1 0 0 1 0 0 cm BT/F1 12 Tf(a \\( b)Tj[(c)-20<0a>]TJ T* ET Q % \x01 note\nf*": false,
		"/P <</MCID 0 /A (x) /B [1 2]>> BDC 1.-5 --3 0 Td EMC":                          false,
		"BI /W 1 /H 1 ID \x01\x02) EI":                                                  false,
		"q nan 0 0 -inf 1 -1.#IND cm 0 NaN Td Q":                                        false,
		"q nano 0 Td Q":                                                                 true,
		"BX anything) EX":                                                               false,
		"BT (a) Tj E\x14T":                                                              true,
		"BT (a Tj ET":                                                                   true,
		"BT a) Tj ET":                                                                   true,
		"BT <0a#1> Tj ET":                                                               true,
		"1 0 0 1 4$8 0 cm":                                                              true,
	} {
		if got := garbled([]byte(contents)); got != want {
			t.Errorf("%q: %v", contents, got)
		}
	}
}

func TestDamageOfContentsThatAreNotPackedIsReported(t *testing.T) {
	whole := formattest.PDF("", "", formattest.LinesAt(700, 10, "글이 있는 쪽입니다.", "줄이 더 있습니다.",
		"그리고 또 있습니다.", "이것이 마지막 줄입니다."))
	at := bytes.Index(whole, []byte("Td <")) + len("Td <")
	for name, c := range map[string]struct {
		data    []byte
		damaged bool
	}{
		"whole":       {whole, false},
		"overwritten": {bytes.Replace(whole, []byte("Tj ET"), []byte("T\xf2 ET"), 1), true},
		"taken out":   {append(bytes.Clone(whole[:at]), bytes.SplitAfterN(whole[at:], []byte("Td <"), 3)[2]...), true},
	} {
		_, info, err := read(t, inside(t), formattest.Source("a.pdf", c.data))
		if err != nil || info.Warned(document.PagesDamaged) != c.damaged {
			t.Errorf("%s: %+v, %v", name, info.Warnings, err)
		}
	}
}
