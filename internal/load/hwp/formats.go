// Package hwp reads the document formats of Hancom: HWP 5 and HWPX.
package hwp

import "github.com/mundap/mundap/internal/load/format"

// Formats lists the formats of this package.
func Formats() []format.Format { return []format.Format{hwpxFormat(), hwpFormat()} }
