package chat

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/history"
	"github.com/mundap/mundap/internal/relevance"
	"github.com/mundap/mundap/internal/retrieve"
	"github.com/mundap/mundap/internal/turn"
)

// mostSentences is the most sentences an extractive answer has.
const mostSentences = 3

var extractiveLabel = fault.Text{
	Ko: "문서에서 찾은 문장을 그대로 옮겼어요.",
	En: "These sentences are quoted from the documents word for word.",
}

var noModelNote = fault.Text{
	Ko: "연결된 언어 모델이 없어서 문서의 문장을 그대로 보여 드려요. 설정에서 모델을 연결하거나 `mundap doctor`를 실행해 보세요.",
	En: "No language model is connected, so this quotes your documents. Connect one in the settings, or run `mundap doctor`.",
}

// extractor answers in the documents' own words when no model does.
type extractor struct {
	rec        *record
	from       *relevance.Extractor
	unanswered unanswered
	own        []string // of a follow-up question; see followUp.complete
	model      bool     // there is one; a note says already why it does not answer
}

func (t *work) extractor() extractor {
	return extractor{t.rec, &t.s.sentences, t.unanswered(), t.own, t.model.model != nil}
}

// sentences answers with the sentences that answer the question best.
func (e extractor) sentences(ctx context.Context, question string, kept []retrieve.Passage) {
	defer e.rec.stage(turn.StageEvent{Name: "answer"})()
	e.noModel()
	sizes := &e.rec.call.Trace.Sizes
	sizes.Context = history.Size{} // a model that failed may have been given some
	sentences := entryAnswer(kept)
	if sentences == nil {
		sentences = own(e.from.Extract(ctx, question, kept, mostSentences), e.own, question,
			func(passage int) string { return kept[passage].Text })
	}
	if len(sentences) == 0 {
		e.rec.label(fault.Text{})
		e.rec.w.Delta(e.rec.say(e.unanswered.why(ctx)))
		return
	}
	for _, p := range kept {
		sizes.Context = addSize(sizes.Context, p.Text)
	}
	e.rec.firstToken()
	e.rec.label(extractiveLabel)
	if code := codeAmong(sentences, kept); len(code) > 0 {
		for _, i := range code {
			e.rec.w.Delta(e.block(i, kept[i], ""))
		}
		e.dropUnquoted(sentences)
		return
	}
	text, verdicts := quoter{e.rec, len(e.rec.call.Sources) > 0}.quote(sentences, kept)
	e.dropUnquoted(sentences)
	e.rec.w.Delta(text)
	e.rec.call.Verdicts = verdicts
	e.rec.w.Verdicts(verdicts)
}

// mentions reports whether one of the sentences that would be quoted has one of the words.
func (e extractor) mentions(ctx context.Context, words []string, question string,
	kept []retrieve.Passage) bool {
	return slices.ContainsFunc(e.from.Extract(ctx, question, kept, mostSentences),
		func(s relevance.Sentence) bool { return relevance.Coverage(words, s.Text) > 0 })
}

// dropUnquoted takes the sources behind the last quoted one off the list: an answer
// that quotes the first passage does not rest on the others. Citations keep their
// numbers.
func (e extractor) dropUnquoted(sentences []relevance.Sentence) {
	last := 0
	for _, s := range sentences {
		last = max(last, s.Passage+1)
	}
	if sources := e.rec.call.Sources; last < len(sources) {
		e.rec.call.Sources = slices.Clone(sources[:last])
		e.rec.w.Sources(e.rec.call.Sources)
	}
}

// entryAnswer returns the whole answer from a list of questions and answers if
// the best passage is an entry whose question is the one that was asked.
func entryAnswer(kept []retrieve.Passage) []relevance.Sentence {
	if len(kept) == 0 || kept[0].Kind != document.FAQ || kept[0].Confidence == "" {
		return nil
	}
	_, answer, ok := strings.Cut(kept[0].Text, "\n")
	if !ok {
		return nil
	}
	start := len(kept[0].Text) - len(answer)
	return []relevance.Sentence{{Text: answer, Start: start, End: len(kept[0].Text)}}
}

