package office

import (
	"slices"
	"strings"

	"github.com/mundap/mundap/internal/korean"
	"github.com/mundap/mundap/internal/load/content"
)

// inputHint is what a sheet tells the person who fills in a cell: a note when
// the cell is chosen, a message when the value is wrong, and the values of its
// list.
type inputHint struct {
	place   string   // of the cells: "B3:B20"
	texts   []string // titles, note and message; empty ones are left out
	choices []string
}

// maxHints bounds the hints of a sheet.
const maxHints = 1000

// shownTexts are the titles and texts of what is switched on.
func shownTexts(note bool, title, text string, message bool, messageTitle, messageText string) (shown []string) {
	if note {
		shown = append(shown, title, text)
	}
	if message {
		shown = append(shown, messageTitle, messageText)
	}
	return shown
}

// line is a hint as it is written; "" if it says nothing.
func (h inputHint) line() string {
	var parts []string
	for _, text := range h.texts {
		text = korean.Line(strings.Trim(text, "\x00"))
		if text != "" && !slices.Contains(parts, text) {
			parts = append(parts, text)
		}
	}
	if choices := korean.Line(strings.Join(h.choices, ", ")); choices != "" {
		parts = append(parts, "선택: "+choices)
	}
	return strings.Join(parts, " / ")
}

// writeHints writes a sheet's hints below its tables, each once.
func writeHints(b *content.Builder, hints []inputHint) {
	written := map[string]bool{}
	for _, h := range hints {
		line := h.line()
		if line == "" || written[line] {
			continue
		}
		written[line] = true
		b.Add(content.Block{Kind: content.Note}, "입력 안내("+h.place+"): "+line)
	}
}

// listed are the values of a list that a rule names itself: "예,아니오".
func listed(formula string) []string {
	inside, ok := strings.CutPrefix(strings.TrimSpace(formula), `"`)
	if inside, ends := strings.CutSuffix(inside, `"`); ok && ends {
		return splitChoices(strings.ReplaceAll(inside, `""`, `"`), ",")
	}
	return nil
}

func splitChoices(list, separator string) (all []string) {
	for c := range strings.SplitSeq(list, separator) {
		if c = strings.TrimSpace(c); c != "" {
			all = append(all, c)
		}
	}
	return all
}
