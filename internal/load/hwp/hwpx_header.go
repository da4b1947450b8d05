package hwp

import (
	"encoding/xml"
	"strconv"
	"strings"

	"github.com/mundap/mundap/internal/load/archive"
	"github.com/mundap/mundap/internal/load/outline"
)

// header reads the definitions that the sections refer to.
func (h *hwpxFile) header(x *archive.XML, e xml.StartElement) error {
	id := archive.Attr(e, "id")
	switch e.Name.Local {
	case "paraPr":
		return x.Children(func(x *archive.XML, e xml.StartElement) error {
			if e.Name.Local == "heading" {
				h.shapes[id] = hwpHead{archive.Attr(e, "type"), archive.Attr(e, "idRef"),
					archive.SmallNumber(archive.Attr(e, "level"))}
			}
			return x.Skip()
		})
	case "style":
		name := strings.ToLower(archive.Attr(e, "name"))
		s := hwpxStyle{shape: archive.Attr(e, "paraPrIDRef")}
		if m := outline.HeadingStyle.FindStringSubmatch(name); m != nil {
			s.outline = int(m[1][0] - '0')
		}
		h.styles[id] = s
		return x.Skip()
	case "numbering":
		var n hwpNumbering
		err := x.Children(n.level)
		h.numberings[id] = n
		return err
	case "bullet":
		h.bullets[id] = archive.Attr(e, "char")
		return x.Skip()
	}
	return x.Children(h.header)
}

// level reads a <hh:paraHead>.
func (n *hwpNumbering) level(x *archive.XML, e xml.StartElement) error {
	if e.Name.Local != "paraHead" {
		return x.Skip()
	}
	text, err := x.Text()
	if i := archive.SmallNumber(archive.Attr(e, "level")); i >= 1 && i <= hwpLevels {
		start, _ := strconv.Atoi(archive.Attr(e, "start"))
		n[i-1] = hwpLevel{start, archive.Attr(e, "numFormat"), text}
	}
	return err
}
