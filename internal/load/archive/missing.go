package archive

import (
	"encoding/xml"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/mundap/mundap/internal/load/content"
	"github.com/mundap/mundap/internal/load/format"
)

// textRoots are the types of parts from which readers take text, or which say
// how it is shown, with the names of their root elements (ECMA-376 part 1,
// 12.3, 13.3, 14.2 and 15.2).
var textRoots = map[string][]string{
	"worksheet":      {"worksheet"},
	"chartsheet":     {"chartsheet"},
	"sharedstrings":  {"sst"},
	"styles":         {"styles", "styleSheet"},
	"slide":          {"sld"},
	"notesslide":     {"notes"},
	"comments":       {"comments", "cmLst"},
	"chart":          {"chartSpace"},
	"diagramdata":    {"dataModel"},
	"diagramdrawing": {"drawing"},
	"drawing":        {"wsDr"},
	"header":         {"hdr"},
	"footer":         {"ftr"},
	"footnotes":      {"footnotes"},
	"endnotes":       {"endnotes"},
	"numbering":      {"numbering"},
	"main":           {"document", "workbook", "presentation"},
}

// lastWord is the last word of a part's type: "…spreadsheetml.worksheet+xml".
var lastWord = regexp.MustCompile(`(\w+)\+xml$`)

// Missing reports whether an Office document lacks parts with text that it
// lists: they are not there, have no beginning, or are other parts. Each part
// is opened, but no more than its beginning is unpacked.
func (a *Zip) Missing() bool {
	missing := false
	listed := a.Rooted("[Content_Types].xml", "Types", func(x *XML, _ xml.StartElement) error {
		return x.Children(func(x *XML, e xml.StartElement) error {
			m := lastWord.FindStringSubmatch(strings.ToLower(Attr(e, "ContentType")))
			name := Attr(e, "PartName")
			if m != nil && name != "" && !missing {
				roots, text := textRoots[m[1]]
				missing = text && !a.beginsWith(name, roots)
			}
			return x.Skip()
		})
	})
	return missing || listed != nil
}

// beginsWith reports whether there is a part whose root element has one of the
// names. What is unpacked for this does not count.
func (a *Zip) beginsWith(name string, roots []string) bool {
	left := a.left
	defer func() { a.left = left }()
	found := false
	_ = a.Each(name, func(_ *XML, e xml.StartElement) error {
		found = slices.Contains(roots, e.Name.Local)
		return content.ErrStopped
	})
	return found
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
