package export

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/korean"
	"github.com/mundap/mundap/internal/wire"
)

var (
	sourcesTitle = fault.Text{Ko: "출처", En: "Sources"}
	relatedTitle = fault.Text{Ko: "관련 문서", En: "Related documents"}
	pageOf       = fault.Text{Ko: "%d쪽", En: "page %d"}
	lineOf       = fault.Text{Ko: "%d번째 줄", En: "line %d"}
	deleted      = fault.Text{Ko: "삭제된 문서", En: "deleted document"}
	private      = fault.Text{Ko: "비공개 문서", En: "private document"}
	outdated     = fault.Text{Ko: "답변 뒤에 문서가 바뀜", En: "changed since the answer"}
	summaryOf    = fault.Text{Ko: "파일 요약: %s", En: "Summary of %s"}
	noAnswer     = fault.Text{Ko: "답변이 없어요.", En: "There is no answer."}
)

// Conversation makes a document of turns: a heading for each question, its
// answer, and its sources with their passages as far as the turns have them.
// site goes before the paths of Mundap's pages, such as
// "https://chat.example.com".
func Conversation(title string, turns []wire.Turn, language, site string) Document {
	w := writer{language: language, site: site}
	for _, t := range turns {
		w.turn(t)
	}
	return Document{Title: title, Language: language, Blocks: w.blocks}
}

type writer struct {
	language, site string
	lists          int
	blocks         []Block
}

func (w *writer) add(b ...Block) { w.blocks = append(w.blocks, b...) }

func (w *writer) say(t fault.Text) string { return t.In(w.language) }

func (w *writer) turn(t wire.Turn) {
	question := korean.Line(t.Body)
	if t.Type == "document" {
		question = fmt.Sprintf(w.say(summaryOf), question)
	}
	w.add(Block{Kind: Heading, Level: 1, Runs: Text(question)})
	if t.Label != "" {
		w.aside(t.Label)
	}
	w.add(markdown(t.Answer, len(t.Sources), &w.lists)...)
	if t.Translation != "" {
		w.add(Block{Kind: Rule})
		w.add(markdown(t.Translation, len(t.Sources), &w.lists)...)
	}
	switch {
	case t.Failure != nil:
		w.aside(t.Failure.Message)
	case strings.TrimSpace(t.Answer) == "":
		w.aside(w.say(noAnswer))
	}
	for _, n := range t.Notices {
		w.aside(n.Message)
	}
	w.sources(t.Sources)
}

// aside is a sentence beside the answer.
func (w *writer) aside(sentence string) {
	w.add(Block{Kind: Paragraph, Runs: []Run{{Text: sentence, Muted: true, Italic: true}}})
}

func (w *writer) sources(list []wire.Source) {
	if len(list) == 0 {
		return
	}
	title := w.say(sourcesTitle)
	if list[0].Related { // then all of them are
		title = w.say(relatedTitle)
	}
	w.add(Block{Kind: Heading, Level: 2, Runs: Text(title)})
	for _, s := range list {
		w.source(s)
	}
}

func (w *writer) source(s wire.Source) {
	runs := []Run{{Text: fmt.Sprintf("[%d] ", s.Number), Bold: true}}
	name := cmp.Or(s.Name, s.Title)
	switch {
	case s.Deleted:
		name = w.say(deleted)
	case s.Private:
		name = w.say(private)
	}
	runs = append(runs, Run{Text: name, Link: w.link(s)})
	if facts := w.facts(s); len(facts) > 0 {
		runs = append(runs, Run{Text: " · " + strings.Join(facts, " · "), Muted: true})
	}
	w.add(Block{Kind: Paragraph, Runs: runs})
	for _, passage := range []string{s.Translation, s.Excerpt} {
		if passage = strings.TrimSpace(passage); passage != "" {
			w.add(Block{Kind: Quote, Runs: lines(passage)})
		}
	}
	if s.Original != "" && s.Translation == "" {
		w.add(Block{Kind: Code, Lines: strings.Split(strings.TrimRight(s.Original, "\n"), "\n")})
	}
}

// facts say where the passage stands.
func (w *writer) facts(s wire.Source) []string {
	var facts []string
	if s.Title != "" && s.Title != s.Name && !s.Deleted && !s.Private {
		facts = append(facts, s.Title)
	}
	switch {
	case s.Page > 0:
		facts = append(facts, fmt.Sprintf(w.say(pageOf), s.Page))
	case s.Original != "" && s.Line > 0:
		facts = append(facts, fmt.Sprintf(w.say(lineOf), s.Line))
	}
	if s.Outdated {
		facts = append(facts, w.say(outdated))
	}
	return facts
}

func (w *writer) link(s wire.Source) string {
	switch {
	case s.Deleted || s.Private || s.URL == "":
		return ""
	case s.Document == "":
		return safeLink(s.URL)
	}
	return safeLink(w.site + s.URL)
}

// lines gives a text with its line breaks.
func lines(text string) []Run {
	var runs []Run
	for i, line := range strings.Split(text, "\n") {
		runs = append(runs, Run{Text: line, Break: i > 0})
	}
	return runs
}