// noModel records that no model wrote the answer. If no model is configured, a
// note says so.
func (e extractor) noModel() {
	e.rec.call.Extractive = true
	if !e.model {
		e.rec.note(history.NoteExtractive, noModelNote)
	}
}

var moreRows = fault.Text{Ko: "이 부분에 %d행이 더 있어요.", En: "%d more rows in this part of the table."}

// quoter writes answers in the documents' own words.
type quoter struct {
	rec   *record
	cited bool // sentences carry the numbers of their sources
}

// mark is a citation of a passage.
func (q quoter) mark(passage int) string {
	if !q.cited {
		return ""
	}
	return " [" + strconv.Itoa(passage+1) + "]"
}

// quote writes the sentences as Markdown, each with its number. Adjacent
// sentences share a paragraph if they do in the document, and the rows of a
// table are a table. It also returns a verdict for each sentence and row, with
// the quoted text as its evidence. Below a table of which rows were left out, it says
// how many.
func (q quoter) quote(sentences []relevance.Sentence, kept []retrieve.Passage) (string,
	[]history.Verdict) {
	var b strings.Builder
	var verdicts []history.Verdict
	var above quoted
	for i, s := range sentences {
		if i > 0 {
			b.WriteString(between(sentences[i-1], s, kept[s.Passage].Text))
		}
		if s.Header > 0 {
			above = newQuoted(s.Text)
			b.WriteString(above.header())
			continue
		}
		mark, start := q.mark(s.Passage), b.Len()
		switch {
		case s.Row:
			b.WriteString(above.row(s.Text, mark))
		case s.Pair:
			b.WriteString(pair(s.Text) + mark)
		default:
			b.WriteString(escape(s.Text) + mark)
		}
		verdicts = append(verdicts, history.Verdict{
			Start: start, End: b.Len(), Support: history.Supported, Citations: []int{s.Passage + 1},
			Evidence: []history.Evidence{evidence(s.Passage, kept[s.Passage], s.Start, s.End)},
		})
		if last := i+1 == len(sentences) || !sentences[i+1].Row; last && s.More > 0 {
			b.WriteString("\n\n")
			start = b.Len()
			fmt.Fprintf(&b, q.rec.say(moreRows)+mark, s.More)
			verdicts = append(verdicts, history.Verdict{Start: start, End: b.Len(),
				Support: history.NoClaim, Citations: []int{s.Passage + 1}})
		}
	}
	return b.String(), verdicts
}

// between is what separates two quoted sentences, of which the second stands in
// text: neighbours stay on one line, or on lines of their own, as they are there.
func between(before, s relevance.Sentence, text string) string {
	switch {
	case before.Passage != s.Passage:
	case s.Row && (before.Row || before.Header > 0):
		return "\n"
	case s.Pair && before.Pair:
		return "\n"
	case s.Start-before.End < 4 && s.Header == 0 && !before.Row:
		return lineBreak(text[min(before.End, s.Start):s.Start])
	}
	return "\n\n"
}

// lineBreak is a blank, or the line break in the gap between two sentences.
func lineBreak(gap string) string {
	switch strings.Count(gap, "\n") {
	case 0:
		return " "
	case 1:
		return "\n"
	}
	return "\n\n"
}

// bracketed matches numbers in brackets, such as references to footnotes, which
// would look like citations.
var bracketed = regexp.MustCompile(`\[(\^?\d{1,3})\]`)

// markup escapes the characters that Markdown would interpret.
var markup = strings.NewReplacer(`\`, `\\`, "*", `\*`, "`", "\\`", "<", `\<`, "~~", `\~~`)

// lineStart matches a beginning of a line that Markdown would read as a
// heading, a list or a quotation.
var lineStart = regexp.MustCompile(`(?m)^(\s*)([#>+\-=]|\d+[.)])(\s|$)`)

// escape makes Markdown show a document's text as it is.
func escape(text string) string {
	text = bracketed.ReplaceAllString(text, "［$1］")
	text = markup.Replace(text)
	return lineStart.ReplaceAllStringFunc(text, func(m string) string {
		i := strings.IndexFunc(m, func(r rune) bool { return !unicode.IsSpace(r) })
		last := strings.TrimRightFunc(m, unicode.IsSpace)
		return m[:i] + last[i:len(last)-1] + `\` + last[len(last)-1:] + m[len(last):]
	})
}
