package localindex

import (
	"slices"

	"github.com/mundap/mundap/internal/korean/morph"
	"github.com/mundap/mundap/internal/localindex/field"
	"github.com/mundap/mundap/internal/localindex/rank"
	"github.com/mundap/mundap/internal/localindex/segment"
)

// Ranking contains the parameters of the ranking.
type Ranking struct {
	Fields [segment.NumFields]rank.Parameters // words, character bigrams
	Weight func(*morph.Term) float64          // of a query's terms; if nil, all weigh 1

	// Vector is the weight of a cosine's place (embed.Centred) relative to the
	// best score by words. The less certain the words are, the more of
	// VectorUnsure is added to it. Words are hardly certain if no passage
	// contains more than the share SureFrom of the question, and quite certain
	// if a passage contains SureAt of it. Both shares are larger by SureFew if
	// a passage contains at most Few of the question's words, and unchanged if
	// it contains Many: a passage may contain two of four words by chance, but
	// hardly four of eight. The certainty of words is at least SureLeast times
	// the share.
	Vector, VectorUnsure float64
	SureFrom, SureAt     float64
	SureFew, Few, Many   float64
	SureLeast            float64

	// WordsPower is the power to which the score by words is raised after it
	// has been divided by the best one.
	WordsPower float64

	// If several passages are equally near to the question, the encoder can't
	// tell which of them has the answer, and places count less. They have their
	// full weight if the two nearest passages differ by at least VectorLead,
	// and the share VectorAlike of it if the two are equally near; in between,
	// the weight grows linearly. If VectorLead is 0, places always have their
	// full weight.
	VectorLead, VectorAlike float64

	// A place counts in full up to VectorFull. The part above that is
	// multiplied by VectorBeyond, because passages that near are all about the
	// subject of the question, and words show better which of them has the
	// answer.
	VectorFull, VectorBeyond float64

	// Near is the weight, relative to the best BM25, of how close together the
	// question's words are in the passage: the share of the question, weighted
	// by rarity, that the best window of NearWindow positions contains.
	// NearCandidates is the number of passages that are examined for this; if
	// it is 0, none are.
	Near           float64
	NearWindow     int
	NearCandidates int

	// Joined is the factor of words that appear when white space in the
	// question is removed. Corrected is the factor of the likeliest other
	// spelling of a word that looks misspelt; the second likeliest has half of
	// it. If a factor is 0, such words are not searched.
	Joined    float64
	Corrected float64

	// Everyday is the factor of official words for an everyday word that no
	// passage contains, and EverydayToo that of official words for an everyday
	// word that some passages contain. If a factor is 0, such words are not
	// searched.
	Everyday, EverydayToo float64
}

// DefaultRanking is the ranking of every search that doesn't choose another
// one. docs/search.md describes how it was found.
var DefaultRanking = Ranking{
	Fields: [segment.NumFields]rank.Parameters{
		field.Words:   {Boost: 1, K1: 0.9, B: 0.75, Delta: 0.3, Late: 0.03},
		field.Bigrams: {Boost: 0.45, K1: 0.9, B: 0.75, Delta: 0.3, Late: 0.005},
	},
	Weight:         termWeight,
	Vector:         2.3,
	VectorUnsure:   1,
	SureFrom:       0.3,
	SureAt:         0.6,
	SureFew:        0.2,
	Few:            2,
	Many:           2.6,
	SureLeast:      0.15,
	WordsPower:     8,
	VectorLead:     0.14,
	VectorAlike:    0.1,
	VectorFull:     0.75,
	VectorBeyond:   0.15,
	Near:           0.9,
	NearWindow:     30,
	NearCandidates: 10,
	Joined:         0.8,
	Corrected:      0.8,
	Everyday:       0.9,
	EverydayToo:    0.3,
}

// question is a question that is being turned into a query.
type question struct {
	ranking Ranking
	query   rank.Query
	mends   bool             // its spacing and spelling are corrected
	index   map[rank.Key]int // in query.Terms
}

// begin begins an empty question with its terms.
func (q *question) begin(r Ranking, terms []morph.Term) {
	q.ranking, q.query.Fields = r, r.Fields
	q.query.Terms = slices.Grow(q.query.Terms, len(terms))
	if q.index == nil {
		q.index = make(map[rank.Key]int, len(terms))
	}
	q.add(terms, 1)
}

// reset empties the question and keeps its memory.
func (q *question) reset() {
	clear(q.query.Terms)
	clear(q.index)
	*q = question{query: rank.Query{Terms: q.query.Terms[:0]}, index: q.index}
}

// add adds terms with their weights times a factor. A term that occurs twice
// counts twice.
func (q *question) add(terms []morph.Term, factor float64) {
	for i := range terms {
		key := keyOf(&terms[i])
		weight := factor * q.ranking.weight(&terms[i])
		if at, ok := q.index[key]; ok {
			q.query.Terms[at].Weight += weight
			continue
		}
		q.index[key] = len(q.query.Terms)
		q.query.Terms = append(q.query.Terms,
			rank.Term{Text: key.Text, Field: key.Field, Weight: weight})
	}
}

func (r Ranking) weight(t *morph.Term) float64 {
	if r.Weight == nil {
		return 1
	}
	return r.Weight(t)
}

// termWeight is the weight that the analyzer proposes, with three exceptions that
// KorQuAD, from which the weights were learned, can't show. Its passages
// contain no questions, so question words do no harm there; in a collection of
// questions and answers they match whatever is phrased alike. It is large, so
// that light words are frequent in it. And its names are
// rarely compounds of one word, which elsewhere say more than their parts.
func termWeight(t *morph.Term) float64 {
	w := float64(t.Weight())
	switch {
	case asks(t.Text):
		return questionWord * w
	case t.Field == morph.Words && light[t.Text]:
		return lightWord * w
	case t.Kind == morph.Morpheme && t.Span > 1 && t.POS.IsNoun():
		return max(w, compound)
	}
	return w
}

const (
	questionWord = 0.3
	// lightWord was chosen on the sets of questions: without it, a small library
	// answers "연차는 며칠까지 쓸 수 있어?" with a passage on what else one can use.
	lightWord = 0.3
	compound  = 0.5
)

// light are words that go with any subject, above all those of "쓸 수 있나요". In a
// small collection they are as rare as the words that matter.
var light = map[string]bool{"쓰": true, "받": true, "수": true, "있": true, "가능": true}

// asks reports whether a word is a question word.
func asks(word string) bool {
	switch word {
	case "얼마", "얼마나", "어떻게", "어떤", "어느", "왜", "언제", "어디", "몇":
		return true
	}
	return false
}
