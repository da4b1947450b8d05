package localindex

import (
	"cmp"
	"context"
	"slices"
	"sync"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/embed"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/localindex/expand"
	"github.com/mundap/mundap/internal/localindex/rank"
	"github.com/mundap/mundap/internal/localindex/vector"
	"github.com/mundap/mundap/internal/retrieve"
)

// ShardsOptions are the options of NewShards. They have the same meaning as in
// [Options].
type ShardsOptions struct {
	Shards   []Shard // each document is in exactly one of them
	Analyzer Analyzer
	Embedder embed.Embedder
	Former   []embed.Embedder
	Store    string   // "" means "local"
	Ranking  *Ranking // of all shards; nil means DefaultRanking
}

// Shards searches several indexes as if they were one. Words are weighed by
// their frequency in all shards, so that a passage has the same score as in a
// single index. If one shard fails, the search fails: an answer that silently
// lacks some documents would be wrong.
//
// Two things may differ from a single index. Passages with equal scores may come
// in a different order. This also affects which of them are among the first few
// that are looked at more closely (Ranking.NearCandidates). Where vectors or very
// frequent words are searched approximately, every shard keeps as many candidates
// as a single index would, so the search may find a passage that a single index
// misses.
type Shards struct {
	o         ShardsOptions
	embedders *embedders
	ranking   Ranking
}

var _ retrieve.Retriever = (*Shards)(nil)

// NewShards makes a search over shards.
func NewShards(o ShardsOptions) *Shards {
	o.Store = cmp.Or(o.Store, "local")
	x := &Shards{o: o, embedders: newEmbedders(o.Embedder, o.Former), ranking: DefaultRanking}
	if o.Ranking != nil {
		x.ranking = *o.Ranking
	}
	return x
}

// Store implements retrieve.Retriever.
func (x *Shards) Store() string { return x.o.Store }

// Retrieve implements retrieve.Retriever.
func (x *Shards) Retrieve(ctx context.Context, scope auth.Scope, q retrieve.Query) ([]retrieve.Passage, error) {
	q, err := usable(ctx, q)
	if err != nil {
		return nil, err
	}
	// The shards are asked twice: how often each term occurs in all of them, so that
	// a term weighs the same everywhere, and then for their candidates.
	c := &census{shards: x.o.Shards, scope: scope}
	question, spoken := x.ranking.spoken(x.o.Analyzer, q.Text)
	plan, err := x.plan(ctx, c, question, &spoken)
	if err != nil {
		return nil, err
	}
	vectors, err := embedded(ctx, q, x.embedders,
		func(model string) bool { return slices.Contains(c.models, model) })
	if err != nil {
		return nil, err
	}
	r := Request{Query: q, Terms: question.query.Terms, EachSide: max(q.K, x.ranking.NearCandidates)}
	if len(vectors) > 0 {
		r.EachSide = max(vector.Candidates, r.EachSide)
	}
	r.Query.Text = "" // its terms and vectors say everything
	if r.Among, err = c.of(ctx, keysOf(r.Terms)); err != nil {
		return nil, err
	}
	for _, v := range vectors {
		r.Vectors = append(r.Vectors, QuestionVector{Model: v.Model, Values: v.Values, Scale: v.Scale})
	}
	found, err := each(ctx, x.o.Shards, func(ctx context.Context, s Shard) ([]Candidate, error) {
		return s.Candidates(ctx, scope, r)
	})
	if err != nil {
		return nil, err
	}
	m := &merge{ranking: x.ranking, analyzer: x.o.Analyzer, query: q, spoken: spoken, plan: plan,
		terms: r.Terms, vectors: vectors, shards: found, store: x.o.Store}
	m.asked = m.spoken.asked(question.index, plan)
	return m.passages()
}

