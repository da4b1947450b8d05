package load

import (
	"slices"

	"github.com/mundap/mundap/internal/load/format"
	"github.com/mundap/mundap/internal/load/hwp"
	"github.com/mundap/mundap/internal/load/office"
	"github.com/mundap/mundap/internal/load/pdf"
	"github.com/mundap/mundap/internal/load/refused"
	"github.com/mundap/mundap/internal/load/text"
)

// Formats lists every format in the order in which contents are examined. The
// slice is the caller's.
func Formats() []format.Format { return formats(nil) }

// formats lists every format. The engine reads PDFs; nil when none is opened.
func formats(engine *pdf.Engine) []format.Format {
	return slices.Concat([]format.Format{refused.Encrypted()},
		format.Versioned(pdf.Version, pdf.Formats(engine)),
		format.Versioned(office.Version, office.Formats()),
		format.Versioned(hwp.Version, hwp.Formats()),
		format.Versioned(text.Version, text.Formats()), refused.Formats())
}

// Version is that of the reader of a format; 0 for a format that nothing reads.
func Version(name string) int {
	for _, f := range Formats() {
		if f.Name == name {
			return f.Version
		}
	}
	return 0
}

// Supported reports whether some format reads files with this name's extension.
// A file without one counts as text.
func Supported(name string) bool {
	ext := format.Source{Name: name}.Extension()
	return ext == "" || slices.ContainsFunc(Formats(),
		func(f format.Format) bool { return slices.Contains(f.Extensions, ext) })
}
