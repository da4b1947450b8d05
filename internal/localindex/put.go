package localindex

import (
	"context"
	"strings"
	"sync"

	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/korean/morph"
	"github.com/mundap/mundap/internal/localindex/segment"
	"github.com/mundap/mundap/internal/retrieve"
)

// change is a Put or a Forget on its way to the writer.
type change struct {
	document segment.Document
	passages []analysed
	model    string // of the passages' vectors
	analyzer string // its version
	done     chan error

	again *origin // puts again what is there: it takes effect only where that still is
	moved bool    // it is not there any more; set before done is answered
}

// origin is where a change found its document.
type origin struct {
	part   string
	number uint32
}

type analysed struct {
	segment.Passage
	terms  *segment.Counts
	vector segment.Vector
	parts  []segment.Vector
}

// Put indexes a version; see retrieve.Index. The text is analysed before the
// writer is asked, so many callers keep many cores busy; callers at the same
// time share one write. When the embedder fails, so does Put, with its error.
func (ix *Index) Put(ctx context.Context, s retrieve.Source, chunks []document.Chunk) error {
	c := &change{document: segment.Document{
		Key: string(s.Document), Version: string(s.Version), Title: s.Title,
		Readers: principals(s.Readers),
	}}
	ix.putting.Add(1)
	defer ix.putting.Add(-1)
	if err := ix.analyse(ctx, c, s, chunks); err != nil {
		return err
	}
	if err := ix.embed(ctx, c); err != nil {
		return err
	}
	return ix.submit(ctx, c)
}

// Forget removes versions; see retrieve.Index.
func (ix *Index) Forget(ctx context.Context, key document.ID, v document.Version) error {
	ix.putting.Add(1)
	defer ix.putting.Add(-1)
	return ix.submit(ctx, &change{document: segment.Document{Key: string(key), Version: string(v),
		Forgotten: true}})
}

// submit hands a change to the writer and waits until it is durable. When ctx
// ends meanwhile, it may still become so.
func (ix *Index) submit(ctx context.Context, c *change) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if ix.writer == nil {
		return fault.Newf(fault.Unsupported, "this search index is open for reading only")
	}
	c.done = make(chan error, 1)
	select {
	case ix.writer.changes <- c:
	case <-ctx.Done():
		return ctx.Err()
	case <-ix.ctx.Done():
		return errClosed()
	}
	select {
	case err := <-c.done:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}

// analyse fills in c's passages.
func (ix *Index) analyse(ctx context.Context, c *change, s retrieve.Source,
	chunks []document.Chunk) error {
	select {
	case ix.slots <- struct{}{}:
		defer func() { <-ix.slots }()
	case <-ctx.Done():
		return ctx.Err()
	case <-ix.ctx.Done():
		return errClosed()
	}
	c.analyzer = ix.options.version()
	w, ok := counters.Get().(*counting)
	if !ok {
		w = &counting{}
	}
	defer counters.Put(w)
	var of string
	for i, chunk := range chunks {
		if err := ctx.Err(); err != nil {
			return err
		}
		if text := s.Title + "\n" + strings.Join(chunk.Headings, "\n"); i == 0 || text != of {
			of = text
			w.setContext(ix.options.Analyzer, text)
		}
		c.passages = append(c.passages, analysed{Passage: stored(chunk),
			terms: w.count(ix.options.Analyzer, chunk.Text)})
	}
	return nil
}

// counting is the storage of one running analysis.
type counting struct {
	analysed []morph.Term
	terms    []segment.Term
	// terms of the title and the headings, with which terms begins; neighbours often share them
	context int
	counter segment.Counter
}

var counters, spareCounts sync.Pool // of *counting and of *segment.Counts: large and short-lived

func (w *counting) setContext(a Analyzer, text string) {
	w.analysed = a.Analyze(w.analysed[:0], text, morph.Words|morph.Bigrams)
	w.terms = appendTerms(w.terms[:0], w.analysed)
	w.context = len(w.terms)
	for i := range w.terms {
		w.terms[i].Position = -1
	}
}

func (w *counting) count(a Analyzer, text string) *segment.Counts {
	w.analysed = a.Analyze(w.analysed[:0], text, morph.AllFields)
	w.terms = appendTerms(w.terms[:w.context], w.analysed)
	counts, ok := spareCounts.Get().(*segment.Counts)
	if !ok {
		counts = &segment.Counts{}
	}
	w.counter.Count(counts, w.terms)
	return counts
}

func stored(c document.Chunk) segment.Passage {
	return segment.Passage{
		ID: string(c.ID), Ordinal: c.Ordinal, Kind: string(c.Kind), Language: c.Language,
		Text: c.Text, Headings: c.Headings,
		Start: c.Start, End: c.End, Page: c.Page, Line: c.Line, Original: c.Original,
	}
}

func appendTerms(dst []segment.Term, terms []morph.Term) []segment.Term {
	for i := range terms {
		dst = append(dst, segment.Term{Text: terms[i].Text, Position: terms[i].Position,
			Field: fieldOf(terms[i].Field)})
	}
	return dst
}

// fieldOf numbers the analyzer's fields.
func fieldOf(f morph.Fields) uint8 {
	switch f {
	case morph.Bigrams:
		return fieldBigrams
	case morph.Pairs:
		return fieldPairs
	}
	return fieldWords
}

// embed gives c's passages their vectors: those that are known, and the others
// unless that is for later.
func (ix *Index) embed(ctx context.Context, c *change) error {
	if ix.options.Embedder == nil || len(c.passages) == 0 {
		return nil
	}
	c.model = ix.options.Embedder.Info().Model
	left := ix.knownVectors(c, c.model)
	if len(left) == 0 || ix.options.EmbedLater {
		return nil
	}
	return ix.embedPassages(ctx, c, left)
}

func principals[P ~string](list []P) []string {
	names := make([]string, len(list))
	for i, p := range list {
		names[i] = string(p)
	}
	return names
}
