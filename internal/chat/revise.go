package chat

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/mundap/mundap/internal/history"
	"github.com/mundap/mundap/internal/korean"
	"github.com/mundap/mundap/internal/llm"
	"github.com/mundap/mundap/internal/prompt"
	"github.com/mundap/mundap/internal/relevance"
	"github.com/mundap/mundap/internal/turn"
)

// revisionLimit is how long a revision may take: it improves the search, but is
// not worth a longer wait.
const revisionLimit = 30 * time.Second

// reviser turns a follow-up question into one that can be understood on its own.
type reviser struct {
	rec   *record
	model prompter
	// asked is the question without greetings and announcements, its ages in digits
	asked string
	words *relevance.Extractor
}

func (t *work) reviser() reviser {
	asked := t.asked
	if asked == "" {
		asked = withoutPreamble(t.r.Body)
	}
	return reviser{t.rec, t.model, korean.Digits(asked), &t.s.sentences}
}

// asIs is the question as it was asked.
func (v reviser) asIs() relevance.Question {
	return relevance.Question{Text: strings.TrimSpace(v.asked)}
}

// revise makes the question standalone. If there is no model or it fails, a
// question that refers to the one before, or names no subject, is completed by that
// one; own is then as of followUp.complete.
func (v reviser) revise(ctx context.Context, past []history.Call) (q relevance.Question,
	own []string, err error) {
	q = v.asIs()
	if len(past) == 0 {
		return q, nil, nil
	}
	defer v.rec.stage(turn.StageEvent{Name: "revise"})()
	revised, err := v.rewrite(ctx, past, q.Text)
	switch {
	case ctx.Err() != nil:
		return q, nil, context.Cause(ctx)
	case err != nil:
		v.rec.doWithout("revise", err)
		fallthrough
	case v.model.model == nil:
		revised, own = followUp{past, v.words}.complete(ctx, q.Text)
	}
	if revised == "" || revised == q.Text {
		return q, nil, nil
	}
	q.Text = revised
	v.rec.call.Trace.Revised = revised
	v.rec.w.Stage(turn.StageEvent{Name: "revise", Detail: revised})
	v.rec.debug(revisedLine, revised)
	return q, own, nil
}

func (v reviser) rewrite(ctx context.Context, past []history.Call, text string) (string, error) {
	if v.model.model == nil {
		return "", nil
	}
	ctx, cancel := context.WithTimeout(ctx, revisionLimit)
	defer cancel()
	p := prompt.Revision(v.rec.lang, v.rec.exchanges(past), text, prompt.NewFence())
	revised, err := v.model.complete(ctx, p, llm.Revise, 300)
	if err != nil {
		return "", fmt.Errorf("revising the question: %w", err)
	}
	return bounded(revised, text), nil
}

// bounded returns the revised question if it is plausible: a single line in the
// language of the original that is not much longer and still about the same
// subject. Otherwise it returns the original. A small model may answer the
// question instead of revising it.
func bounded(revised, text string) string {
	revised = korean.Line(revised)
	words := slices.DeleteFunc(relevance.MainWords(text),
		func(w string) bool { return pointers[w] })
	switch {
	case korean.Length(revised) > 400+2*korean.Length(text),
		korean.Language(revised) != korean.Language(text),
		len(words) > 0 && relevance.Coverage(words, revised) < keptWords:
		return text
	}
	return revised
}

// keptWords is the smallest share of the question's main words that its
// revision must contain.
const keptWords = 0.3

// pointers are words that refer to something said before. A Korean one may
// carry a particle.
var pointers = map[string]bool{
	"그거": true, "그것": true, "그건": true, "그게": true, "그걸": true, "이거": true, "이것": true, "이건": true,
	"이게": true,
	"거기": true, "거긴": true, "그곳": true, "그럼": true, "그러면": true, "그리고": true, "그때": true,
	"그중": true, "그분": true,
	"그": true, "그런": true, "그런데": true, "근데": true, "그렇다면": true, "또": true, "또는": true, "해당": true,
	"방금": true,
	"it": true, "its": true, "that": true, "those": true, "these": true, "they": true, "them": true,
	"there": true,
	"then":  true, "he": true, "she": true, "his": true, "her": true, "and": true, "also": true,
}

// pointsBack reports whether a question can't be understood without the one
// before it, because it contains a word that refers back.
func pointsBack(text string) bool {
	fields := strings.FieldsFunc(strings.ToLower(text),
		func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	for i, w := range fields {
		if i > 0 && (w == "and" || w == "that" || w == "there" || w == "also" || w == "또는" ||
			w == "그리고" || w == "then") {
			continue // in the middle of a sentence these join its own parts
		}
		if pointers[w] || pointers[relevance.Stem(w)] {
			return true
		}
	}
	if strings.HasPrefix(strings.ToLower(text), "what about") ||
		strings.HasPrefix(strings.ToLower(text), "how about") {
		return true
	}
	return false
}
