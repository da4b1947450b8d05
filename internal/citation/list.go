package citation

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/safehtml"
	"github.com/mundap/mundap/internal/wire"
)

var (
	heading  = fault.Text{Ko: "출처", En: "Sources"}
	related  = fault.Text{Ko: "관련 문서", En: "Related documents"}
	show     = fault.Text{Ko: "원문 보기", En: "Show the passage"}
	deleted  = fault.Text{Ko: "지워진 문서예요", En: "deleted"}
	private  = fault.Text{Ko: "이제 비공개 문서예요", En: "private now"}
	outdated = fault.Text{Ko: "문서가 그 뒤에 바뀌었어요", En: "changed since"}
	pages    = fault.Text{Ko: "%d쪽", En: "page %d"}
	lineOf   = fault.Text{Ko: "%d번째 줄", En: "line %d"}
	scores   = fault.Text{Ko: "점수 %s", En: "score %s"}
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
	title := heading
	if sources[0].Related { // then all of them are
		title = related
	}
	b.WriteString(string("<b>" + safehtml.Text(title.In(language)) + "</b>"))
	for _, s := range sources {
		b.WriteString("\n")
		b.WriteString(string(item(s, site, language)))
	}
	return safehtml.HTML(b.String())
}

func item(s wire.Source, site, language string) safehtml.HTML {
	facts := []string{}
	if s.Title != "" && s.Title != s.Name {
		facts = append(facts, s.Title)
	}
	switch {
	case s.Deleted:
		facts = append(facts, deleted.In(language))
	case s.Private:
		facts = append(facts, private.In(language))
	case s.Page > 0:
		facts = append(facts, fmt.Sprintf(pages.In(language), s.Page))
	case s.Original != "" && s.Line > 0:
		facts = append(facts, fmt.Sprintf(lineOf.In(language), s.Line))
	}
	if s.Outdated {
		facts = append(facts, outdated.In(language))
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
