package citation

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/mundap/mundap/internal/citation/caption"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/safehtml"
	"github.com/mundap/mundap/internal/wire"
)

var (
	show   = fault.Text{Ko: "원문 보기", En: "Show the passage"}
	scores = fault.Text{Ko: "점수 %s", En: "score %s"}
)

// List renders sources below an answer for base clients: number, file name as a
// link, title, page, store and score on a line each, and the excerpt to open.
// site goes before the paths of Mundap's own pages: "" for a client at the same
// origin, otherwise "https://host". Empty for no sources.
func List(sources []wire.Source, site, language string) safehtml.HTML {
	if len(sources) == 0 {
		return ""
	}
	var b strings.Builder
	b.WriteString(string("<b>" + safehtml.Text(caption.Heading(sources, language)) + "</b>"))
	for _, s := range sources {
		b.WriteString("\n")
		b.WriteString(string(item(s, site, language)))
	}
	return safehtml.HTML(b.String())
}

func item(s wire.Source, site, language string) safehtml.HTML {
	facts := caption.Facts(s, language)
	if gone := caption.Gone(s, language); gone != "" {
		facts = slices.Insert(facts, 0, gone)
	}
	facts = append(facts, s.Store, fmt.Sprintf(scores.In(language),
		cmp.Or(s.Confidence, fmt.Sprintf("%.2f", s.Score))))
	line := safehtml.Text(fmt.Sprintf("%d. ", s.Number))
	if name := link(s, site); name != "" { // what is gone may have none
		line += name + " · "
	}
	line += safehtml.Line(strings.Join(facts, " · "))
	if s.Excerpt == "" {
		return line
	}
	body := safehtml.Text(s.Excerpt)
	if s.Translation != "" {
		body += "\n\n" + safehtml.Text(s.Translation)
	}
	if s.Original != "" {
		body += "<pre><code>" + safehtml.Text(s.Original) + "</code></pre>"
	}
	return line + safehtml.Details(show.In(language), body)
}

func link(s wire.Source, site string) safehtml.HTML {
	switch {
	case s.Deleted || s.Private || s.URL == "":
		return safehtml.Line(s.Name)
	case s.Document == "":
		return safehtml.Link(s.URL, s.Name)
	}
	address := site + s.URL
	if s.Page > 0 && !s.Outdated { // the link opens the new file
		address += fmt.Sprintf("#page=%d", s.Page) // PDF viewers open there
	}
	if s.Original != "" && s.Line > 0 && !s.Outdated { // code
		address += fmt.Sprintf("?lines#L%d", s.Line)
	}
	return safehtml.Link(address, s.Name)
}
