package relevance

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"sync"

	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/embed"
	"github.com/mundap/mundap/internal/retrieve"
)

// Question is what is asked.
type Question struct {
	Text    string // complete in itself, in the asker's language
	English string // its translation, which is searched for too; "": none
}

// Verdict is what is thought of a passage.
type Verdict struct {
	retrieve.Passage
	About bool    // the passage is about the question
	Rank  float64 // orders the passages of one judgement; higher is better
}

// Judgement is what is thought of all passages that were found for a question.
type Judgement struct {
	Verdicts []Verdict // best first
	// Embedder is why vectors had no say although there is an embedder; nil if they had, or were not needed.
	Embedder error
}

// About gives at most most of the passages that are about the question, best first.
func (j Judgement) About(most int) []retrieve.Passage {
	var about []retrieve.Passage
	for _, v := range j.Verdicts {
		if len(about) < most && v.About {
			about = append(about, v.Passage)
		}
	}
	return about
}

// Judge judges passages. The zero value goes by the words that they share with the question. Safe for concurrent use.
type Judge struct {
	Embedder embed.Embedder // nil: words alone

	mu        sync.Mutex
	unrelated [][]float32 // embedded once
}

// Judge judges the passages that stores have found for a question. It fails only when ctx ends.
func (j *Judge) Judge(ctx context.Context, q Question, found []retrieve.Passage) (Judgement, error) {
	if len(found) == 0 {
		return Judgement{}, nil
	}
	candidates := rate(q, found)
	failed := j.addCosines(ctx, q, candidates)
	if ctx.Err() != nil {
		return Judgement{}, context.Cause(ctx)
	}
	slices.SortStableFunc(candidates, func(a, b rated) int { return cmp.Compare(b.rank, a.rank) })
	verdicts := make([]Verdict, len(candidates))
	for i, c := range candidates {
		verdicts[i] = Verdict{Passage: c.Passage, About: c.near || c.coverage >= bar(c.Kind), Rank: c.rank}
	}
	return Judgement{Verdicts: verdicts, Embedder: failed}, nil
}

const (
	// coverageBar is the least coverage of a question that a passage must have. On KorQuAD's development set 0.36 keeps
	// the right paragraph of 99 % of the questions, and lets something through for 38 % of them when their whole article
	// is taken out of the 140.
	coverageBar = 0.36
	// codeBar is looser: a summary of code shares few words with a request for code.
	codeBar = 0.1
)

func bar(k document.ChunkKind) float64 {
	if k == document.Code {
		return codeBar
	}
	return coverageBar
}

// rated is a passage with what is known of it.
type rated struct {
	retrieve.Passage
	coverage float64 // of the question, 0 to 1
	near     bool    // by its vector, or because its store vouches for it
	rank     float64 // decides the order
}

// vouched is added to the rank of what a store vouches for. Other ranks stay well below it.
const vouched = 10

// rate gives each passage its coverage, and as its rank its score over the best of its store. Where several stores
// answered, whose scores mean different things, coverage counts as much again.
func rate(q Question, found []retrieve.Passage) []rated {
	words, english := subject(MainWords(q.Text)), MainWords(q.English)
	best := bestScores(found)
	texts, bags := make([]string, len(found)), make([]map[string]bool, len(found))
	for i, p := range found {
		texts[i] = p.Title + "\n" + strings.Join(p.Headings, "\n") + "\n" + p.Text + "\n" + p.Translation
		bags[i] = bag(texts[i])
	}
	words = meant(words, bags, texts)
	out := make([]rated, len(found))
	for i, p := range found {
		c := rated{Passage: p, coverage: max(coverage(words, bags[i]), coverage(english, bags[i]))}
		if len(words) == 0 && len(english) == 0 {
			c.coverage = 1 // a question of nothing but question words: the stores decide
		}
		if b := best[scaleOf(p)]; b > 0 {
			c.rank = p.Score / b
		}
		if len(best) > 1 || q.English != "" {
			c.rank += c.coverage
		}
		if p.Confidence == "VERY_HIGH" || p.Confidence == "HIGH" { // an FAQ that a store vouches for stays first
			c.rank += vouched
			c.near = true
		}
		out[i] = c
	}
	return out
}

// scale is what passages have in common whose scores can be compared.
type scale struct {
	store string
	kind  retrieve.ScoreKind
}

func scaleOf(p retrieve.Passage) scale { return scale{p.Store, p.ScoreKind} }

func bestScores(found []retrieve.Passage) map[scale]float64 {
	best := map[scale]float64{}
	for _, p := range found {
		best[scaleOf(p)] = max(best[scaleOf(p)], p.Score)
	}
	return best
}

// subject leaves out of a question's main words the one that asks for a number as 몇 does, unless there is no other.
// It helps to find the sentence that answers, but a passage about the question need not have it.
func subject(words []string) []string {
	rest := slices.DeleteFunc(slices.Clone(words), func(w string) bool { return strings.HasPrefix(w, "며칠") })
	if len(rest) == 0 {
		return words
	}
	return rest
}
