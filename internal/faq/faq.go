// Package faq answers from lists of questions and answers. If one of the listed
// questions is the one that a user asks, its answer comes first among the
// passages.
//
// The entries are chunks of kind [document.FAQ] in documents of kind
// [document.FAQList]. They are in the same index as all other chunks and have
// readers like all others.
package faq

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"sync"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/relevance"
	"github.com/mundap/mundap/internal/retrieve"
)

// Confidence of an entry, as Kendra names it.
const (
	VeryHigh = "VERY_HIGH"
	High     = "HIGH"
)

// most is how many confident entries are put first, as in the base system.
const most = 4

// considered is how many entries are compared with the question.
const considered = 10

// First puts the entries of a store that certainly answer the question before the
// store's other passages, and sets their confidence. It is safe for concurrent use if
// both of its parts are.
type First struct {
	retrieve.Retriever
	// Entries is asked for entries; nil means the store itself.
	Entries  retrieve.Retriever
	Analyzer relevance.Analyzer
}

// Retrieve implements retrieve.Retriever. If the search for entries fails, it returns
// the store's passages alone.
func (f First) Retrieve(ctx context.Context, scope auth.Scope, q retrieve.Query) ([]retrieve.Passage,
	error) {
	if q.Kinds != nil && !slices.Contains(q.Kinds, document.FAQ) {
		return f.Retriever.Retrieve(ctx, scope, q)
	}
	var confident []retrieve.Passage
	var looking sync.WaitGroup
	looking.Go(func() { confident = f.confident(ctx, scope, q) })
	found, err := f.Retriever.Retrieve(ctx, scope, q)
	looking.Wait()
	if err != nil || len(confident) == 0 {
		return found, err
	}
	all := retrieve.Distinct(append(confident, found...))
	fall(all)
	return all[:min(len(all), cmp.Or(q.K, retrieve.DefaultK))], nil
}

// confident gives the entries whose question is the one that is asked, best
// first. They are looked for by words, because their confidence is a matter of
// words: the question need not be embedded once more.
func (f First) confident(ctx context.Context, scope auth.Scope, q retrieve.Query) []retrieve.Passage {
	q.Kinds, q.K = []document.ChunkKind{document.FAQ}, considered
	q.Method = retrieve.Lexical
	var entries retrieve.Retriever = f.Retriever
	if f.Entries != nil {
		entries = f.Entries
	}
	found, err := entries.Retrieve(ctx, scope, q)
	if err != nil {
		return nil
	}
	var sure []retrieve.Passage
	for _, p := range found {
		question, _, _ := strings.Cut(p.Text, "\n")
		if p.Confidence = Confidence(f.Analyzer, q.Text, question); p.Confidence != "" {
			sure = append(sure, p)
		}
	}
	slices.SortStableFunc(sure, func(a, b retrieve.Passage) int { // "VERY_HIGH" before "HIGH"
		return cmp.Compare(b.Confidence, a.Confidence)
	})
	return sure[:min(len(sure), most)]
}

// Shares of two questions' words, by weight, from which on they count as the
// same. Questions that differ in one of three nouns ("OTP 등록", "OTP 등록 취소")
// stay below.
const (
	sameAsked, sameEntry = 0.85, 0.75
	identical            = 0.97
)

// Confidence says how sure it is that an entry's question is the one asked: "",
// High or VeryHigh.
func Confidence(a relevance.Analyzer, asked, entry string) string {
	forward, backward := relevance.Shared(a, asked, entry), relevance.Shared(a, entry, asked)
	switch {
	case forward >= identical && backward >= identical:
		return VeryHigh
	case forward >= sameAsked && backward >= sameEntry:
		return High
	}
	return ""
}

// fall raises scores where needed, so that they fall from the first to the last.
func fall(passages []retrieve.Passage) {
	for i := len(passages) - 2; i >= 0; i-- {
		passages[i].Score = max(passages[i].Score, passages[i+1].Score)
	}
}
