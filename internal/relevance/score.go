package relevance

import (
	"math"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/mundap/mundap/internal/retrieve"
)

// Weights of a sentence's score, tuned on every seventh question of KorQuAD's
// development set (eval/extractive).
const (
	neighbourWeight = 0.1 // of the sentences before and after
	// of a pair that stands in the heading above it, or, if an amount is asked for, whose
	// word is the whole name of a row's column
	headWeight  = 0.8
	namesWeight = 0.5 // of a pair that stands among the names of a row's columns
	// of a pair that the sentence lacks and its passage has: its topic goes without saying
	topicWeight = 0.2
	typeWeight  = 0.15 // of holding what the question asks for
	// of beginning with the question's topic: such a sentence says what it is
	openingWeight = 0.05
	lengthPenalty = 0.0004 // per character
	// a word of n pairs weighs as n to the power of 1 - wordPower: long names
	// don't outvote all else
	wordPower = 0.75
	rankDecay = 0.12 // per place of the passage, where scores can't be compared
)

// score rates all candidates.
func score(q string, all []candidate, passages []retrieve.Passage) {
	words := MainWords(q)
	weights := rarity(words, all)
	own := make([]float64, len(all))
	topics := topicsOf(all, passages)
	wanted, e := wantedOf(q), expected(q)
	amount := e.form == moneyForm || e.form == numberForm
	for i, c := range all {
		if !amount {
			c.columns = nil // the name of a column says nothing of when or where
		}
		own[i] = overlap(words, weights, c, topics[c.Passage])
	}
	// Where no sentence has a word of the question, as in another language, the
	// shortest one is no better than the first.
	onSubject := slices.Max(own) > 0
	topic := topicOf(q)
	for i := range all {
		c := &all[i]
		s := own[i]
		if i > 0 && all[i-1].Passage == c.Passage {
			s += neighbourWeight * own[i-1]
		}
		if i+1 < len(all) && all[i+1].Passage == c.Passage {
			s += neighbourWeight * own[i+1] / 2
		}
		if wanted != nil && wanted.MatchString(c.Text) || wanted == nil && e.found(c.named()) {
			s += typeWeight
		}
		if len(topic) > 0 && beginsWith(c.Text, topic) {
			s += openingWeight
		}
		s += c.given
		s *= prior(c.Passage, passages)
		if onSubject {
			s -= lengthPenalty * float64(utf8.RuneCountInString(c.Text))
		}
		c.Score = s
	}
}

// longestTopic is how many words a question's topic has at most. A longer one
// is a description, which no sentence begins with.
const longestTopic = 4

// topicOf gives the words that a question begins with, up to the first one with
// the particle of a topic; none if that does not come soon.
func topicOf(q string) []string {
	var topic []string
	for word := range strings.FieldsSeq(q) {
		if len(topic) == longestTopic || asks.MatchString(word) {
			return nil
		}
		topic = append(topic, Stem(fold(word)))
		if topicParticle.MatchString(word) {
			return topic
		}
	}
	return nil
}

// topicParticle is how the last word of a topic ends.
var topicParticle = regexp.MustCompile(`[\p{L}\p{N}](?:은|는|이란|란)$`)

// beginsWith reports whether a text begins with these words, whatever their particles are.
func beginsWith(text string, words []string) bool {
	i := 0
	for word := range strings.FieldsSeq(text) {
		if Stem(fold(word)) != words[i] {
			return false
		}
		if i++; i == len(words) {
			return true
		}
	}
	return false
}

// topicsOf gives what each passage speaks of, by its index.
func topicsOf(all []candidate, passages []retrieve.Passage) map[int]map[string]bool {
	topics := map[int]map[string]bool{}
	for _, c := range all {
		if topics[c.Passage] == nil {
			p := passages[c.Passage]
			topics[c.Passage] = bag(p.Title + "\n" + strings.Join(p.Headings, "\n") + "\n" + p.Text)
		}
	}
	return topics
}

// prior is how much a passage's rank counts for its sentences: the root of its
// score over the best one's, where both are of one kind and store.
func prior(i int, passages []retrieve.Passage) float64 {
	p, best := passages[i], passages[0]
	if p.Store == best.Store && p.ScoreKind == best.ScoreKind && p.Score > 0 && best.Score > 0 {
		return math.Sqrt(min(1, p.Score/best.Score))
	}
	return 1 - min(0.6, rankDecay*float64(i))
}

// rarity weights each pair of the question's words by how few candidates have it: ln(1 + N/(1+n)).
func rarity(words []string, all []candidate) map[string]float64 {
	weights := map[string]float64{}
	for _, w := range words {
		for _, p := range pairs(w) {
			n := 0
			for _, c := range all {
				if c.bag[p] || c.head[p] {
					n++
				}
			}
			weights[p] = math.Log(1 + float64(len(all))/float64(1+n))
		}
	}
	return weights
}

// overlap is the weighted share of the question's words that a sentence has, 0 to 1.
func overlap(words []string, weights map[string]float64, c candidate,
	topic map[string]bool) float64 {
	var sum, total float64
	for _, w := range words {
		ps := pairs(w)
		share := math.Pow(float64(len(ps)), -wordPower)
		for _, p := range ps {
			total += share * weights[p]
			switch {
			case c.bag[p]:
				sum += share * weights[p]
			case c.head[p]:
				sum += share * weights[p] * headWeight
			case c.names[p] && c.columns[w]:
				sum += share * weights[p] * headWeight
			case c.names[p]:
				sum += share * weights[p] * namesWeight
			case topic[p]:
				sum += share * weights[p] * topicWeight
			}
		}
	}
	if total == 0 {
		return 0
	}
	return sum / total
}
