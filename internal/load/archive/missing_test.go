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
		{[]string{"word/document.xml", "<document/>", "word/footnotes.xml", "<w:footnotes/>"}, false},
		{[]string{"word/document.xml", "<document/>", "word/theme.xml", "<a/>"}, true},
		{[]string{"word/document.xml", "<document/>", "word/footnotes.xml", "<theme/>"}, true},
		{[]string{"word/document.xml", "<document/>", "word/footnotes.xml", ""}, true},
	} {
		a, err := Open(formattest.Source("a.docx",
			formattest.Zip(append(c.parts, "[Content_Types].xml", types)...)), 1<<20)
		if err != nil || a.Missing() != c.want {
			t.Errorf("%v: missing %v, %v", c.parts, a.Missing(), err)
		}
	}
}

func TestADocumentWithoutAListOfItsPartsLacksOne(t *testing.T) {
	a, err := Open(formattest.Source("a.docx", formattest.Zip("[Content_Types].xml", "<theme/>")), 1<<20)
	if err != nil || !a.Missing() {
		t.Errorf("another part in the place of the list is not noticed: %v", err)
	}
}

func TestRelationsAreOfTheirOwnKind(t *testing.T) {
	list := `<Relationship Id="r1" Type="x/notesSlide" Target="n.xml"/>`
	a, err := Open(formattest.Source("a.docx", formattest.Zip("_rels/a.xml.rels",
		"<Relationships>"+list+"</Relationships>", "_rels/b.xml.rels", "<theme>"+list+"</theme>")), 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	if _, byType, err := a.Relations("a.xml"); err != nil || byType["notesSlide"] != "n.xml" {
		t.Errorf("got %v, %v", byType, err)
	}
	if _, _, err := a.Relations("b.xml"); !errors.Is(err, format.ErrDamaged) {
		t.Errorf("got %v", err)
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
