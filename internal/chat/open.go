package chat

import (
	"context"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/load/format"
	"github.com/mundap/mundap/internal/prompt"
	"github.com/mundap/mundap/internal/turn"
)

// Reader reads an uploaded file immediately, while it is still being ingested.
type Reader interface {
	// Read returns the beginning of the text of the file at a blob key: at
	// least limit bytes, or the whole text if it is shorter. If there is no
	// such blob, the error is fault.NotFound. Otherwise it is the error that
	// ingesting the file would give.
	Read(ctx context.Context, key, name string, limit int) (format.Excerpt, error)
}

var noSuchFile = fault.New(fault.NotFound,
	"올린 파일을 찾지 못했어요. 파일을 다시 올려 주세요.",
	"The uploaded file was not found. Upload it again.")

// opener reads the file that a request names.
type opener struct {
	rec    *record
	upload upload
	reader Reader
	citer  citer
	most   int // bytes of text to read
}

func (t *work) opener() opener {
	o := opener{t.rec, t.upload(), t.s.Reader, t.citer(),
		4 * prompt.SummaryLength * utf8.UTFMax} // enough to choose first sentences from
	if t.model.model != nil {
		o.most = t.summaries().Most()
	}
	return o
}

// open finds the file, reads as much of its beginning as will be summarised,
// and names it as the source of the answer.
func (o opener) open(ctx context.Context) (name string, f format.Excerpt, err error) {
	defer o.rec.stage(turn.StageEvent{Name: "read"})()
	d, err := o.upload.named(ctx)
	if err != nil {
		return "", f, err
	}
	o.rec.call.Summarised = d.ID
	f, err = o.upload.contents(ctx, d, o.most)
	if f.Text == "" || err != nil {
		if f, err = o.read(ctx, d.Object, d.Name); err != nil {
			return d.Name, f, err
		}
	}
	if cut := truncate(f.Text, o.most); len(cut) < len(f.Text) {
		f.Text, f.Cut = cut, true
	}
	o.citer.file(ctx, d, len(f.Text))
	return d.Name, f, nil
}

// read reads the file itself, because it has not been ingested yet.
func (o opener) read(ctx context.Context, object, name string) (format.Excerpt, error) {
	if o.reader == nil {
		return format.Excerpt{}, fault.New(fault.NotConfigured,
			"아직 읽는 중인 문서예요. 준비된 뒤에 다시 해 보세요.",
			"The document is still being read. Try again when it is ready.")
	}
	f, err := o.reader.Read(ctx, object, name, o.most)
	if err != nil {
		return f, fmt.Errorf("reading %s: %w", name, err)
	}
	return f, nil
}

// truncate cuts text to at most n bytes, at the end of a line or a character.
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
