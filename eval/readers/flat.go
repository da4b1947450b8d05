package main

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strconv"
	"strings"
)

// flatText is the text of a document in LibreOffice's flat XML, a line a
// paragraph: what a reader sees of the sheets or slides. Hidden sheets, rows
// and columns, the masters of slides, and the data of embedded objects are left
// out.
func flatText(data []byte) ([]byte, error) {
	f := flat{hidden: map[string]bool{}}
	in := xml.NewDecoder(bytes.NewReader(data))
	in.Strict = false
	for {
		t, err := in.Token()
		if errors.Is(err, io.EOF) {
			return f.out.Bytes(), nil
		}
		if err != nil {
			return nil, err
		}
		switch t := t.(type) {
		case xml.StartElement:
			f.depth++
			f.start(t)
		case xml.EndElement:
			if f.skipped == f.depth {
				f.skipped = 0
			}
			if t.Name.Local == "p" || t.Name.Local == "h" {
				f.out.WriteByte('\n')
				f.paragraph--
			}
			f.depth--
		case xml.CharData:
			if f.body && f.skipped == 0 && f.paragraph > 0 {
				f.out.Write(t)
			}
		}
	}
}

// flat walks over a flat XML document.
type flat struct {
	out       bytes.Buffer
	style     string          // the style that is being defined
	hidden    map[string]bool // styles of tables that aren't shown
	columns   []bool          // of the table: whether they are hidden
	column    int             // of the row: the next cell's
	depth     int
	skipped   int // depth of what is left out; if 0, nothing is
	paragraph int // depth of paragraphs
	body      bool
}

func (f *flat) start(t xml.StartElement) {
	if f.skipped > 0 {
		if t.Name.Local == "p" || t.Name.Local == "h" {
			f.paragraph++
		}
		return
	}
	skip := false
	switch t.Name.Local {
	case "style":
		f.style = attribute(t, "name")
	case "table-properties":
		f.hidden[f.style] = attribute(t, "display") == "false"
	case "body":
		f.body = true
	case "p", "h":
		f.paragraph++
	case "s", "tab", "line-break":
		f.out.WriteByte(' ')
	case "table":
		f.columns = nil
		skip = f.hidden[attribute(t, "style-name")]
	case "table-column":
		const most = 1 << 14
		for range min(repeated(t, "number-columns-repeated"), most-len(f.columns)) {
			f.columns = append(f.columns, collapsed(t))
		}
	case "table-row":
		f.column = 0
		skip = collapsed(t)
	case "table-cell", "covered-table-cell":
		skip = f.column < len(f.columns) && f.columns[f.column]
		f.column += repeated(t, "number-columns-repeated")
	case "object", "object-ole", "binary-data", "page-number", "date", "time", "creator":
		skip = true
	}
	if skip {
		f.skipped = f.depth
	}
}

func collapsed(t xml.StartElement) bool {
	v := attribute(t, "visibility")
	return v == "collapse" || v == "filter"
}

func repeated(t xml.StartElement, name string) int {
	n, err := strconv.Atoi(attribute(t, name))
	if err != nil {
		return 1
	}
	return n
}

func attribute(t xml.StartElement, name string) string {
	for _, a := range t.Attr {
		if a.Name.Local == name {
			return strings.TrimSpace(a.Value)
		}
	}
	return ""
}
