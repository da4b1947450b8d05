package summary

import (
	"context"
	"errors"
	"strings"
	"sync"

	"github.com/mundap/mundap/internal/korean"
	"github.com/mundap/mundap/internal/llm"
	"github.com/mundap/mundap/internal/prompt"
)

const (
	// partTokens is how long a part of a long document is: long enough to have a
	// sense of its own, short enough that many regions share the work.
	partTokens = 6000
	// partSummary bounds a part's summary, in tokens of output.
	partSummary = 700
	// tokenBytes is how many bytes of Korean text a token has, about.
	tokenBytes = 3
)

// Long is a document that is longer than the model's room.
type Long struct {
	Name     string
	Text     string
	Language string // an ISO 639-1 code, in which the summary is written; "": Korean
	Kind     prompt.SummaryKind
}

// Condensed is what a long document was condensed to: the summaries of its parts,
// in order.
type Condensed struct {
	Text    string
	Missing int // parts that could not be summed up
}

// Most is how many bytes of a document Condense takes on: some hundred pages for
// each of the pool's profiles.
func (s Summariser) Most() int {
	const parts, most = 40, 200
	return partTokens * tokenBytes * min(most, parts*max(1, len(s.Model.Info().Profiles)))
}

// Condense sums a document up until that fits room, in tokens: part by part, all
// parts at the same time, then the parts' summaries in the same way, as often as
// needed. told is called with how many parts are done and how many there are so
// far; if nil, nobody is told. Errors: ctx's; a model's if more than half of the
// parts of a level could not be summed up.
func (s Summariser) Condense(ctx context.Context, l Long, room int, told func(done, total int)) (Condensed, error) {
	if told == nil {
		told = func(int, int) {}
	}
	var c Condensed
	done := 0
	for c.Text = l.Text; llm.Tokens(c.Text) > room; {
		parts := l.parts(c.Text, min(partTokens, max(room, 500)))
		summaries, err := s.level(ctx, l, parts, func(n int) { told(done+n, done+len(parts)) })
		if err != nil {
			return c, err
		}
		done += len(parts)
		var kept []string
		for _, text := range summaries {
			if text == "" {
				c.Missing++
				continue
			}
			kept = append(kept, text)
		}
		shorter := strings.Join(kept, "\n\n")
		if len(shorter) >= len(c.Text) { // a model that only repeats
			shorter = korean.Truncate(shorter, room)
		}
		c.Text, l.Kind = shorter, prompt.Merged
	}
	return c, nil
}

// level sums parts up, many at once. A part that fails is "".
func (s Summariser) level(ctx context.Context, l Long, parts []string, told func(done int)) ([]string, error) {
	ctx, cancel := context.WithCancel(ctx)
	var workers sync.WaitGroup
	defer func() { cancel(); workers.Wait() }()
	type result struct {
		part int
		text string
		err  error
	}
	results := make(chan result, len(parts))
	next := make(chan int, len(parts))
	for i := range parts {
		next <- i
	}
	close(next)
	for range min(len(parts), s.AtOnce()) {
		workers.Go(func() {
			for i := range next {
				text, err := s.part(ctx, l, parts, i)
				results <- result{i, text, err}
			}
		})
	}
	summaries := make([]string, len(parts))
	var failed []error
	for n := range parts {
		r := <-results
		if r.err != nil {
			if ctx.Err() != nil {
				return nil, context.Cause(ctx)
			}
			if failed = append(failed, r.err); 2*len(failed) > len(parts) {
				return nil, errors.Join(failed...)
			}
		}
		summaries[r.part] = r.text
		told(n + 1)
	}
	return summaries, nil
}

func (s Summariser) part(ctx context.Context, l Long, parts []string, i int) (string, error) {
	p := prompt.Summary(l.Kind, prompt.Document{Name: l.Name, Text: parts[i], Language: l.Language,
		Part: i + 1, Of: len(parts)}, prompt.NewFence())
	return s.ask(ctx, p, partSummary)
}

// parts cuts a text into pieces of at most so many tokens: between rows of a
// table, functions of code or paragraphs, else between lines.
func (l Long) parts(text string, tokens int) []string {
	var parts []string
	for text != "" {
		n := l.cut(text, tokens)
		if part := strings.Trim(text[:n], "\n"); part != "" {
			parts = append(parts, part)
		}
		text = text[n:]
	}
	return parts
}

// cut is where the first part of a text ends, in bytes.
func (l Long) cut(text string, tokens int) int {
	window := text[:min(len(text), tokens*tokenBytes)]
	for llm.Tokens(window) > tokens {
		window = window[:len(window)*3/4]
	}
	if len(window) == len(text) {
		return len(text)
	}
	window = strings.ToValidUTF8(window, "") // at a character
	for _, between := range [...]func(string) int{l.betweenDefinitions, betweenParagraphs, betweenLines} {
		if n := between(window); n > len(window)/2 {
			return n
		}
	}
	return len(window)
}

// betweenDefinitions is the last place at which something begins at the left
// margin below an empty line.
func (l Long) betweenDefinitions(window string) int {
	if l.Kind != prompt.Codes {
		return -1
	}
	for end := len(window); ; {
		i := strings.LastIndex(window[:end], "\n\n")
		if i < 0 || i+2 < len(window) && !strings.ContainsRune(" \t\n})", rune(window[i+2])) {
			return i
		}
		end = i
	}
}

func betweenParagraphs(window string) int { return strings.LastIndex(window, "\n\n") }
func betweenLines(window string) int      { return strings.LastIndexByte(window, '\n') }
