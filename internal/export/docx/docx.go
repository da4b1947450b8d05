// Package docx writes documents in the format of Microsoft Word (Office Open
// XML, ECMA-376).
package docx

import (
	"fmt"
	"io"

	"github.com/mundap/mundap/internal/export"
)

// ContentType is the media type of what Write writes.
const ContentType = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

// Write writes a document as a .docx file.
func Write(w io.Writer, d export.Document) error {
	b := body{numbers: map[int]numbering{}}
	b.document(d)
	return export.Pack(w, []export.Part{
		{Name: "[Content_Types].xml", Text: contentTypes},
		{Name: "_rels/.rels", Text: packageRelations},
		{Name: "docProps/core.xml", Text: properties(d.Title)},
		{Name: "word/document.xml", Text: b.String()},
		{Name: "word/styles.xml", Text: styles(d.Language)},
		{Name: "word/numbering.xml", Text: b.numbering()},
		{Name: "word/_rels/document.xml.rels", Text: b.relations()},
	})
}

func properties(title string) string {
	var m export.Markup
	m.Raw(head, `<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"`,
		` xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>`)
	m.Text(title)
	m.Raw(`</dc:title></cp:coreProperties>`)
	return m.String()
}

// relations are the parts and addresses that the body refers to.
func (b *body) relations() string {
	var m export.Markup
	m.Raw(head, `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">`,
		relation("rId1", "styles", "styles.xml"), relation("rId2", "numbering", "numbering.xml"))
	for i, link := range b.links {
		m.Raw(fmt.Sprintf(`<Relationship Id="%s" Type="%s/hyperlink" TargetMode="External" Target="`,
			linkID(i), officeRelations))
		m.Text(link)
		m.Raw(`"/>`)
	}
	m.Raw(`</Relationships>`)
	return m.String()
}

func relation(id, kind, target string) string {
	return fmt.Sprintf(`<Relationship Id="%s" Type="%s/%s" Target="%s"/>`, id, officeRelations, kind, target)
}

func linkID(i int) string { return fmt.Sprint("rIdLink", i+1) }
