package morph

import "github.com/mundap/mundap/internal/korean/morph/sejong"

// Weight returns how much a term of a query counts in its field, about 1: the factor of its score for every passage.
//
// The figures were learned on half of the articles of KorQuAD 1.0's development set and confirmed on the other half (see
// docs/search.md). What they say: a noun counts more than its parts, which also match alone; a compound matches by its
// parts, and as a whole adds little; letters and numbers make up for the bigrams that they don't have; pronouns and the
// interrogatives of a question (누구, 무엇, 언제) say nothing about its answer.
func (t *Term) Weight() float32 {
	if t.Field != Words {
		return 1
	}
	switch t.Kind {
	case Number, Latin:
		return 2
	case Part:
		if t.POS == sejong.NNG || t.POS == sejong.NNP {
			return 0.6
		}
	case Morpheme:
		return t.morphemeWeight()
	}
	return 1
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
