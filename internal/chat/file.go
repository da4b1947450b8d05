package chat

import (
	"context"
	"fmt"
	"path"
	"strings"
	"unicode/utf8"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/blob"
	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/history"
	"github.com/mundap/mundap/internal/korean"
	"github.com/mundap/mundap/internal/load/format"
	"github.com/mundap/mundap/internal/prompt"
	"github.com/mundap/mundap/internal/turn"
)

// Reader reads an uploaded file at once, while its ingestion goes on beside it.
type Reader interface {
	// Read gives the file's text from its beginning, until there are at least limit bytes of it or the file ends.
	// fault.NotFound: nothing was uploaded under this key. Other errors as the file's ingestion would have them.
	Read(ctx context.Context, key document.ID, limit int) (format.Excerpt, error)
}

var noSuchFile = fault.New(fault.NotFound,
	"올린 파일을 찾지 못했어요. 파일을 다시 올려 주세요.",
	"The uploaded file was not found. Upload it again.")

// file summarises an uploaded file in the file's language: by one call of the model, without one by its first sentences.
func (t *work) file(ctx context.Context) error {
	done := t.stage(turn.StageEvent{Name: "read"})
	key, f, err := t.read(ctx)
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
		t.firstSentences(key, f)
		return nil
	}
	d := prompt.Document{Name: key.Name(), Text: f.Text, Cut: f.Cut}
	began, err := t.streamPlain(ctx, prompt.Summary(written, summaryKind(key, f), d, prompt.NewFence()), nil)
	if !began && fault.Is(err, fault.TooLarge) {
		d.Text, d.Cut = truncate(f.Text, len(f.Text)/3), true
		began, err = t.streamPlain(ctx, prompt.Summary(written, summaryKind(key, f), d, prompt.NewFence()), nil)
	}
	if t.unreached(ctx, began, err) {
		t.firstSentences(key, f)
		return nil
	}
	if err == nil && d.Cut {
		t.note(history.NoteBeginningOnly, beginningOnly)
	}
	return err
}

var beginningOnly = fault.Text{
	Ko: "문서가 길어서 앞부분만 읽고 정리했어요. 나머지는 ‘문서에서 답하기’로 물어보세요.",
	En: "The document is long, so only its beginning was summarised. Ask your documents about the rest.",
}

// summaryKind goes by the reader that read the file, otherwise by its name.
func summaryKind(key document.ID, f format.Excerpt) prompt.SummaryKind {
	format := f.Format
	if format == "" {
		format = strings.TrimPrefix(strings.ToLower(path.Ext(key.Name())), ".")
	}
	switch format {
	case "csv", "xlsx":
		return prompt.Table
	case "py", "js", "python", "javascript":
		return prompt.Codes
	}
	return prompt.Prose
}

// firstSentences is the summary of a reader without a model, and says that it is none.
func (t *work) firstSentences(key document.ID, f format.Excerpt) {
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
	if summaryKind(key, f) == prompt.Codes {
		text = "```\n" + strings.ReplaceAll(text, "```", "'''") + "\n```"
	} else {
		text = escape(text)
	}
	t.extractive()
	t.label(label)
	t.w.Delta(text)
}

// read finds the file that the request names and reads as much of it as the model has room for.
func (t *work) read(ctx context.Context) (document.ID, format.Excerpt, error) {
	limit := 4 * prompt.SummaryLength * utf8.UTFMax
	if t.s.Model != nil {
		limit = t.inputBudget() * 3 // a Hangul syllable is three bytes and about one token
	}
	key, record, err := t.named(ctx)
	if err != nil {
		return key, format.Excerpt{}, err
	}
	f, err := t.contents(ctx, record)
	if f.Text == "" || err != nil {
		if t.s.Reader == nil {
			return key, f, fault.New(fault.NotConfigured,
				"아직 읽는 중인 문서예요. 준비된 뒤에 다시 해 보세요.",
				"The document is still being read. Try again when it is ready.")
		}
		if f, err = t.s.Reader.Read(ctx, key, limit); err != nil {
			return key, f, fmt.Errorf("reading %s: %w", key, err)
		}
	}
	if cut := truncate(f.Text, limit); len(cut) < len(f.Text) {
		f.Text, f.Cut = cut, true
	}
	t.call.Sources = t.fileSource(record, f)
	if len(t.call.Sources) > 0 {
		t.w.Sources(t.call.Sources)
	}
	return key, f, nil
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

// named finds the file: a key, or a name, which is the asker's private file before it is a shared one. A file whose
// ingestion has not begun has a grant, or, when it came without one, a key that says who may read it.
func (t *work) named(ctx context.Context) (document.ID, document.Document, error) {
	keys, err := t.candidates()
	if err != nil {
		return "", document.Document{}, err
	}
	for _, key := range keys {
		d, err := t.s.Documents.Get(ctx, key)
		switch {
		case err == nil && d.State != document.Deleting && t.r.Scope.CanRead(d.Readers):
			return key, d, nil
		case err != nil && !fault.Is(err, fault.NotFound):
			return "", d, fmt.Errorf("looking for %s: %w", key, err)
		case err == nil:
			continue
		}
		readers := key.Readers()
		if g, err := t.s.Documents.GrantFor(ctx, key, t.s.Now()); err == nil {
			readers = g.Readers
		}
		if t.s.Reader != nil && t.s.Blobs != nil && t.r.Scope.CanRead(readers) {
			if _, err := t.s.Blobs.Stat(ctx, string(key)); err == nil {
				return key, document.Document{ID: key}, nil
			}
		}
	}
	return "", document.Document{}, noSuchFile
}

func (t *work) candidates() ([]document.ID, error) {
	name := strings.TrimSpace(t.r.Body)
	if strings.HasPrefix(name, document.Prefix) {
		key, err := document.ParseKey(name)
		return []document.ID{key}, err
	}
	var keys []document.ID
	for _, owner := range [...]auth.Principal{t.r.Scope.User, ""} {
		key, err := document.NewKey(name, owner)
		if err != nil {
			return nil, err
		}
		keys = append(keys, key)
	}
	return keys, nil
}

// contents gives what the file's ingestion read, if it is ready; otherwise nothing.
func (t *work) contents(ctx context.Context, d document.Document) (format.Excerpt, error) {
	if d.State != document.Ready || d.Content.Blob == "" || t.s.Blobs == nil {
		return format.Excerpt{}, nil
	}
	r, _, err := t.s.Blobs.Get(ctx, d.Content.Blob, blob.Range{})
	if err != nil {
		return format.Excerpt{}, err
	}
	defer r.Close()
	c, err := document.DecodeContents(r)
	if err != nil {
		return format.Excerpt{}, err
	}
	return format.Excerpt{Title: d.Title, Format: d.Format, Text: c.Text}, nil
}
