package localindex

import (
	"context"
	"errors"
	"fmt"
	"math"
	"runtime/debug"
	"strings"

	"github.com/mundap/mundap/internal/localindex/expand"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/korean"
	"github.com/mundap/mundap/internal/korean/morph"
	"github.com/mundap/mundap/internal/localindex/field"
	"github.com/mundap/mundap/internal/localindex/rank"
	"github.com/mundap/mundap/internal/localindex/vector"
	"github.com/mundap/mundap/internal/retrieve"
)

// maxK is the most passages that one query may ask for.
const maxK = 1000

// maxQuery is the most bytes of a question that are searched for.
const maxQuery = 24 << 10

// Retrieve finds passages; see retrieve.Retriever. If there is no embedder or
// it fails, every method searches by words only.
func (ix *Index) Retrieve(ctx context.Context, scope auth.Scope,
	q retrieve.Query) ([]retrieve.Passage, error) {
	q, err := usable(ctx, q)
	if err != nil {
		return nil, err
	}
	snap := ix.acquire()
	if snap == nil {
		return nil, errClosed()
	}
	defer snap.release()
	s := ix.begin(snap, scope, q)
	defer ix.end(s)
	var passages []retrieve.Passage
	err = s.guarded(ctx, func() (err error) {
		passages, err = s.run(ctx)
		return err
	})
	return passages, err
}

// usable checks a query and fills in what it leaves out.
func usable(ctx context.Context, q retrieve.Query) (retrieve.Query, error) {
	if err := ctx.Err(); err != nil {
		return q, err
	}
	if strings.TrimSpace(q.Text) == "" {
		return q, fault.New(fault.Invalid, "찾을 말을 입력해 주세요.", "Enter something to search for.")
	}
	if q.K = min(q.K, maxK); q.K <= 0 {
		q.K = retrieve.DefaultK
	}
	if len(q.Text) > maxQuery {
		q.Text = strings.ToValidUTF8(q.Text[:maxQuery], "")
	}
	q.Text = korean.Apart(q.Text)
	return q, nil
}

// search is one query on one snapshot.
type search struct {
	ix       *Index
	snap     *snapshot
	scope    auth.Scope
	query    retrieve.Query
	question *question
	spoken   spoken
	plan     *rank.Plan
	sources  []rank.Source
	held     map[place]heldTerms // see heldBy
	decisive []bool              // see decides; empty as long as nothing has asked
	asked    *asked              // nil as long as nothing has matched it
	near     nearness            // memory of nearness

	// Memory of heldBy: hits whose terms are not known yet, and their indexes.
	unknown []rank.Hit
	fresh   []int
}

// begin returns a search on a snapshot in the memory of one that has ended.
func (ix *Index) begin(snap *snapshot, scope auth.Scope, q retrieve.Query) *search {
	s, ok := ix.ended.Get().(*search)
	if !ok {
		s = &search{ix: ix, question: new(question), plan: new(rank.Plan)}
	}
	s.snap, s.scope, s.query = snap, scope, q
	return s
}

// end keeps the memory of a search for the next one. Nothing that a search returns
// refers to it. The memory of a long question is not kept.
func (ix *Index) end(s *search) {
	if len(s.query.Text) > maxMended {
		return
	}
	s.plan.Reset()
	s.question.reset()
	s.spoken.reset()
	clear(s.sources)
	clear(s.held)
	*s = search{ix: ix, question: s.question, spoken: s.spoken, plan: s.plan,
		sources: s.sources[:0], held: s.held, decisive: s.decisive[:0], near: s.near,
		unknown: s.unknown, fresh: s.fresh}
	ix.ended.Put(s)
}

// guarded runs a part of the search. If a page of a mapped file can't be read,
// or its contents can't have been made by a writer, the search fails instead of
// the program, and what is damaged is taken out of the index. Without an error,
// do has filled in its results.
func (s *search) guarded(ctx context.Context, do func() error) error {
	err := recovered(do)
	if fault.Is(err, fault.Damaged) {
		s.ix.takeOutDamaged(ctx, s.snap)
		return fault.Wrap(err, fault.Unavailable,
			"검색 색인의 일부가 깨져 있어서 다시 만들고 있어요. 잠시 뒤에 다시 해 보세요.",
			"Part of the search index is damaged and is being rebuilt. Try again in a moment.")
	}
	return err
}

func recovered(do func() error) (err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if p := recover(); p != nil {
			err = fault.Newf(fault.Damaged, "searching: %v", p)
		}
	}()
	return do()
}

func (s *search) run(ctx context.Context) (passages []retrieve.Passage, err error) {
	if err := s.ix.compute(ctx, s.prepare); err != nil || len(s.sources) == 0 {
		return nil, err
	}
	vectors, err := s.vectors(ctx) // an embedder may be a server elsewhere
	if err != nil {
		return nil, err
	}
	err = s.ix.compute(ctx, func() error {
		found, err := s.find(ctx, vectors)
		if err == nil {
			passages, err = s.passages(found)
		}
		return err
	})
	return passages, err
}

