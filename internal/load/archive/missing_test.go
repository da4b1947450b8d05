package archive

import (
	"encoding/xml"
	"errors"
	"testing"

	"github.com/mundap/mundap/internal/load/format"
	"github.com/mundap/mundap/internal/load/formattest"
)

func TestPartsThatADocumentListsAreMissed(t *testing.T) {
	types := `<Types><Override PartName="/word/document.xml" ContentType="x.document.main+xml"/>` +
		`<Override PartName="/word/footnotes.xml" ContentType="x.footnotes+xml"/>` +
		`<Override PartName="/word/theme.xml" ContentType="x.theme+xml"/></Types>`
	for _, c := range []struct {
		parts []string
		want  bool
	}{
		{[]string{"word/document.xml", "<a/>", "word/footnotes.xml", "<a/>"}, false},
		{[]string{"word/document.xml", "<a/>", "word/theme.xml", "<a/>"}, true},
	} {
		a, err := Open(formattest.Source("a.docx",
			formattest.Zip(append(c.parts, "[Content_Types].xml", types)...)), 1<<20)
		if err != nil || a.Missing() != c.want {
			t.Errorf("%v: missing %v, %v", c.parts, a.Missing(), err)
		}
	}
}

func TestAPartWithAnotherRootIsDamaged(t *testing.T) {
	a, err := Open(formattest.Source("a.docx", formattest.Zip("a.xml", "<b/>")), 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	nothing := func(x *XML, _ xml.StartElement) error { return x.Skip() }
	if err := a.Rooted("a.xml", "b", nothing); err != nil {
		t.Error(err)
	}
	if err := a.Rooted("a.xml", "c", nothing); !errors.Is(err, format.ErrDamaged) {
		t.Errorf("got %v", err)
	}
}
