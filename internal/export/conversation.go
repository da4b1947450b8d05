package export

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/mundap/mundap/internal/citation/caption"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/korean"
	"github.com/mundap/mundap/internal/wire"
)

var (
	// passages heads the sources, of which a file has the passages.
	passages  = fault.Text{Ko: "근거", En: "Sources"}
	summaryOf = fault.Text{Ko: "파일 요약: %s", En: "Summary of %s"}
	noAnswer  = fault.Text{Ko: "답변이 없어요.", En: "There is no answer."}
)

// Conversation makes a document of turns: a heading for each question, its
// answer with marks at sentences that no source supports, and its sources with their
// passages as far as the turns have them.
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
	w.add(markdown(doubted(t.Answer, t.Verdicts, w.say(unsupported)), len(t.Sources), &w.lists)...)
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
	w.sources(t.Sources, t.Answer)
}

// aside is a sentence beside the answer.
func (w *writer) aside(sentence string) {
	w.add(Block{Kind: Paragraph, Runs: []Run{{Text: sentence, Muted: true, Italic: true}}})
}

// sources lists the sources of an answer, with the passages of those that it cites. Where
// it cites none, all of them have theirs.
func (w *writer) sources(list []wire.Source, answer string) {
	if len(list) == 0 {
		return
	}
	heading := w.say(passages)
	if list[0].Related { // then all of them are
		heading = caption.Heading(list, w.language)
	}
	w.add(Block{Kind: Heading, Level: 2, Runs: Text(heading)})
	numbers := numbersIn(answer, len(list))
	for _, s := range list {
		w.source(s, len(numbers) == 0 || numbers[s.Number])
	}
}

func (w *writer) source(s wire.Source, quoted bool) {
	runs := []Run{{Text: fmt.Sprintf("[%d] ", s.Number), Bold: true}}
	name := cmp.Or(caption.Gone(s, w.language), s.Name, s.Title)
	runs = append(runs, Run{Text: name, Link: w.link(s)})
	if facts := caption.Facts(s, w.language); len(facts) > 0 {
		runs = append(runs, Run{Text: " · " + strings.Join(facts, " · "), Muted: true})
	}
	w.add(Block{Kind: Paragraph, Runs: runs})
	if !quoted {
		return
	}
	for _, passage := range []string{s.Translation, s.Excerpt} {
		if passage = strings.TrimSpace(passage); passage != "" {
			w.add(Block{Kind: Quote, Runs: lines(passage)})
		}
	}
	if s.Original != "" && s.Translation == "" {
		w.add(Block{Kind: Code, Lines: strings.Split(strings.TrimRight(s.Original, "\n"), "\n")})
	}
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
