// Package office reads the document formats of Microsoft Office: docx, pptx and
// xlsx, the older doc, ppt and xls, and also RTF and Word 2003 XML, because
// such files often have the extension .doc.
package office

import "github.com/mundap/mundap/internal/load/format"

// Formats lists the formats of this package.
func Formats() []format.Format {
	return []format.Format{docxFormat(), pptxFormat(), xlsxFormat(), wordFormat(), pptFormat(),
		xlsFormat(),
		rtfFormat(), wordMLFormat()}
}
