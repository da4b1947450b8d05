package chat

import (
	"context"
	"fmt"
	"path"
	"strings"

	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/history"
	"github.com/mundap/mundap/internal/korean"
	"github.com/mundap/mundap/internal/llm"
	"github.com/mundap/mundap/internal/load/format"
	"github.com/mundap/mundap/internal/prompt"
	"github.com/mundap/mundap/internal/summary"
	"github.com/mundap/mundap/internal/turn"
)

// file summarises an uploaded file in the file's language. Without a model it
// shows the first sentences instead.
func (t *work) file(ctx context.Context) error {
	name, f, err := t.opener().open(ctx)
	if err != nil {
		return err
	}
	if strings.TrimSpace(f.Text) == "" {
		return fault.New(fault.Unsupported,
			"이 파일에는 읽을 수 있는 글이 없어요. 스캔한 문서라면 글자를 인식한 파일로 다시 올려 주세요.",
			"There is no readable text in this file. If it was scanned, upload a version with recognised text.")
	}
	l := summary.Long{Name: name, Text: f.Text, Language: korean.DocumentLanguage(f.Text),
		Kind: summaryKind(name, f)}
	if l.Kind == prompt.Codes {
		l.Language = string(prompt.Korean) // code is explained in Korean, whatever its comments are
	}
	if t.r.Language == "" && l.Language == string(prompt.English) {
		t.rec.lang = prompt.English
	}
	t.rec.call.Trace.Sizes.Context = sizeOf(f.Text)
	if t.model.model == nil {
		t.extractor().firstSentences(l)
		return nil
	}
	began, err := t.summariser().summarise(ctx, l, f.Cut)
	if t.rec.unreached(ctx, began, err) {
		t.extractor().firstSentences(l)
		return nil
	}
	return err
}

// summariser has the model summarise a file.
type summariser struct {
	rec   *record
	model prompter
	parts summary.Summariser
}

func (t *work) summariser() summariser {
	return summariser{t.rec, t.model, t.summaries()}
}

func (t *work) summaries() summary.Summariser {
	return summary.Summariser{Model: t.model.model, Serial: t.s.SerialSummaries}
}

// summarise streams the summary of a text. A text that does not fit into one
// call is summarised in parts first. cut says that the text is only the
// beginning of the file.
func (s summariser) summarise(ctx context.Context, l summary.Long, cut bool) (began bool,
	err error) {
	whole := l
	room := s.model.inputBudget()
	if llm.Tokens(l.Text) > room {
		if l, err = s.condense(ctx, l, room); err != nil {
			return false, err
		}
	}
	began, err = s.stream(ctx, l, cut && l.Kind != prompt.Merged)
	if !began && fault.Is(err, fault.TooLarge) { // its window is smaller than it tells
		if l, err = s.condense(ctx, whole, room/3); err != nil {
			return false, err
		}
		began, err = s.stream(ctx, l, false)
	}
	if err == nil && cut {
		s.rec.note(history.NoteBeginningOnly, beginningOnly)
	}
	return began, err
}

func (s summariser) stream(ctx context.Context, l summary.Long, cut bool) (bool, error) {
	d := prompt.Document{Name: l.Name, Text: l.Text, Language: l.Language, Cut: cut}
	return streamer{rec: s.rec, model: s.model}.plain(ctx,
		prompt.Summary(l.Kind, d, prompt.NewFence()), nil)
}

var partsLeftOut = fault.Text{
	Ko: "문서의 일부는 요약하지 못해서 빼고 정리했어요.",
	En: "Some parts of the document could not be summarised and were left out.",
}

// condense replaces a long text by the summaries of its parts and reports
// progress.
func (s summariser) condense(ctx context.Context, l summary.Long, room int) (summary.Long, error) {
	defer s.rec.stage(turn.StageEvent{Name: "summarise"})()
	c, err := s.parts.Condense(ctx, l, room, func(done, total int) {
		s.rec.w.Stage(turn.StageEvent{Name: "summarise", Done: done, Total: total})
	})
	if err != nil {
		return l, fmt.Errorf("summing up the parts of %s: %w", l.Name, err)
	}
	if c.Missing > 0 {
		s.rec.note(history.NotePartsLeftOut, partsLeftOut)
	}
	l.Text, l.Kind = c.Text, prompt.Merged
	return l, nil
}

var beginningOnly = fault.Text{
	Ko: "문서가 길어서 앞부분만 읽고 정리했어요. 나머지는 ‘문서에서 답하기’로 물어보세요.",
	En: "The document is long, so only its beginning was summarised. Ask your documents about the rest.",
}

// summaryKind goes by the format that the reader recognised, or else by the
// extension of the name.
func summaryKind(name string, f format.Excerpt) prompt.SummaryKind {
	format := f.Format
	if format == "" {
		format = strings.TrimPrefix(strings.ToLower(path.Ext(name)), ".")
	}
	switch format {
	case "csv", "tsv", "xlsx", "xlsm", "xltx", "xls", "xlt":
		return prompt.Table
	case "py", "pyi", "pyw", "js", "mjs", "cjs", "jsx", "ts", "mts", "cts", "tsx", "go", "java", "c", "h":
		return prompt.Codes
	}
	return prompt.Prose
}

// firstSentences shows the beginning of a file instead of a summary, and says
// so.
func (e extractor) firstSentences(l summary.Long) {
	label := fault.Text{
		Ko: "언어 모델이 없어서 요약 대신 문서의 첫 문장들을 보여 드려요.",
		En: "There is no language model, so these are the document's first sentences instead of a summary.",
	}
	if e.model { // a note says what became of it
		label = fault.Text{
			Ko: "요약 대신 문서의 첫 문장들을 보여 드려요.",
			En: "These are the document's first sentences instead of a summary.",
		}
	}
	text := korean.FirstSentences(l.Text, prompt.SummaryLength)
	if l.Kind == prompt.Codes {
		text = "```\n" + strings.ReplaceAll(text, "```", "'''") + "\n```"
	} else {
		text = escape(text)
	}
	e.noModel()
	e.rec.label(label)
	e.rec.w.Delta(text)
}
