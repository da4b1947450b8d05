package session

import (
	"strings"

	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/history"
	"github.com/mundap/mundap/internal/safehtml"
)

var whole = fault.Text{Ko: "답이 길어서 여기까지만 보여요. 전체 답 보기",
	En: "The answer is too long to show here. Read all of it"}

// fit renders an answer and what follows it in at most v.MaxBytes of a JSON
// string. A longer one is cut at the end of a line and ends with a link to the
// page that shows it all. Where it is cut depends on its beginning alone, so a
// growing answer stops growing here.
func fit(v View, md string, rest safehtml.HTML) safehtml.HTML {
	out := joined(safehtml.Markdown(md), rest)
	if v.MaxBytes <= 0 || encodedLength(out) <= v.MaxBytes {
		return out
	}
	link := safehtml.Link(v.Site+"/c/"+history.BaseConversation, whole.In(v.Language))
	for n := min(v.MaxBytes, len(md)); n > 0; n = n * 9 / 10 {
		part := strings.ToValidUTF8(md[:n], "")
		if line := strings.LastIndexByte(part, '\n'); line > n/2 {
			part = part[:line]
		}
		if out = joined(safehtml.Markdown(part), link); encodedLength(out) <= v.MaxBytes {
			return out
		}
	}
	return link
}

// encodedLength is how many bytes s takes in JSON, quotes included.
func encodedLength(s safehtml.HTML) int {
	n := len(s) + 2
	for i := range len(s) {
		switch c := s[i]; {
		case c == '"' || c == '\\' || c == '\n' || c == '\t':
			n++
		case c < ' ':
			n += 5
		}
	}
	return n + 3*strings.Count(string(s), "\u2028") + 3*strings.Count(string(s), "\u2029")
}
