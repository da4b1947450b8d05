package chat

import (
	"context"
	"regexp"
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

// mostSentences is how long an extractive answer gets at most.
const mostSentences = 3

var extractiveLabel = fault.Text{
	Ko: "문서에서 찾은 문장을 그대로 옮겼어요.",
	En: "These sentences are quoted from the documents word for word.",
}

var noModelNote = fault.Text{
	Ko: "언어 모델이 설정되어 있지 않아서 문서의 문장을 그대로 보여 드려요. `mundap doctor`를 실행하면 모델을 더하는 법을 알려 드려요.",
	En: "No language model is configured, so the documents' own sentences are shown. Run `mundap doctor` to see how to add one.",
}

// extract answers with the sentences of the passages that answer the question best.
func (t *work) extract(ctx context.Context, q relevance.Question, kept []retrieve.Passage) error {
	defer t.stage(turn.StageEvent{Name: "answer"})()
	t.extractive()
	sentences := entryAnswer(kept)
	if sentences == nil {
		sentences = relevance.Extract(q.Text, kept, mostSentences)
	}
	if len(sentences) == 0 {
		t.label(fault.Text{})
		t.w.Delta(t.say(t.unanswered(ctx)))
		return nil
	}
	for _, p := range kept {
		t.call.Trace.Sizes.Context = addSize(t.call.Trace.Sizes.Context, p.Text)
	}
	t.firstToken()
	t.label(extractiveLabel)
	text, verdicts := quote(sentences, kept, len(t.call.Sources) > 0)
	t.w.Delta(text)
	t.call.Verdicts = verdicts
	t.w.Verdicts(verdicts)
	return nil
}

// entryAnswer is the whole answer of a list of questions and answers, if its
// question is the one that was asked.
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

// extractive says that no model wrote the answer, and why. Where one failed, a
// note says so already.
func (t *work) extractive() {
	t.call.Extractive = true
	if t.s.Model == nil {
		t.note(history.NoteExtractive, noModelNote)
	}
}

// quote writes the sentences as Markdown: neighbours in one paragraph, every
// sentence with its number. What they quote is their evidence.
func quote(sentences []relevance.Sentence, kept []retrieve.Passage, cited bool) (string,
	[]history.Verdict) {
	var b strings.Builder
	var verdicts []history.Verdict
	for i, s := range sentences {
		if i > 0 {
			before := sentences[i-1]
			if before.Passage == s.Passage && s.Start-before.End < 4 {
				b.WriteString(" ")
			} else {
				b.WriteString("\n\n")
			}
		}
		start := b.Len()
		b.WriteString(escape(s.Text))
		if cited {
			b.WriteString(" [" + strconv.Itoa(s.Passage+1) + "]")
		}
		verdicts = append(verdicts, history.Verdict{
			Start: start, End: b.Len(), Support: history.Supported, Citations: []int{s.Passage + 1},
			Evidence: []history.Evidence{evidence(s.Passage, kept[s.Passage], s.Start, s.End)},
		})
	}
	return b.String(), verdicts
}

// bracketed numbers of a document's own notes look like citations of ours.
var bracketed = regexp.MustCompile(`\[(\^?\d{1,3})\]`)

// markup is what Markdown would take for its own in a text.
var markup = strings.NewReplacer(`\`, `\\`, "*", `\*`, "`", "\\`", "<", `\<`, "~~", `\~~`)

// starts of a line that Markdown would take for a heading, a list or a quotation.
var lineStart = regexp.MustCompile(`(?m)^(\s*)([#>+\-=]|\d+[.)])(\s|$)`)

// escape makes a document's text stand in Markdown as it is.
func escape(text string) string {
	text = bracketed.ReplaceAllString(text, "［$1］")
	text = markup.Replace(text)
	return lineStart.ReplaceAllStringFunc(text, func(m string) string {
		i := strings.IndexFunc(m, func(r rune) bool { return !unicode.IsSpace(r) })
		last := strings.TrimRightFunc(m, unicode.IsSpace)
		return m[:i] + last[i:len(last)-1] + `\` + last[len(last)-1:] + m[len(last):]
	})
}
