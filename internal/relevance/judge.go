package relevance

import (
	"cmp"
	"context"
	"math"
	"slices"

	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/embed"
	"github.com/mundap/mundap/internal/korean"
	"github.com/mundap/mundap/internal/korean/morph"
	"github.com/mundap/mundap/internal/retrieve"
)

// Question is the question that was asked.
type Question struct {
	Text    string // complete in itself, in the asker's language
	English string // its translation, which is also searched for; "" if there is none
}

// Verdict is the result for one passage.
type Verdict struct {
	retrieve.Passage
	// Answers reports whether the passage may well answer the question. Other
	// passages are at best related to it.
	Answers bool
	Rank    float64 // orders the passages of one judgement; higher is better

	evidence evidence
	meaning  *float64 // place of the cosine; nil if unknown
	behind   float64  // how far meaning is behind that of the nearest passage
	form     form     // whether it contains what is asked for
	sibling  bool     // about another one than what the question names, of a kind
	meant    bool     // about what it names, beside passages about others of the kind
}

// Judgement is the result for all passages that were found for a question.
type Judgement struct {
	Verdicts []Verdict // best first
	// Doubtful reports whether no passage passes the bar, but at least one comes near it.
	Doubtful bool
	// NoSubject reports whether no word of the question says what it is about: 언제예요?
	NoSubject bool
	// Embedder is the error that kept vectors from being used although there is
	// an embedder. It is nil if they were used or not needed.
	Embedder error
}

// Answers returns at most the given number of passages that may answer the
// question, best first. It returns none if no passage does.
func (j Judgement) Answers(most int) []retrieve.Passage {
	return j.passages(most, func(v Verdict) bool { return v.Answers })
}

// Related returns at most the given number of passages that come closest to the
// question without answering it, best first.
func (j Judgement) Related(most int) []retrieve.Passage {
	return j.passages(most, func(v Verdict) bool { return !v.Answers && v.related() })
}

func (j Judgement) passages(most int, wanted func(Verdict) bool) []retrieve.Passage {
	var list []retrieve.Passage
	for _, v := range j.Verdicts {
		if len(list) < most && wanted(v) {
			list = append(list, v.Passage)
		}
	}
	return list
}

// Judge judges passages. The zero value compares only the words that they share
// with the question. It is safe for concurrent use.
type Judge struct {
	Embedder embed.Embedder // if nil, only words and the stores' own vectors count
	Analyzer Analyzer       // if nil, only the words of the dictionary are known

	nearness
}

// Judge judges the passages that stores have found for a question. It returns
// an error only if ctx ends.
func (j *Judge) Judge(ctx context.Context, q Question, found []retrieve.Passage) (Judgement,
	error) {
	if len(found) == 0 {
		return Judgement{}, nil
	}
	q.Text = korean.Apart(q.Text)
	b := bench{question: q, expected: expected(q.Text), verdicts: j.weigh(q, found)}
	for i := range b.verdicts {
		v := &b.verdicts[i]
		v.form = b.expected.in(v.Text, v.Translation)
	}
	b.decide()
	failed := j.addMeaning(ctx, q, b.undecided())
	if ctx.Err() != nil {
		return Judgement{}, context.Cause(ctx)
	}
	b.decide()
	b.byExtreme()
	return Judgement{Verdicts: b.verdicts, Doubtful: b.doubtful(),
		NoSubject: b.verdicts[0].evidence.subjects == 0, Embedder: failed}, nil
}

// bench is the state of one judgement.
type bench struct {
	question   Question
	expected   expectation
	verdicts   []Verdict
	vocabulary float64
}

// decide orders the verdicts and sets, from what is known so far, whether each
// passage answers.
func (b *bench) decide() {
	rank(b.question, b.verdicts)
	slices.SortStableFunc(b.verdicts, func(a, b Verdict) int { return cmp.Compare(b.Rank, a.Rank) })
	b.vocabulary = b.verdicts[0].evidence.vocabulary()
	b.measureBehind()
	for i := range b.verdicts {
		v := &b.verdicts[i]
		v.Answers = v.answers(b.vocabulary)
	}
	b.byCodes()
	b.dropOutdone()
	b.dropUnnamed()
	b.dropSiblings()
	b.dropQuestions()
	b.keepBefore()
}

