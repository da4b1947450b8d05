package retrievetest

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
	"github.com/mundap/mundap/internal/retrieve"
)

// Parameters of BM25 as recommended by Robertson and Zaragoza ("The
// Probabilistic Relevance Framework", 2009).
const (
	bm25K1 = 1.2
	bm25B  = 0.75
)

// Memory is a search store in memory for tests. It computes exact BM25 over
// words and pairs of characters. NewMemory makes it.
type Memory struct {
	name string

	mu        sync.RWMutex
	ids       map[string]uint32 // term → number
	postings  [][]posting       // by term number, ascending entry numbers; of dead entries too
	entries   []entry
	documents map[document.ID]*stored
	live      int
}

type posting struct {
	entry int32
	count int32
}

type entry struct {
	chunk  document.Chunk
	source *stored // nil: dead
	length int32
}

type stored struct {
	retrieve.Source
	forgotten document.Version // versions up to this one never come back
	entries   []int32
}

// NewMemory makes an empty store whose passages carry name.
func NewMemory(name string) *Memory {
	return &Memory{name: name, ids: map[string]uint32{}, documents: map[document.ID]*stored{}}
}

var _ retrieve.Store = (*Memory)(nil)

// Store returns the name that the passages carry.
func (m *Memory) Store() string { return m.name }

// Lag returns 0, because Retrieve sees every Put at once.
func (m *Memory) Lag() time.Duration { return 0 }

// Put indexes a version; see Index.
func (m *Memory) Put(ctx context.Context, s retrieve.Source, chunks []document.Chunk) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	d := m.document(s.Document)
	if s.Version.Compare(d.Version) < 0 || d.forgotten != "" &&
		s.Version.Compare(d.forgotten) <= 0 {
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
		}
		counts[id]++
		length++
	}
	for _, text := range [...]string{d.Title, strings.Join(c.Headings, "\n"), c.Text} {
		terms(text, count)
	}
	e := entry{chunk: c, source: d, length: length}
	for id, n := range counts {
		m.postings[id] = append(m.postings[id], posting{number, n})
	}
	m.entries = append(m.entries, e)
	d.entries = append(d.entries, number)
	m.live++
}

// drop kills a document's entries; their postings stay until compact.
func (m *Memory) drop(d *stored) {
	for _, n := range d.entries {
		e := &m.entries[n]
		m.live--
		*e = entry{}
	}
	d.entries = nil
}

// compact builds the store anew when more than half of its entries are dead, so
// that its size follows its content.
func (m *Memory) compact() {
	if dead := len(m.entries) - m.live; dead <= m.live || dead < 1000 {
		return
	}
	old := m.entries
	m.ids, m.postings, m.entries, m.live = map[string]uint32{}, nil, nil, 0
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
func (m *Memory) Retrieve(ctx context.Context, scope auth.Scope, q retrieve.Query) ([]retrieve.Passage, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if strings.TrimSpace(q.Text) == "" {
		return nil, fault.New(fault.Invalid, "찾을 말을 입력해 주세요.", "Enter something to search for.")
	}
	m.mu.RLock()
	defer m.mu.RUnlock()
	scores := m.score(scope, q.Text)
	type hit struct {
		entry int32
		score float64
	}
	hits := make([]hit, 0, len(scores))
	for n, s := range scores {
		if m.entries[n].matches(q) {
			hits = append(hits, hit{n, s})
		}
	}
	slices.SortFunc(hits, func(a, b hit) int {
		return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(a.entry, b.entry))
	})
	hits = hits[:min(len(hits), cmp.Or(q.K, retrieve.DefaultK))]
	passages := make([]retrieve.Passage, len(hits))
	for i, h := range hits {
		passages[i] = m.entries[h.entry].passage(m.name, h.score)
	}
	return passages, nil
}

// score sums BM25 over the question's terms for the entries that scope may
// read; how often terms occur elsewhere plays no part. The inverse frequency is
// Lucene's variant, which is never negative: ln(1 + (N − n + 0.5)/(n + 0.5)).
func (m *Memory) score(scope auth.Scope, text string) map[int32]float64 {
	readable, count, length := m.readable(scope)
	average := float64(length) / float64(max(count, 1))
	scores := map[int32]float64{}
	seen := map[uint32]bool{}
	terms(text, func(term string) {
		id, ok := m.ids[term]
		if !ok || seen[id] {
			return
		}
		seen[id] = true
		n := 0.0
		for _, p := range m.postings[id] {
			if readable[p.entry] {
				n++
			}
		}
		idf := math.Log(1 + (float64(count)-n+0.5)/(n+0.5))
		for _, p := range m.postings[id] {
			if !readable[p.entry] {
				continue
			}
			tf, own := float64(p.count), float64(m.entries[p.entry].length)
			scores[p.entry] += idf * tf * (bm25K1 + 1) / (tf + bm25K1*(1-bm25B+bm25B*own/average))
		}
	})
	return scores
}

// readable tells which entries scope may read, how many there are, and how many terms they have.
func (m *Memory) readable(scope auth.Scope) (ok []bool, count int, length int64) {
	ok = make([]bool, len(m.entries))
	for i := range m.entries {
		if e := &m.entries[i]; e.source != nil && scope.CanRead(e.source.Readers) {
			ok[i] = true
			count++
			length += int64(e.length)
		}
	}
	return ok, count, length
}

func (e *entry) matches(q retrieve.Query) bool { return q.Selects(e.source.Document, e.chunk) }

func (e *entry) passage(store string, score float64) retrieve.Passage {
	p := retrieve.NewPassage(store, e.source.Source, e.chunk)
	p.Score, p.ScoreKind = score, retrieve.BM25
	return p
}
