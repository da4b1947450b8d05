package localindex

import (
	"context"
	"iter"
	"runtime"
	"strings"
	"sync"
	"time"

	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/korean/morph"
	"github.com/mundap/mundap/internal/localindex/field"
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

	// written are the segments of a long document, which contain nothing else;
	// see spill. The change then has no passages. The writer closes and removes
	// the segments that it does not use.
	written []part

	again *origin // puts again what is there: it takes effect only where that still is
	moved bool    // it is not there any more; set before done is answered
}

// origin is where a change has found its document.
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
// writer is called, so that many callers can use many cores. Concurrent callers
// share one write. If the embedder fails, Put returns its error.
func (ix *Index) Put(ctx context.Context, s retrieve.Source, chunks []document.Chunk) error {
	return ix.PutSeq(ctx, s, retrieve.Chunks(chunks))
}

// PutSeq is Put for chunks that are read while they are indexed; see
// retrieve.Streaming. It keeps at most one megabyte of their text in memory.
func (ix *Index) PutSeq(ctx context.Context, s retrieve.Source,
	chunks iter.Seq2[document.Chunk, error]) error {
	if ix.writer == nil {
		return errReadOnly()
	}
	ix.putting.Add(1)
	ix.put.Store(time.Now().UnixNano())
	about := true // to bring the writer a change
	defer func() {
		if about {
			ix.putting.Add(-1)
		}
	}()
	var long *spill
	var last *change
	for group, err := range ix.options.pieces.of(chunks) {
		if err != nil {
			return firstError(err, long.drop(ctx))
		}
		if last != nil {
			if about {
				ix.putting.Add(-1) // nobody waits for what takes long
				about = false
			}
			if long == nil {
				long = &spill{ix: ix}
			}
			if err := long.add(ctx, last, false); err != nil {
				return firstError(err, long.drop(ctx))
			}
		}
		if last, err = ix.change(ctx, s, group); err != nil {
			return firstError(err, long.drop(ctx))
		}
	}
	if last == nil { // a document without text
		last = &change{document: entryOf(s), analyzer: ix.options.version()}
	}
	if long == nil {
		return ix.submit(ctx, last)
	}
	return long.submit(ctx, last)
}

// lastPut is when the last Put began; the zero time if there was none.
func (ix *Index) lastPut() time.Time {
	if at := ix.put.Load(); at != 0 {
		return time.Unix(0, at)
	}
	return time.Time{}
}

func entryOf(s retrieve.Source) segment.Document {
	return segment.Document{Key: string(s.Document), Version: string(s.Version), Title: s.Title,
		Readers: principals(s.Readers)}
}

// change makes the change that puts chunks.
func (ix *Index) change(ctx context.Context, s retrieve.Source,
	chunks []document.Chunk) (*change, error) {
	c := &change{document: entryOf(s)}
	if err := ix.analyse(ctx, c, s, chunks); err != nil {
		return nil, err
	}
	return c, ix.embed(ctx, c)
}

// Forget removes versions; see retrieve.Index.
func (ix *Index) Forget(ctx context.Context, key document.ID, v document.Version) error {
	ix.putting.Add(1)
	defer ix.putting.Add(-1)
	return ix.submit(ctx, &change{document: segment.Document{Key: string(key), Version: string(v),
		Forgotten: true}})
}

// submit passes a change to the writer and waits until it is durable. If ctx
// ends first, the change may still become durable.
func (ix *Index) submit(ctx context.Context, c *change) error {
	_, err := ix.offer(ctx, c)
	return err
}

// offer is like submit and also reports whether the writer has accepted the
// change, whatever became of it.
func (ix *Index) offer(ctx context.Context, c *change) (taken bool, err error) {
	if err := ctx.Err(); err != nil {
		return false, err
	}
	if ix.writer == nil {
		return false, errReadOnly()
	}
	c.done = make(chan error, 1)
	select {
	case ix.writer.changes <- c:
	case <-ctx.Done():
		return false, ctx.Err()
	case <-ix.ctx.Done():
		return false, errClosed()
	}
	select {
	case err := <-c.done:
		return true, err
	case <-ctx.Done():
		return true, ctx.Err()
	}
}

func errReadOnly() error {
	return fault.Newf(fault.Unsupported, "this search index is open for reading only")
}

// analyse fills in the passages of c.
func (ix *Index) analyse(ctx context.Context, c *change, s retrieve.Source,
	chunks []document.Chunk) error {
	if ix.ctx.Err() != nil {
		return errClosed()
	}
	c.analyzer = ix.options.version()
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	defer context.AfterFunc(ix.ctx, stop)() // who closes the index waits for nothing here
	var err error
	waited := ix.options.Background.Do(ctx, func() {
		w, ok := counters.Get().(*counting)
		if !ok {
			w = &counting{}
		}
		defer counters.Put(w)
		err = w.passages(ctx, ix.options.Analyzer, c, s, chunks)
	})
	return firstError(waited, err)
}

// counting is the working memory of one analysis.
type counting struct {
	analysed []morph.Term
	terms    []segment.Term
	// terms of the title and the headings, with which terms begins; neighbours often share them
	context int
	counter segment.Counter
}

var counters, spareCounts sync.Pool // of *counting and of *segment.Counts: large and short-lived

// passages adds chunks to the passages of c.
func (w *counting) passages(ctx context.Context, a Analyzer, c *change, s retrieve.Source,
	chunks []document.Chunk) error {
	var of string
	for i, chunk := range chunks {
		runtime.Gosched() // questions go first
		if err := ctx.Err(); err != nil {
			return err
		}
		if text := s.Title + "\n" + strings.Join(chunk.Headings, "\n"); i == 0 || text != of {
			of = text
			w.setContext(a, text)
		}
		c.passages = append(c.passages,
			analysed{Passage: stored(chunk), terms: w.count(a, chunk.Text)})
	}
	return nil
}

func (w *counting) setContext(a Analyzer, text string) {
	w.analysed = a.Analyze(w.analysed[:0], text, field.Indexed)
	w.terms = appendTerms(w.terms[:0], w.analysed)
	w.context = len(w.terms)
	for i := range w.terms {
		w.terms[i].Position = -1
	}
}

func (w *counting) count(a Analyzer, text string) *segment.Counts {
	w.analysed = a.Analyze(w.analysed[:0], text, field.Indexed)
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
			Field: field.Of(terms[i].Field)})
	}
	return dst
}

// embed sets the vectors of c's passages: the known ones, and the others unless
// they are made later.
func (ix *Index) embed(ctx context.Context, c *change) error {
	with := ix.embedders.Load()
	if with.now == nil || len(c.passages) == 0 {
		return nil
	}
	c.model = with.model()
	left := ix.knownVectors(c, with)
	if len(left) == 0 || ix.options.EmbedLater {
		return nil
	}
	return ix.embedPassages(ctx, with, c, left)
}

func principals[P ~string](list []P) []string {
	names := make([]string, len(list))
	for i, p := range list {
		names[i] = string(p)
	}
	return names
}
