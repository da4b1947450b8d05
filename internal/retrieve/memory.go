package retrieve

import (
	"cmp"
	"context"
	"math"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/fault"
)

// BM25's parameters as Robertson and Zaragoza give them ("The Probabilistic Relevance Framework", 2009).
const (
	bm25K1 = 1.2
	bm25B  = 0.75
)

// Memory is a search store in memory: exact BM25 over words and pairs of characters. Nothing outlives the process. It
// is meant for tests and for collections that a rebuild at start can afford. Use NewMemory.
type Memory struct {
	name string

	mu        sync.RWMutex
	ids       map[string]uint32 // term → number
	postings  [][]posting       // by term number, ascending entry numbers; of dead entries too
	frequency []int32           // by term number: live entries that hold it
	entries   []entry
	documents map[document.ID]*stored
	live      int
	length    int64 // terms of all live entries
}

type posting struct {
	entry int32
	count int32
}

type entry struct {
	chunk  document.Chunk
	source *stored // nil: dead
	terms  []uint32
	length int32
}

type stored struct {
	Source
	forgotten document.Version // versions up to this one never come back
	entries   []int32
}

// NewMemory makes an empty store whose passages carry name.
func NewMemory(name string) *Memory {
	return &Memory{name: name, ids: map[string]uint32{}, documents: map[document.ID]*stored{}}
}

var _ Store = (*Memory)(nil)

// Store is the name that the passages carry.
func (m *Memory) Store() string { return m.name }

// Lag is 0: what was put is found at once.
func (m *Memory) Lag() time.Duration { return 0 }

// Put indexes a version; see Index.
func (m *Memory) Put(ctx context.Context, s Source, chunks []document.Chunk) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	d := m.document(s.Document)
	if s.Version.Compare(d.Version) < 0 || d.forgotten != "" && s.Version.Compare(d.forgotten) <= 0 {
		return nil
	}
	m.drop(d)
	d.Source = s
	for _, c := range chunks {
		m.add(d, c)
	}
	m.compact()
	return nil
}

// Forget removes versions; see Index.
func (m *Memory) Forget(ctx context.Context, key document.ID, v document.Version) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	d := m.document(key)
	if v.Compare(d.forgotten) > 0 {
		d.forgotten = v
	}
	if d.Version.Compare(v) <= 0 {
		m.drop(d)
		m.compact()
	}
	return nil
}

func (m *Memory) document(key document.ID) *stored {
	d := m.documents[key]
	if d == nil {
		d = &stored{}
		m.documents[key] = d
	}
	return d
}

func (m *Memory) add(d *stored, c document.Chunk) {
	number := int32(len(m.entries))
	counts := map[uint32]int32{}
	var length int32
	count := func(term string) {
		id, ok := m.ids[term]
		if !ok {
			id = uint32(len(m.postings))
			m.ids[term] = id
			m.postings = append(m.postings, nil)
			m.frequency = append(m.frequency, 0)
		}
		counts[id]++
		length++
	}
	for _, text := range [...]string{d.Title, strings.Join(c.Headings, "\n"), c.Text} {
		terms(text, count)
	}
	e := entry{chunk: c, source: d, length: length, terms: make([]uint32, 0, len(counts))}
	for id, n := range counts {
		e.terms = append(e.terms, id)
		m.postings[id] = append(m.postings[id], posting{number, n})
		m.frequency[id]++
	}
	m.entries = append(m.entries, e)
	d.entries = append(d.entries, number)
	m.live++
	m.length += int64(length)
}

// drop kills a document's entries; their postings stay until compact.
func (m *Memory) drop(d *stored) {
	for _, n := range d.entries {
		e := &m.entries[n]
		for _, id := range e.terms {
			m.frequency[id]--
		}
		m.live--
		m.length -= int64(e.length)
		*e = entry{}
	}
	d.entries = nil
}

// compact builds the store anew when more than half of its entries are dead, so that its size follows its content.
func (m *Memory) compact() {
	if dead := len(m.entries) - m.live; dead <= m.live || dead < 1000 {
		return
	}
	old := m.entries
	m.ids, m.postings, m.frequency, m.entries, m.live, m.length = map[string]uint32{}, nil, nil, nil, 0, 0
	for _, d := range m.documents {
		d.entries = nil
	}
	for _, e := range old {
		if e.source != nil {
			m.add(e.source, e.chunk)
		}
	}
}

// Retrieve finds passages; see Retriever.
func (m *Memory) Retrieve(ctx context.Context, scope auth.Scope, q Query) ([]Passage, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if strings.TrimSpace(q.Text) == "" {
		return nil, fault.New(fault.Invalid, "찾을 말을 입력해 주세요.", "Enter something to search for.")
	}
	m.mu.RLock()
	defer m.mu.RUnlock()
	scores := m.score(q.Text)
	type hit struct {
		entry int32
		score float64
	}
	hits := make([]hit, 0, len(scores))
	for n, s := range scores {
		if m.entries[n].matches(scope, q) {
			hits = append(hits, hit{n, s})
		}
	}
	slices.SortFunc(hits, func(a, b hit) int {
		return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(a.entry, b.entry))
	})
	hits = hits[:min(len(hits), cmp.Or(q.K, DefaultK))]
	passages := make([]Passage, len(hits))
	for i, h := range hits {
		passages[i] = m.entries[h.entry].passage(m.name, h.score)
	}
	return passages, nil
}

// score sums BM25 over the question's terms. The inverse frequency is Lucene's variant, which is never negative:
// ln(1 + (N − n + 0.5)/(n + 0.5)).
func (m *Memory) score(text string) map[int32]float64 {
	scores := map[int32]float64{}
	seen := map[uint32]bool{}
	average := float64(m.length) / float64(max(m.live, 1))
	terms(text, func(term string) {
		id, ok := m.ids[term]
		if !ok || seen[id] {
			return
		}
		seen[id] = true
		n := float64(m.frequency[id])
		idf := math.Log(1 + (float64(m.live)-n+0.5)/(n+0.5))
		for _, p := range m.postings[id] {
			e := &m.entries[p.entry]
			if e.source == nil {
				continue
			}
			tf := float64(p.count)
			scores[p.entry] += idf * tf * (bm25K1 + 1) / (tf + bm25K1*(1-bm25B+bm25B*float64(e.length)/average))
		}
	})
	return scores
}

func (e *entry) matches(scope auth.Scope, q Query) bool {
	if e.source == nil || !scope.CanRead(e.source.Readers) {
		return false
	}
	return q.Selects(e.source.Document, e.chunk)
}

// Selects reports whether the query's restrictions let a document's chunk through.
func (q Query) Selects(key document.ID, c document.Chunk) bool {
	if q.Kinds == nil && c.Kind == document.Code || q.Kinds != nil && !slices.Contains(q.Kinds, c.Kind) {
		return false
	}
	if q.Language != "" && c.Language != q.Language {
		return false
	}
	return q.Documents == nil || slices.Contains(q.Documents, key)
}

func (e *entry) passage(store string, score float64) Passage {
	p := NewPassage(store, e.source.Source, e.chunk)
	p.Score, p.ScoreKind = score, BM25
	return p
}

// NewPassage makes the passage of a chunk, without its score.
func NewPassage(store string, s Source, c document.Chunk) Passage {
	return Passage{
		Store: store, Document: s.Document, Version: s.Version, Chunk: c.ID, Kind: c.Kind,
		Title: s.Title, Headings: c.Headings, Text: c.Text, Start: c.Start, End: c.End, Page: c.Page, Line: c.Line,
		Original: c.Original,
	}
}
