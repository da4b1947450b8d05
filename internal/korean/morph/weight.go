package morph

import "github.com/mundap/mundap/internal/korean/morph/sejong"

// Weight returns how much a term of a query counts in its field, about 1: the
// factor of its score for every passage.
//
// The figures were learned on half of the articles of KorQuAD 1.0's development
// set and confirmed on the other half (see docs/search.md). What they say: a
// noun counts more than its parts, which also match alone; a compound matches
// by its parts, and as a whole adds little; letters and numbers make up for the
// bigrams that they don't have; pronouns and the interrogatives of a question
// (누구, 무엇) say nothing about its answer, nor do the function words of English.
func (t *Term) Weight() float32 {
	if t.Field != Words {
		return 1
	}
	switch t.Kind {
	case Number:
		return 2
	case Latin:
		if isFunctionWord(t.Text) {
			return 0.1
		}
		return 2
	case Stem:
		return 0.5
	case Part:
		if t.POS == sejong.NNG || t.POS == sejong.NNP {
			return 0.6
		}
	case Morpheme:
		return t.morphemeWeight()
	}
	return 1
}

// isFunctionWord reports whether an English word says nothing about what is
// asked. In Korean texts such words are rare and would count as much as names.
func isFunctionWord(word string) bool {
	switch word {
	case "a", "an", "the", "of", "in", "on", "at", "to", "for", "from", "by", "with", "about",
		"and", "or", "as", "is", "are",
		"was", "were", "be", "been", "do", "does", "did", "has", "have", "had", "can", "could",
		"will", "would", "should", "may",
		"what", "which", "who", "whom", "whose", "when", "where", "why", "how", "it", "its", "i",
		"you", "he", "she", "we",
		"they", "this", "that", "these", "those", "there", "if", "not", "my", "your", "me":
		return true
	}
	return false
}

func (t *Term) morphemeWeight() float32 {
	switch t.POS {
	case sejong.NNG, sejong.NNP:
		if t.Span > 1 {
			return 0.3
		}
		return 1.3
	case sejong.VV, sejong.VA, sejong.VCN:
		if t.Span > 1 {
			return 0.5
		}
	case sejong.NR:
		return 0.5
	case sejong.NP:
		return 0.1
	}
	return 1
}
