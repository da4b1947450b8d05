package archive

import (
	"encoding/xml"
	"fmt"
	"regexp"

	"github.com/mundap/mundap/internal/load/format"
)

// textParts are the types of parts from which readers take text, or which say how
// it is shown.
var textParts = regexp.MustCompile(`(?i)(?:worksheet|chartsheet|sharedStrings|styles|slide|` +
	`notesSlide|comments|chart|diagramData|drawing|header|footer|footnotes|endnotes|numbering|main)\+xml$`)

// Missing reports whether an Office document lacks parts with text that it lists.
func (a *Zip) Missing() bool {
	missing := false
	_ = a.Each("[Content_Types].xml", func(x *XML, _ xml.StartElement) error {
		return x.Children(func(x *XML, e xml.StartElement) error {
			name := Attr(e, "PartName")
			if name != "" && !a.Has(name) && textParts.MatchString(Attr(e, "ContentType")) {
				missing = true
			}
			return x.Skip()
		})
	})
	return missing
}

// Rooted reads a part like Each. If its root element has another name than
// expected, it is another part, and the document is damaged.
func (a *Zip) Rooted(name, root string, f func(x *XML, root xml.StartElement) error) error {
	return a.Each(name, func(x *XML, e xml.StartElement) error {
		if e.Name.Local != root {
			return format.Fail(format.ErrDamaged, fmt.Errorf("root element %q instead of %q",
				e.Name.Local, root))
		}
		return f(x, e)
	})
}