// plan weighs the question's terms, with official words for everyday ones and
// corrections of misspelt words. It has no passages.
func (x *Shards) plan(ctx context.Context, c *census, q *question, s *spoken) (*rank.Plan, error) {
	prepare := func() (*rank.Plan, error) {
		among, err := c.of(ctx, keysOf(q.query.Terms))
		if err != nil {
			return nil, err
		}
		return rank.PrepareAmong(q.query, nil, among)
	}
	plan, err := prepare()
	if err != nil || !q.mends {
		return plan, err
	}
	if q.addEveryday(x.o.Analyzer, s, plan.Absent) {
		if plan, err = prepare(); err != nil {
			return nil, err
		}
	}
	if !q.corrects(plan) {
		return plan, nil
	}
	words, err := c.correct(ctx, x.o.Analyzer, s, plan.Absent)
	if err != nil || len(words) == 0 {
		return plan, err
	}
	s.mended = append(s.mended, q.addCorrections(words)...)
	return prepare()
}

func keysOf(terms []rank.Term) []rank.Key {
	keys := make([]rank.Key, len(terms))
	for i, t := range terms {
		keys[i] = t.Key()
	}
	return keys
}

// each asks all shards at once. The first error ends the other calls.
func each[T any](ctx context.Context, shards []Shard,
	ask func(context.Context, Shard) (T, error)) ([]T, error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	all := make([]T, len(shards))
	var group sync.WaitGroup
	for i, s := range shards {
		group.Go(func() {
			var err error
			if all[i], err = ask(ctx, s); err != nil {
				cancel(err)
			}
		})
	}
	group.Wait()
	return all, context.Cause(ctx)
}

// census counts terms in all shards, each term once.
type census struct {
	shards []Shard
	scope  auth.Scope
	known  rank.Statistics
	asked  bool
	models []string
}

// of returns the counts of some terms in all shards.
func (c *census) of(ctx context.Context, terms []rank.Key) (rank.Statistics, error) {
	missing := slices.DeleteFunc(slices.Clone(terms), func(t rank.Key) bool {
		_, known := c.known.Held[t]
		return known
	})
	if len(missing) > 0 || !c.asked {
		counts, err := each(ctx, c.shards, func(ctx context.Context, s Shard) (Counts, error) {
			return s.Count(ctx, c.scope, missing)
		})
		if err != nil {
			return rank.Statistics{}, err
		}
		c.add(counts)
	}
	some := rank.Statistics{Passages: c.known.Passages, Lengths: c.known.Lengths,
		Held: make(map[rank.Key]int, len(terms))}
	for _, t := range terms {
		some.Held[t] = c.known.Held[t]
	}
	return some, nil
}

// add adds the answers of all shards about the same terms. How many passages
// there are is counted once.
func (c *census) add(counts []Counts) {
	for _, n := range counts {
		if c.asked {
			n.Passages, n.Lengths = 0, rank.Statistics{}.Lengths
		} else {
			c.models = append(c.models, n.Models...)
		}
		c.known.Add(n.Statistics)
	}
	c.asked = true
}

// correct finds corrections of misspelt words. The speller looks up one term
// after the other; to spare a request for each, it runs with what is known,
// the terms that it missed are counted all at once, and it runs again.
func (c *census) correct(ctx context.Context, a Analyzer, s *spoken,
	absent []rank.AbsentTerm) ([][]expand.Correction, error) {
	for {
		missed := map[rank.Key]bool{}
		speller := expand.Speller{Analyzer: a, Held: func(field int, term string) (int, error) {
			t := rank.Key{Text: term, Field: field}
			n, known := c.known.Held[t]
			if !known {
				missed[t] = true
			}
			return n, nil
		}}
		words, err := speller.Correct(s.text, s.terms, absent)
		if err != nil || len(missed) == 0 {
			return words, err
		}
		ask := make([]rank.Key, 0, len(missed))
		for t := range missed {
			ask = append(ask, t)
		}
		if _, err := c.of(ctx, ask); err != nil {
			return nil, err
		}
		if err := ctx.Err(); err != nil {
			return nil, err
		}
	}
}

// errForeign is for candidates that no shard may return.
func errForeign(what string) error {
	return fault.Newf(fault.Unavailable, "a shard has answered with an impossible %s", what)
}
