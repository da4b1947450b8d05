package chat

import (
	"context"
	"fmt"
	"path"
	"strings"
	"unicode/utf8"

	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/history"
	"github.com/mundap/mundap/internal/korean"
	"github.com/mundap/mundap/internal/llm"
	"github.com/mundap/mundap/internal/load/format"
	"github.com/mundap/mundap/internal/prompt"
	"github.com/mundap/mundap/internal/summary"
	"github.com/mundap/mundap/internal/turn"
)

// Reader reads an uploaded file at once, while its ingestion goes on beside it.
type Reader interface {
	// Read gives the text of the file at a blob key from its beginning, until
	// there are at least limit bytes of it or the file ends. fault.NotFound:
	// nothing lies there. Other errors as the file's ingestion would have them.
	Read(ctx context.Context, key, name string, limit int) (format.Excerpt, error)
}

var noSuchFile = fault.New(fault.NotFound,
	"올린 파일을 찾지 못했어요. 파일을 다시 올려 주세요.",
	"The uploaded file was not found. Upload it again.")

// file summarises an uploaded file in the file's language: by the model, without
// one by its first sentences.
func (t *work) file(ctx context.Context) error {
	done := t.stage(turn.StageEvent{Name: "read"})
	name, f, err := t.read(ctx)
	done()
	if err != nil {
		return err
	}
	if strings.TrimSpace(f.Text) == "" {
		return fault.New(fault.Unsupported,
			"이 파일에는 읽을 수 있는 글이 없어요. 스캔한 문서라면 글자를 인식한 파일로 다시 올려 주세요.",
			"There is no readable text in this file. If it was scanned, upload a version with recognised text.")
	}
	written := prompt.Korean
	if korean.DocumentLanguage(f.Text) == "en" {
		written = prompt.English
	}
	if t.r.Language == "" {
		t.lang = written
	}
	t.call.Trace.Sizes.Context = sizeOf(f.Text)
	if t.s.Model == nil {
		t.firstSentences(name, f)
		return nil
	}
	began, err := t.summarise(ctx, summary.Long{Name: name, Text: f.Text, Language: written,
		Kind: summaryKind(name, f)}, f.Cut)
	if t.unreached(ctx, began, err) {
		t.firstSentences(name, f)
		return nil
	}
	return err
}

// summarise streams the summary of a text: by one call if it fits the model, or
// else of the summaries of its parts.
func (t *work) summarise(ctx context.Context, l summary.Long, cut bool) (began bool, err error) {
	whole := l
	room := t.inputBudget()
	if llm.Tokens(l.Text) > room {
		if l, err = t.condense(ctx, l, room); err != nil {
			return false, err
		}
	}
	began, err = t.streamPlain(ctx, prompt.Summary(l.Language, l.Kind, prompt.Document{Name: l.Name,
		Text: l.Text, Cut: cut && l.Kind != prompt.Merged}, prompt.NewFence()), nil)
	if !began && fault.Is(err, fault.TooLarge) { // its window is smaller than it tells
		if l, err = t.condense(ctx, whole, room/3); err != nil {
			return false, err
		}
		began, err = t.streamPlain(ctx, prompt.Summary(l.Language, l.Kind, prompt.Document{Name: l.Name,
			Text: l.Text}, prompt.NewFence()), nil)
	}
	if err == nil && cut {
		t.note(history.NoteBeginningOnly, beginningOnly)
	}
	return began, err
}

var partsLeftOut = fault.Text{
	Ko: "문서의 일부는 요약하지 못해서 빼고 정리했어요.",
	En: "Some parts of the document could not be summarised and were left out.",
}

// condense has the parts of a long text summed up, and tells how far that is.
func (t *work) condense(ctx context.Context, l summary.Long, room int) (summary.Long, error) {
	defer t.stage(turn.StageEvent{Name: "summarise"})()
	c, err := t.summariser().Condense(ctx, l, room, func(done, total int) {
		t.w.Stage(turn.StageEvent{Name: "summarise", Done: done, Total: total})
	})
	if err != nil {
		return l, fmt.Errorf("summing up the parts of %s: %w", l.Name, err)
	}
	if c.Missing > 0 {
		t.note(history.NotePartsLeftOut, partsLeftOut)
	}
	l.Text, l.Kind = c.Text, prompt.Merged
	return l, nil
}

