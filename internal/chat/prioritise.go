package chat

import (
	"cmp"
	"context"
	"math"
	"slices"
	"strings"

	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/embed"
	"github.com/mundap/mundap/internal/korean"
	"github.com/mundap/mundap/internal/llm"
	"github.com/mundap/mundap/internal/retrieve"
	"github.com/mundap/mundap/internal/turn"
)

// The bars of the priority search.
const (
	// coverageBar is the least coverage of a question that a passage must have. On KorQuAD's development set 0.36 keeps
	// the right paragraph of 99 % of the questions, and lets something through for 38 % of them when their whole article
	// is taken out of the 140.
	coverageBar = 0.36
	// codeBar is looser: a summary of code shares few words with a request for code.
	codeBar = 0.1
	// cosineMargin is how much nearer than unrelated sentences a passage must be to the question to pass without shared
	// words. Cosines of common encoders lie close together, at another level for each, so that only the distance from
	// unrelated text says something. Of 45 questions of KorQuAD, multilingual-e5-small puts 95 % of the right paragraphs
	// at this distance or more, and fewer than 1 % of the wrong ones.
	cosineMargin = 0.055
	// cosineWeight is the weight of the cosine, stretched over the candidates, beside the stores' own scores.
	cosineWeight = 0.6
)

// unrelated are sentences on everyday things that no question about documents is about: the level of "no relation".
var unrelated = []string{
	"어제 저녁에 고양이가 창가에서 오래 잠을 잤어요.",
	"봄이 되면 강가의 나무들이 연두색으로 물들어요.",
	"The old boat drifted slowly past the harbour wall.",
	"She painted the kitchen chairs bright yellow last summer.",
}

// rated is a passage with what the priority search knows of it.
type rated struct {
	retrieve.Passage
	coverage float64 // of the question, 0 to 1
	near     bool    // by its vector
	rank     float64 // decides the order
}

// prioritise scores passages against the question, drops those under the bar and keeps the best, most relevant first,
// as many as are wanted and fit into the context.
func (t *work) prioritise(ctx context.Context, q question, found []retrieve.Passage) ([]retrieve.Passage, error) {
	if len(found) == 0 {
		return nil, nil
	}
	if t.s.Method == RetrievalQA && t.kind == rag {
		return t.fit(found[:min(len(found), t.s.Passages)]), nil
	}
	defer t.stage(turn.StageEvent{Name: "select"})()
	candidates := rate(q, found)
	if err := t.addCosines(ctx, q, candidates); err != nil {
		return nil, err
	}
	slices.SortStableFunc(candidates, func(a, b rated) int { return cmp.Compare(b.rank, a.rank) })
	kept := found[:0:0]
	for _, c := range candidates {
		if len(kept) < t.s.Passages && (c.near || c.coverage >= bar(c.Kind)) {
			kept = append(kept, c.Passage)
		}
	}
	kept = t.fit(kept)
	t.call.Trace.Kept, t.call.Trace.Dropped = len(kept), t.call.Trace.Dropped+len(found)-len(kept)
	t.w.Stage(turn.StageEvent{Name: "select", Passages: len(kept)})
	return kept, nil
}

func bar(k document.ChunkKind) float64 {
	if k == document.Code {
		return codeBar
	}
	return coverageBar
}

// rate gives each passage its coverage, and as its rank its score over the best of its store. Where several stores
// answered, whose scores mean different things, coverage counts as much again.
func rate(q question, found []retrieve.Passage) []rated {
	words, english := subject(mainWords(q.text)), mainWords(q.english)
	type scale struct {
		store string
		kind  retrieve.ScoreKind
	}
	best := map[scale]float64{}
	for _, p := range found {
		s := scale{p.Store, p.ScoreKind}
		best[s] = max(best[s], p.Score)
	}
	texts, bags := make([]string, len(found)), make([]map[string]bool, len(found))
	for i, p := range found {
		texts[i] = p.Title + "\n" + strings.Join(p.Headings, "\n") + "\n" + p.Text + "\n" + p.Translation
		bags[i] = bag(texts[i])
	}
	words = meant(words, bags, texts)
	out := make([]rated, len(found))
	for i, p := range found {
		set := bags[i]
		c := rated{Passage: p, coverage: max(coverage(words, set), coverage(english, set))}
		if len(words) == 0 && len(english) == 0 {
			c.coverage = 1 // a question of nothing but question words: the stores decide
		}
		if b := best[scale{p.Store, p.ScoreKind}]; b > 0 {
			c.rank = p.Score / b
		}
		if len(best) > 1 || q.english != "" {
			c.rank += c.coverage
		}
		if p.Confidence == "VERY_HIGH" || p.Confidence == "HIGH" { // an FAQ that a store vouches for stays first
			c.rank += 10
			c.near = true
		}
		out[i] = c
	}
	return out
}