// keepBefore keeps the passages that rank before the first one that answers, if their
// sentences have vectors and they are not about another code. The bar tells whether
// anything answers. The search tells better which passage comes nearest, because it
// compares all of them: of 1,743 questions that were answered, 36 lost the right passage
// to the bar although it came first.
func (b *bench) keepBefore() {
	first := slices.IndexFunc(b.verdicts, func(v Verdict) bool { return v.Answers })
	for i := range max(0, first) {
		v := &b.verdicts[i]
		v.Answers = v.part() != nil && v.evidence.codes <= codesHeld
	}
}

// doubtful reports whether no passage answers, but at least one comes near the bar.
func (b *bench) doubtful() bool {
	answers := func(v Verdict) bool { return v.Answers }
	near := func(v Verdict) bool { return v.doubtful(b.vocabulary) }
	return !slices.ContainsFunc(b.verdicts, answers) && slices.ContainsFunc(b.verdicts, near)
}

// dropQuestions decides that passages which only ask do not answer.
func (b *bench) dropQuestions() {
	words := MainWords(b.question.Text)
	b.drop(func(v *Verdict) bool {
		return !v.vouchedFor() && v.Kind != document.Code && onlyAsks(words, v.Text)
	})
}

// A passage has all of a question from allCovered on, if what it lacks weighs at
// most little of the heaviest word.
const allCovered, little = 0.95, 0.1

// dropOutdone decides that passages which lack the heaviest word of the question do
// not answer beside one that has all of the question, and the form that is asked
// for: 점검 of the air conditioner beside that of the lift.
func (b *bench) dropOutdone() {
	if !slices.ContainsFunc(b.verdicts, func(v Verdict) bool {
		return v.Answers && v.form.found && !v.evidence.foreign &&
			v.evidence.covered >= allCovered && v.evidence.lacking <= little
	}) {
		return
	}
	b.drop(func(v *Verdict) bool {
		return v.Answers && v.evidence.lacking == 1 && !v.evidence.foreign && !v.vouchedFor()
	})
}

// dropUnnamed decides that passages which lack a noun of the question do not answer beside
// a member of a family whose title has it: the deposit of the dormitory beside the guide to
// the branch whose deposit is asked for. Passages whose own title has another noun of the
// question stay.
func (b *bench) dropUnnamed() {
	named := func(v *Verdict, at span) bool {
		return slices.ContainsFunc(b.verdicts, func(o Verdict) bool {
			return o.meant && slices.Contains(o.evidence.titled, at) &&
				spansIn(v.evidence.titled, o.evidence.titled)
		})
	}
	b.drop(func(v *Verdict) bool {
		return v.Answers && !v.evidence.foreign && !v.vouchedFor() &&
			slices.ContainsFunc(v.evidence.lost, func(at span) bool { return named(v, at) })
	})
}

// spansIn reports whether all of some places are among others.
func spansIn(some, others []span) bool {
	return !slices.ContainsFunc(some, func(s span) bool { return !slices.Contains(others, s) })
}

// dropSiblings decides that passages about another member of a family do not
// answer.
func (b *bench) dropSiblings() { b.drop(func(v *Verdict) bool { return v.sibling }) }

// drop decides that some passages do not answer. They go behind all others.
func (b *bench) drop(unfit func(*Verdict) bool) {
	var dropped []Verdict
	b.verdicts = slices.DeleteFunc(b.verdicts, func(v Verdict) bool {
		if !unfit(&v) {
			return false
		}
		v.Answers = false
		dropped = append(dropped, v)
		return true
	})
	b.verdicts = append(b.verdicts, dropped...)
}

// measureBehind sets how far each passage's meaning is behind the nearest one. If
// the question names one of several alike, passages about the others say nothing
// about the one that it names.
func (b *bench) measureBehind() {
	nearest, rival := math.Inf(-1), math.Inf(-1)
	for _, v := range b.verdicts {
		if v.meaning == nil {
			continue
		}
		nearest = max(nearest, *v.meaning)
		if !v.sibling {
			rival = max(rival, *v.meaning)
		}
	}
	for i := range b.verdicts {
		v := &b.verdicts[i]
		switch {
		case v.meaning == nil:
		case v.meant && !v.sibling:
			v.behind = rival - *v.meaning
		default:
			v.behind = nearest - *v.meaning
		}
	}
}

