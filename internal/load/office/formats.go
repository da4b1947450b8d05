// Package office reads Microsoft Office's documents: docx, pptx and xlsx, their ancestors doc, ppt
// and xls, and RTF and Word 2003 XML, which often carry the name of a doc.
package office

import "github.com/mundap/mundap/internal/load/format"

// Formats lists the formats of this package.
func Formats() []format.Format {
	return []format.Format{docxFormat(), pptxFormat(), xlsxFormat(), wordFormat(), pptFormat(),
		xlsFormat(),
		rtfFormat(), wordMLFormat()}
}
