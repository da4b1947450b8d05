package spreadsheet

import "strings"

// ShowText writes a text as a cell with this format shows it: with what the
// format's section for texts puts around it (`"담당: "@`). A format whose
// section has no place for the text would hide it; the text is kept.
func (f NumberFormat) ShowText(text string) string {
	if len(f.sections) == 0 {
		return text
	}
	s := f.sections[len(f.sections)-1]
	if !s.text || text == "" {
		return text
	}
	var b strings.Builder
	for _, t := range s.tokens {
		switch t.kind {
		case 'l':
			b.WriteString(t.text)
		case '@':
			b.WriteString(text)
		}
	}
	return strings.TrimSpace(b.String())
}
