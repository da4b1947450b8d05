package export

import (
	"strings"
	"unicode/utf16"

	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/wire"
)

var unsupported = fault.Text{Ko: "근거 없음", En: "no source"}

// doubted is an answer with a mark behind each sentence that no source supports, as
// the client shows it: whoever reads the file has to know. In a row of a table, the
// mark stands in its last cell.
func doubted(answer string, verdicts []wire.Verdict, mark string) string {
	units := utf16.Encode([]rune(answer))
	var out strings.Builder
	from := 0
	for _, v := range verdicts {
		if v.Verdict != "unsupported" || v.Start < from || v.End > len(units) || v.End <= v.Start {
			continue
		}
		sentence := string(utf16.Decode(units[v.Start:v.End]))
		kept := strings.TrimRight(sentence, " \n")
		kept = strings.TrimRight(strings.TrimSuffix(kept, "|"), " ")
		out.WriteString(string(utf16.Decode(units[from:v.Start])))
		out.WriteString(kept + " (" + mark + ")" + sentence[len(kept):])
		from = v.End
	}
	out.WriteString(string(utf16.Decode(units[from:])))
	return out.String()
}
