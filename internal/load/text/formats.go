// Package text reads text formats: plain text, Markdown, HTML, csv and source
// code.
package text

import "github.com/mundap/mundap/internal/load/format"

// Formats lists the formats of this package.
func Formats() []format.Format {
	first := []format.Format{htmlFormat(), csvFormat(), markdownFormat()}
	return append(append(first, codeFormats()...), faqFormat(), textFormat())
}
