package office

import (
	"bytes"
	"encoding/xml"
	"io"
	"regexp"
	"strings"

	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/korean"
	"github.com/mundap/mundap/internal/load/archive"
	"github.com/mundap/mundap/internal/load/content"
)

// Headers and footers are written once: those of the first section above the
// text, others where their section ends.

var (
	sectionEnd    = regexp.MustCompile(`(?s)<(?:\w{1,20}:)?sectPr\b[^>]*>.*?</(?:\w{1,20}:)?sectPr>`)
	edgeReference = regexp.MustCompile(`<(?:\w{1,20}:)?(?:header|footer)Reference\b[^>]{0,300}?\bid="([^"]{1,100})"`)
)

// pageNumber matches a header or footer that contains nothing but the page
// number.
var pageNumber = regexp.MustCompile(`^(?i:[-–—•|<\[(]? ?(?:page|p\.|쪽)? ?\d{0,4} ?(?:(?:[/|]|of|중) ?\d{1,4} ?)?(?:쪽|페이지)? ?[-–—•|>\])]?)$`)

// readEdges finds the headers and footers of the first section, whose
// properties follow its text.
func (d *docxFile) readEdges() error {
	return d.archive.Scan(docxPart, func(in io.Reader) error {
		const overlap = 8 << 10
		buffer := make([]byte, 256<<10)
		kept := 0
		for {
			n, err := in.Read(buffer[kept:])
			data := buffer[:kept+n]
			if bytes.Contains(data, []byte("sectPr")) {
				if section := sectionEnd.Find(data); section != nil {
					for _, m := range edgeReference.FindAllSubmatch(section, -1) {
						d.edges = append(d.edges, string(m[1]))
					}
					return nil
				}
			}
			if err != nil {
				return nil // the end, or damage, which reading the text will find
			}
			kept = copy(buffer, data[max(0, len(data)-overlap):])
		}
	})
}

// sectionProperty handles a child of <w:sectPr>.
func (w *docxWalker) sectionProperty(x *archive.XML, e xml.StartElement) error {
	switch e.Name.Local {
	case "headerReference", "footerReference":
		if err := w.addEdge(relationID(e)); err != nil {
			return err
		}
	case "hdr", "ftr": // of Word 2003
		in := &docxWalker{file: w.file, lists: w.lists, plain: true}
		err := x.Children(in.blockElement)
		w.writeEdge(in.flat.String())
		return err
	}
	return x.Skip()
}

// addEdge writes a header or footer.
func (w *docxWalker) addEdge(id string) error {
	part := w.file.target(id)
	if part == "" || w.plain {
		return nil
	}
	in := &docxWalker{file: w.file, lists: w.file.lists.begin(), plain: true}
	err := w.file.archive.Each(part, func(x *archive.XML,
		_ xml.StartElement) error {
		return x.Children(in.blockElement)
	})
	if fatal(err) {
		return err
	}
	if err != nil {
		w.file.about.Warn(document.PartsLeftOut)
	}
	w.writeEdge(in.flat.String())
	return nil
}

// writeEdge writes the lines of a header or footer that have not been written yet.
func (w *docxWalker) writeEdge(text string) {
	if w.edges == nil {
		w.edges = map[string]bool{}
	}
	var kept []string
	for line := range strings.SplitSeq(text, "\n") {
		if line = korean.Line(line); line != "" && !w.edges[line] && !pageNumber.MatchString(line) {
			w.edges[line] = true
			kept = append(kept, line)
		}
	}
	w.Add(content.Block{Kind: content.Paragraph}, strings.Join(kept, "\n"))
}