// subject leaves out of a question's main words the one that asks for a number as 몇 does, unless it is all there is. It is
// a main word for finding the sentence that answers; a passage about the question need not have it.
func subject(words []string) []string {
	rest := slices.DeleteFunc(slices.Clone(words), func(w string) bool { return strings.HasPrefix(w, "며칠") })
	if len(rest) == 0 {
		return words
	}
	return rest
}

// addCosines lets vectors speak where there is an embedder. Embedding is slow, so only those are embedded whose fate it
// decides: the ones under the bar, and those whose store knows no vectors. Its failure costs the vectors alone.
func (t *work) addCosines(ctx context.Context, q question, candidates []rated) error {
	var open []*rated
	for i := range candidates {
		if c := &candidates[i]; !c.near && c.coverage < bar(c.Kind) || !knowsVectors(c.ScoreKind) {
			open = append(open, c)
		}
	}
	if t.s.Embedder == nil || len(open) == 0 {
		return nil
	}
	cosines, level, err := t.cosines(ctx, q, open)
	if err != nil {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		t.s.Logger.Warn("embedding passages", "request", t.r.RequestID, "error", err)
		t.call.Trace.Unavailable = append(t.call.Trace.Unavailable, "embedder")
		return nil
	}
	rankByCosine(open, cosines, level)
	return nil
}

func knowsVectors(k retrieve.ScoreKind) bool { return k == retrieve.Fused || k == retrieve.Cosine }

// embedded is how much of a passage is embedded, in characters: about what small encoders read of a text at all.
const embedded = 500

// cosines gives the cosine of each passage with the question, and the highest that an unrelated sentence has.
func (t *work) cosines(ctx context.Context, q question, open []*rated) (cosines []float64, level float64, err error) {
	background, err := t.s.background(ctx)
	if err != nil {
		return nil, 0, err
	}
	query, err := t.s.Embedder.Embed(ctx, embed.Query, []string{q.text})
	if err != nil {
		return nil, 0, err
	}
	texts := make([]string, len(open))
	for i, c := range open {
		texts[i] = korean.Truncate(cmp.Or(c.Translation, c.Text), embedded)
	}
	passages, err := t.s.Embedder.Embed(ctx, embed.Passage, texts)
	if err != nil {
		return nil, 0, err
	}
	level = -1
	for _, v := range background {
		level = max(level, cosine(query[0], v))
	}
	for _, v := range passages {
		cosines = append(cosines, cosine(query[0], v))
	}
	return cosines, level, nil
}

// background embeds the unrelated sentences, once.
func (s *Service) background(ctx context.Context) ([][]float32, error) {
	s.mu.Lock()
	vectors := s.unrelated
	s.mu.Unlock()
	if vectors != nil {
		return vectors, nil
	}
	vectors, err := s.Embedder.Embed(ctx, embed.Passage, unrelated)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	s.unrelated = vectors
	s.mu.Unlock()
	return vectors, nil
}

// rankByCosine marks the candidates that are well above the level of unrelated text, and adds to the rank of those
// whose store knows no vectors their cosine, stretched over the candidates.
func rankByCosine(candidates []*rated, cosines []float64, level float64) {
	low, high := slices.Min(cosines), slices.Max(cosines)
	for i, c := range candidates {
		c.near = c.near || cosines[i] >= level+cosineMargin
		if high > low && !knowsVectors(c.ScoreKind) {
			c.rank += cosineWeight * (cosines[i] - low) / (high - low)
		}
	}
}

func cosine(a, b []float32) float64 {
	var dot, aa, bb float64
	for i := range min(len(a), len(b)) {
		dot += float64(a[i]) * float64(b[i])
		aa += float64(a[i]) * float64(a[i])
		bb += float64(b[i]) * float64(b[i])
	}
	if aa == 0 || bb == 0 {
		return 0
	}
	return dot / math.Sqrt(aa*bb)
}

// fit keeps as many of the passages, from the first on, as the model's context has room for; always the first one.
func (t *work) fit(passages []retrieve.Passage) []retrieve.Passage {
	if t.s.Model == nil {
		return passages
	}
	room := t.contextBudget()
	for i, p := range passages {
		if room -= llm.Tokens(promptText(p)) + 40; room < 0 && i > 0 {
			return passages[:i]
		}
	}
	return passages
}

// promptText is what the model reads of a passage: code itself rather than its summary, the translation rather than
// the original.
func promptText(p retrieve.Passage) string {
	switch {
	case p.Kind == document.Code && p.Original != "":
		return p.Text + "\n" + p.Original
	case p.Translation != "":
		return p.Translation
	}
	return p.Text
}