func (t *work) summariser() summary.Summariser {
	return summary.Summariser{Model: t.s.Model, Serial: t.s.SerialSummaries}
}

var beginningOnly = fault.Text{
	Ko: "문서가 길어서 앞부분만 읽고 정리했어요. 나머지는 ‘문서에서 답하기’로 물어보세요.",
	En: "The document is long, so only its beginning was summarised. Ask your documents about the rest.",
}

// summaryKind goes by the reader that read the file, otherwise by its name.
func summaryKind(name string, f format.Excerpt) prompt.SummaryKind {
	format := f.Format
	if format == "" {
		format = strings.TrimPrefix(strings.ToLower(path.Ext(name)), ".")
	}
	switch format {
	case "csv", "xlsx":
		return prompt.Table
	case "py", "js", "ts", "go", "java", "c", "python", "javascript", "typescript":
		return prompt.Codes
	}
	return prompt.Prose
}

// firstSentences is the summary of a reader without a model, and says that it is none.
func (t *work) firstSentences(name string, f format.Excerpt) {
	label := fault.Text{
		Ko: "언어 모델이 없어서 요약 대신 문서의 첫 문장들을 보여 드려요.",
		En: "There is no language model, so these are the document's first sentences instead of a summary.",
	}
	if t.s.Model != nil { // a note says what became of it
		label = fault.Text{
			Ko: "요약 대신 문서의 첫 문장들을 보여 드려요.",
			En: "These are the document's first sentences instead of a summary.",
		}
	}
	text := korean.FirstSentences(f.Text, prompt.SummaryLength)
	if summaryKind(name, f) == prompt.Codes {
		text = "```\n" + strings.ReplaceAll(text, "```", "'''") + "\n```"
	} else {
		text = escape(text)
	}
	t.extractive()
	t.label(label)
	t.w.Delta(text)
}

// read finds the file that the request names and reads as much of it as is summed up.
func (t *work) read(ctx context.Context) (string, format.Excerpt, error) {
	limit := 4 * prompt.SummaryLength * utf8.UTFMax
	if t.s.Model != nil {
		limit = t.summariser().Most()
	}
	u := upload{t.s, t.r}
	d, err := u.named(ctx)
	if err != nil {
		return "", format.Excerpt{}, err
	}
	t.call.Summarised = d.ID
	f, err := u.contents(ctx, d, limit)
	if f.Text == "" || err != nil {
		if t.s.Reader == nil {
			return d.Name, f, fault.New(fault.NotConfigured,
				"아직 읽는 중인 문서예요. 준비된 뒤에 다시 해 보세요.",
				"The document is still being read. Try again when it is ready.")
		}
		if f, err = t.s.Reader.Read(ctx, d.Object, d.Name, limit); err != nil {
			return d.Name, f, fmt.Errorf("reading %s: %w", d.Name, err)
		}
	}
	if cut := truncate(f.Text, limit); len(cut) < len(f.Text) {
		f.Text, f.Cut = cut, true
	}
	t.call.Sources = t.fileSource(d, f)
	if len(t.call.Sources) > 0 {
		t.keepCited(ctx)
		t.w.Sources(t.call.Sources)
	}
	return d.Name, f, nil
}

// fileSource is the file itself as the one source, once it has a version that can be opened.
func (t *work) fileSource(d document.Document, f format.Excerpt) []history.SourceRef {
	if d.State != document.Ready || !t.switches.References {
		return nil
	}
	return []history.SourceRef{{
		Number: 1, Store: "local", Document: d.ID, Version: d.Version, Start: 0, End: len(f.Text), Score: 1, Kind: "opaque",
	}}
}

// truncate cuts text to at most n bytes, at a line's or a character's end.
func truncate(text string, n int) string {
	if len(text) <= n {
		return text
	}
	for n > 0 && !utf8.RuneStart(text[n]) {
		n--
	}
	if line := strings.LastIndexByte(text[:n], '\n'); line > n/2 {
		n = line
	}
	return text[:n]
}
