// Package office reads Microsoft Office's documents: docx, pptx and xlsx, and their ancestors doc, ppt and xls.
package office

import "github.com/mundap/mundap/internal/load/format"

// Formats lists the formats of this package.
func Formats() []format.Format {
	return []format.Format{docxFormat(), pptxFormat(), xlsxFormat(), wordFormat(), pptFormat(), xlsFormat(), lockedFormat()}
}