// searchesPerProcessor is how many searches share a processor. If all searches of
// a rush ran at once, each would take as long as all together, and all would
// exceed their deadlines. If one ran at a time, hundreds of answers that are
// being sent would leave it next to nothing: Go's scheduler divides a processor
// between goroutines, not between kinds of work.
const searchesPerProcessor = 8

// compute does a part of a search as soon as there is room for it, in the order of
// the calls. The error is do's or that of ctx, which may end while the search
// waits.
func (ix *Index) compute(ctx context.Context, do func() error) error {
	select {
	case ix.searches <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	}
	defer func() { <-ix.searches }()
	return do()
}

// prepare analyses the question and works out which passages of which segments may be found.
func (s *search) prepare() error {
	if err := s.choose(); err != nil {
		return err
	}
	return s.ask(s.query.Text)
}

// choose works out which passages of which segments may be found.
func (s *search) choose() error {
	for _, p := range s.snap.parts {
		f, err := s.filter(p)
		if err != nil {
			return fmt.Errorf("searching %s: %w", p.name, err)
		}
		source := rank.Source{Reader: p.Reader, Filter: f}
		if f != nil && f.ReaderOK != nil {
			source.Readable = p.census.For(f.ReaderOK)
		}
		s.sources = append(s.sources, source)
	}
	return nil
}

// maxMended is the length in bytes up to which the spacing and spelling of a
// question are corrected. Longer questions were pasted, and contain enough to
// search for.
const maxMended = 1 << 10

// ask makes a plan from a question: from its terms as they stand, from words
// that were split by spaces, from official words for everyday ones, and from
// corrections of misspelt words.
func (s *search) ask(text string) error {
	q := s.question
	s.ix.ranking.speak(s.ix.options.Analyzer, text, q, &s.spoken)
	if err := s.plan.Prepare(q.query, s.sources); err != nil || !q.mends {
		return err
	}
	if q.addEveryday(s.ix.options.Analyzer, &s.spoken, s.plan.Absent) {
		if err := s.plan.Prepare(q.query, s.sources); err != nil {
			return err
		}
	}
	if !q.corrects(s.plan) {
		return nil
	}
	speller := expand.Speller{Analyzer: s.ix.options.Analyzer, Held: heldIn(s.sources)}
	words, err := speller.Correct(text, s.spoken.terms, s.plan.Absent)
	if err != nil || len(words) == 0 {
		return err
	}
	s.spoken.mended = append(s.spoken.mended, q.addCorrections(words)...)
	return s.plan.Prepare(q.query, s.sources)
}

// heldIn counts the readable passages of sources that contain a term.
func heldIn(sources []rank.Source) func(field int, term string) (int, error) {
	return func(field int, term string) (n int, err error) {
		for _, src := range sources {
			_, held, err := src.Count(field, term)
			if err != nil {
				return 0, err
			}
			n += held
		}
		return n, nil
	}
}

// spoken analyses a question; see speak.
func (r Ranking) spoken(analyzer Analyzer, text string) (*question, spoken) {
	q, s := new(question), spoken{}
	r.speak(analyzer, text, q, &s)
	return q, s
}

// speak analyses a question, and adds the words that were split by spaces and its
// dates in the other language. q and s are empty, but may have memory.
func (r Ranking) speak(analyzer Analyzer, text string, q *question, s *spoken) {
	s.text, s.terms = text, analyzer.Analyze(s.terms, text, field.Indexed)
	q.begin(r, s.terms)
	if len(text) > maxMended {
		return
	}
	q.mends = true
	s.mended = expand.Dates(text, s.terms)
	q.add(s.mended, 1)
	if r.Joined > 0 {
		s.joined = s.joiner.Join(analyzer, text, s.terms)
		q.add(s.joined, r.Joined)
	}
}

// corrects reports whether words that no passage has are treated as possible
// typing errors.
func (q *question) corrects(p *rank.Plan) bool {
	return q.ranking.Corrected > 0 && len(p.Absent) > 0
}

// addEveryday adds official words for everyday ones, and reports whether there
// are any.
func (q *question) addEveryday(a Analyzer, s *spoken, absent []rank.AbsentTerm) bool {
	if q.ranking.Everyday <= 0 {
		return false
	}
	words := expand.Everyday(a, s.text, s.terms, absent)
	for _, w := range words {
		factor := q.ranking.EverydayToo
		if w.Absent {
			factor = q.ranking.Everyday
		}
		if factor > 0 {
			q.add(w.Terms, factor)
			s.mended = append(s.mended, w.Terms...)
			s.phrases = append(s.phrases, w.Phrases...)
		}
	}
	return len(words) > 0
}

