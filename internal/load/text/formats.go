// Package text reads formats that are text: plain text, Markdown, HTML, csv and code.
package text

import "github.com/mundap/mundap/internal/load/format"

// Formats lists the formats of this package.
func Formats() []format.Format {
	return []format.Format{htmlFormat(), csvFormat(), markdownFormat(), pythonFormat(),
		javascriptFormat(), textFormat()}
}
