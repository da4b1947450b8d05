package hwp

import (
	"strings"
	"unicode"

	"github.com/mundap/mundap/internal/load/content"
)

// margins writes headers and footers once: a section repeats the text of the one
// before it unless its writer changed it. The zero value is ready for use.
type margins struct {
	written map[string]bool
	footers []string // of the current section
}

// header writes a header where it is anchored, which is before the section's text.
func (m *margins) header(b *content.Builder, text string) {
	if m.fresh(text) {
		b.Paragraph(text)
	}
}

// master writes the text of a section's master pages, unless it is only the
// number of the page.
func (m *margins) master(b *content.Builder, text string) {
	if strings.ContainsFunc(text, unicode.IsLetter) {
		m.header(b, text)
	}
}

// footer keeps a footer for the section's end.
func (m *margins) footer(text string) {
	if m.fresh(text) {
		m.footers = append(m.footers, text)
	}
}

// endSection writes the section's footers.
func (m *margins) endSection(b *content.Builder) {
	for _, text := range m.footers {
		b.Paragraph(text)
	}
	m.footers = nil
}

func (m *margins) fresh(text string) bool {
	text = strings.Join(strings.Fields(text), " ")
	if text == "" || m.written[text] {
		return false
	}
	if m.written == nil {
		m.written = map[string]bool{}
	}
	m.written[text] = true
	return true
}