// addCorrections adds other spellings of words, and returns their terms.
func (q *question) addCorrections(words [][]expand.Correction) (added []morph.Term) {
	for _, corrections := range words {
		factor := q.ranking.Corrected
		for _, c := range corrections {
			q.add(c.Terms, factor)
			added = append(added, c.Terms...)
			factor /= 2
		}
	}
	return added
}

// found is what a search has found.
type found struct {
	hits []rank.Hit // best first
	kind retrieve.ScoreKind
	// meaning is the place of each passage's cosine; nil without vectors, and a
	// passage without a vector has none.
	meaning map[place]float64
	vectors vector.Queries
}

// find ranks by words, by vectors, or by both.
func (s *search) find(ctx context.Context, vs vector.Queries) (found, error) {
	switch {
	case len(vs) == 0:
		words, err := s.words(ctx, s.query.K)
		return found{hits: words[:min(len(words), s.query.K)], kind: retrieve.BM25}, err
	case s.query.Method == retrieve.Vector:
		return s.byMeaning(ctx, vs)
	}
	return s.fuse(ctx, vs)
}

// byMeaning ranks by vectors alone. Cosines of several models can't be
// compared; in that case the scores only reflect the order of the places.
func (s *search) byMeaning(ctx context.Context, vs vector.Queries) (found, error) {
	hits, err := vs.Nearest(ctx, s.sources, s.query.K)
	f := found{hits: hits, kind: retrieve.Cosine, meaning: byPassage(hits), vectors: vs}
	for i := range hits {
		hits[i].Score = math.Tanh(hits[i].Score)
	}
	if len(vs) == 1 && err == nil {
		f.hits, err = vs[0].Nearest(ctx, s.sources, s.query.K)
	}
	return f, err
}

// passages reads the hits from their segments and says how they match.
func (s *search) passages(f found) ([]retrieve.Passage, error) {
	matches, err := s.matches(f.hits)
	if err != nil {
		return nil, err
	}
	passages := make([]retrieve.Passage, 0, len(f.hits))
	for i, h := range f.hits {
		p, err := s.passage(h)
		if err != nil {
			return nil, fmt.Errorf("reading a passage of %s: %w", s.snap.parts[h.Source].name, err)
		}
		p.ScoreKind = f.kind
		if i < len(matches) {
			p.Match = matches[i]
			if err := s.addMeaning(p.Match, f, h); err != nil {
				return nil, fmt.Errorf("reading vectors of %s: %w", s.snap.parts[h.Source].name, err)
			}
		}
		passages = append(passages, p)
	}
	inOrder(s.spoken.text, passages)
	return passages, nil
}

// addMeaning adds how near a passage's meaning is to the question's.
func (s *search) addMeaning(m *retrieve.Match, f found, h rank.Hit) error {
	place := place{h.Source, h.Passage}
	if _, ok := f.meaning[place]; !ok {
		return nil
	}
	meaning := f.meaning[place]
	m.Meaning = &meaning
	v := f.vectors.Of(s.sources[h.Source])
	cosine, parts, err := v.NearestPart(s.sources[h.Source], h.Passage)
	if parts > 0 {
		part := v.Place(cosine)
		m.Part = &part
	}
	return err
}

func (s *search) passage(h rank.Hit) (retrieve.Passage, error) {
	r := s.snap.parts[h.Source]
	of, err := r.DocumentOf()
	if err != nil {
		return retrieve.Passage{}, err
	}
	doc, _, _, err := r.Document(of.At(h.Passage))
	if err != nil {
		return retrieve.Passage{}, err
	}
	p, err := r.Passage(h.Passage)
	if err != nil {
		return retrieve.Passage{}, err
	}
	return retrieve.Passage{
		Store: s.ix.options.Store, Document: document.ID(doc.Key),
		Version: document.Version(doc.Version),
		Chunk:   document.ChunkID(p.ID), Kind: document.ChunkKind(p.Kind), Title: doc.Title,
		Headings: p.Headings, Text: p.Text,
		Start: p.Start, End: p.End, Page: p.Page, Line: p.Line, Original: p.Original,
		Score: h.Score,
	}, nil
}

// takeOutDamaged finds the damaged segments of a snapshot and has them removed
// from the index.
func (ix *Index) takeOutDamaged(ctx context.Context, snap *snapshot) {
	for _, p := range snap.parts {
		if verify(p) == nil {
			continue
		}
		if ix.writer == nil {
			ix.report(Damage{Segment: p.name, Documents: p.Documents(),
				Err: errors.New("wrong checksum")})
			continue
		}
		select {
		case ix.writer.broken <- p.name:
		case <-ctx.Done():
		case <-ix.ctx.Done():
		}
	}
}

// verify checks a segment's checksums; a page that can't be read is an error too.
func verify(p part) (err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if r := recover(); r != nil {
			err = fault.Newf(fault.Damaged, "%v", r)
		}
	}()
	return p.Verify()
}