// undecided returns the passages without the place of their cosine for which
// the place matters: because it decides whether they answer, or how they rank
// among passages of other stores. The others are not embedded, because
// embedding takes long.
func (b *bench) undecided() []*Verdict {
	mixed := slices.ContainsFunc(b.verdicts,
		func(v Verdict) bool { return scaleOf(v.Passage) != scaleOf(b.verdicts[0].Passage) })
	var open []*Verdict
	for i := range b.verdicts {
		v := &b.verdicts[i]
		if v.meaning == nil && !v.vouchedFor() &&
			(mixed || v.answersAt(leastPlace, b) != v.answersAt(mostPlace, b)) {
			open = append(open, v)
		}
	}
	return open
}

func (j *Judge) analyzer() Analyzer {
	if j.Analyzer == nil {
		return &morph.Analyzer{}
	}
	return j.Analyzer
}

// weigh collects the evidence of words for each passage, from its store or else
// from its text. The better result of both languages counts.
func (j *Judge) weigh(q Question, found []retrieve.Passage) []Verdict {
	w := weigher{analyzer: j.analyzer(), subjects: map[string]subject{},
		matchers: map[string]*matcher{}}
	verdicts := make([]Verdict, len(found))
	for i, p := range found {
		v := Verdict{Passage: p}
		if p.Match != nil {
			v.meaning = p.Match.Meaning
		}
		v.evidence = w.evidence(q.Text, p)
		if q.English != "" {
			if e := w.evidence(q.English, p); e.covered > v.evidence.covered {
				v.evidence = e
			}
		}
		verdicts[i] = v
	}
	w.weighSides(q.Text, verdicts)
	markSiblings(q.Text, verdicts)
	return verdicts
}

// weigher keeps what is known about the texts of a question.
type weigher struct {
	analyzer Analyzer
	subjects map[string]subject
	matchers map[string]*matcher
}

func (w *weigher) evidence(text string, p retrieve.Passage) evidence {
	s, ok := w.subjects[text]
	if !ok {
		s = newSubject(w.analyzer, text)
		w.subjects[text] = s
	}
	if p.Match != nil && p.Match.Words != nil && p.Match.Query == text {
		return s.evidenceOf(p.Match, p)
	}
	m, ok := w.matchers[text]
	if !ok {
		m = newMatcher(w.analyzer, text)
		w.matchers[text] = m
	}
	return s.evidenceOf(m.match(p), p)
}

// vouched is added to the rank of passages that a store vouches for. Other
// ranks stay well below it.
const vouched = 10

// rank gives each verdict its rank: its score divided by the best score of its
// store. If passages come from several stores, whose scores mean different
// things, or the question was translated into English, the evidence of words
// and meaning is added.
func rank(q Question, verdicts []Verdict) {
	best := map[scale]float64{}
	for _, v := range verdicts {
		best[scaleOf(v.Passage)] = max(best[scaleOf(v.Passage)], v.Score)
	}
	for i := range verdicts {
		v := &verdicts[i]
		if b := best[scaleOf(v.Passage)]; b > 0 {
			v.Rank = v.Score / b
		}
		if len(best) > 1 || q.English != "" {
			v.Rank += v.evidence.covered
			if v.meaning != nil {
				v.Rank += meaningWeight * max(0, *v.meaning)
			}
		}
		if v.vouchedFor() {
			v.Rank += vouched
		}
	}
}

// meaningWeight is the weight of a cosine's place beside the share of the
// words, where the scores of several stores are brought together.
const meaningWeight = 0.6

// vouchedFor reports whether the store itself says that the passage answers.
func (v *Verdict) vouchedFor() bool { return v.Confidence == "VERY_HIGH" || v.Confidence == "HIGH" }

// scale identifies passages whose scores can be compared.
type scale struct {
	store string
	kind  retrieve.ScoreKind
}

func scaleOf(p retrieve.Passage) scale { return scale{p.Store, p.ScoreKind} }
