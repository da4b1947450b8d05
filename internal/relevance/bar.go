package relevance

import "github.com/mundap/mundap/internal/document"

// Weights of the features that count for and against a passage, in logits. They
// are the rounded coefficients of a logistic regression over the golden set,
// the office set and some questions of KorQuAD (docs/search.md). It separates
// passages that contain the answer from passages that come first although no
// passage does. A passage answers if the sum of its features is greater than 0.
const (
	// Where the passage's sentences have vectors of their own, the nearest ones
	// tell. A passage about the topic that says nothing of what is asked holds
	// most of the question's words, but not the one that matters, and no sentence
	// of it comes near.
	forPart = 4.6 // times the place of the nearest sentences' cosine
	// for every passage whose sentences have vectors: without it, both errors weigh the
	// same. With it, of 1,795 questions 33 instead of 52 are refused although a passage
	// answers them, and of 523 without an answer 362 instead of 386 are refused. Who
	// reads an unfit passage sees that it does not answer, but nobody sees the passage
	// that is withheld.
	forDoubt     = 0.3
	forWhole     = 1.8 // times the cube of the share of the question that is held
	againstTopic = 5.6 // times that share, times the weight of the heaviest word lacking
	// times the share that this word has of the question, in the passage's language
	againstMissing = 1.0
	// both count only this much if that word is a verb: people say what is done with a
	// thing in more ways than what the thing is called
	lackingVerb = 0.4
	// times the weight of the heaviest word that no document contains, times the
	// share of the question that the passage lacks, in the passage's language
	againstStrange  = 0.5
	forDetail       = 3.2 // times the number of the question's subjects, of mostSubjects
	againstNoDetail = 2.8
	// if the form that is asked for is not there: of 670 passages that answer a
	// question in their language, two lack it
	againstOther   = 8.5
	againstForeign = 2.5 // the same in another language, whose forms are less well known
	// if the passage holds all that the question names, and in its text the form
	// that is asked for: a short question names too little to come near in meaning
	forFound = 0.6
	// times how far the place of the whole passage is behind that of the nearest
	// passage: if words and meaning name different passages, neither answers
	againstBehind = 8
	// if it is the one of several alike that the question names in another language
	forMeant = 0.7
	// if the title names the subject of the question, the passage is about it for
	// sure; what it lacks of the question is then what is asked, above all if the
	// title names the subject in two words or more, or if several words are missing
	againstNamed, againstNamedWell, againstSeveral = 0.5, 2, 0.5
	namedWell                                      = 2
	// if the question consists of nouns and the passage has hardly any of them:
	// people who describe what they don't know the name of use verbs
	againstNouns = 0.5
	hardlyAny    = 0.2 // share of the question
	mostSubjects = 6

	// Where the passage has one vector only, or none, and the question uses the
	// documents' own vocabulary, its words tell.
	forCovered = 2.3 // times the share of the question that the passage holds
	// times the weight of the heaviest word that it lacks, against the heaviest of all
	againstLacking = 2.6
	againstPart    = 1.2 // times the share that this word has of the question
	// times that of a heavy word which no document holds: the passage can't help it
	forUnknown    = 0.7
	forMeaning    = 1.75 // times the place of the cosine
	againstOffset = 0.15

	// Where it does not, the meaning tells.
	forMeaningAlone = 2.5
	againstAll      = 0.7

	// A passage without the number, the date or the name that is asked for does not answer.
	againstUnmet = 3.2

	// if a password, an address or the like is asked for, and the passage lacks the
	// heaviest word of the question: it has the password of something else
	againstOwner = 3

	// Places of the cosine are counted from leastPlace, which long passages may
	// not reach, to mostPlace. unknownPlace stands in for a passage without a
	// vector.
	leastPlace, mostPlace = 0.5, 1.2
	unknownPlace          = 0.9

	// coverageBar is the share of a question that a passage must hold where
	// neither its vocabulary nor a vector tells.
	coverageBar = 0.36
	// codeBar is that for code, whose summaries share few words with a request.
	codeBar = 0.1
)

// vocabulary is how much a question uses the words of the documents, from 0 to
// 1, judging by the first passage. A question in other words shares almost none
// with it. Otherwise, if the answer is missing, all words are there except the
// one that matters most.
func (e evidence) vocabulary() float64 {
	const none, all = 0.2, 0.5
	return min(1, max(0, (e.rest-none)/(all-none)))
}

// answers reports whether a passage may answer the question.
func (v *Verdict) answers(vocabulary float64) bool {
	switch {
	case v.vouchedFor(), v.evidence.subjects == 0:
		return true
	case v.Kind == document.Code:
		return v.evidence.covered >= codeBar
	}
	return v.odds(vocabulary) > 0
}

// odds is the sum of a passage's features, in logits.
func (v *Verdict) odds(vocabulary float64) float64 {
	odds, unmet := vocabulary*v.byWords()+(1-vocabulary)*v.byMeaning(), againstUnmet
	if part := v.part(); part != nil {
		odds, unmet = v.bySentences(*part), againstOther
		if v.evidence.foreign {
			unmet = againstForeign
		}
		if v.evidence.lacking == 0 && v.form.found {
			odds += forFound
		}
	}
	if !v.form.met {
		odds -= unmet
	}
	if v.form.owned && v.evidence.lacking == 1 && !v.evidence.foreign {
		odds -= againstOwner
	}
	return odds
}

// nearBar is how far below the bar a passage is still worth reading, in logits. Of 29
// questions that are refused although a passage answers them, 26 have such a passage,
// and of 360 that are refused rightly, 163.
const nearBar = 1.5

// doubtful reports whether a passage falls short of the bar so little that whoever reads
// it has to decide.
func (v *Verdict) doubtful(vocabulary float64) bool {
	return !v.Answers && !v.sibling && v.part() != nil && v.evidence.codes <= codesHeld &&
		v.odds(vocabulary) > -nearBar
}

// part is the place of the cosine of the passage's nearest sentences, or a
// reranker's score for the passage if that is surer. It is nil if the sentences
// have no vectors.
func (v *Verdict) part() *float64 {
	if v.Match == nil || v.Match.Part == nil {
		return nil
	}
	if place := v.reranked(); place != nil && *place > *v.Match.Part {
		return place
	}
	return v.Match.Part
}

func (v *Verdict) bySentences(place float64) float64 {
	e := v.evidence
	missing, strange, topic := e.part, e.unknown*(1-e.covered), e.covered*e.lacking
	if e.verb {
		topic, missing = topic*lackingVerb, missing*lackingVerb
	}
	meant := 0.0
	if e.foreign { // words of another language are missing always
		missing, strange, topic = 0, 0, 0
		if v.meant {
			meant = forMeant
		}
	}
	return forDoubt + meant + forPart*place + forWhole*e.covered*e.covered*e.covered -
		againstTopic*topic - againstMissing*missing -
		againstStrange*strange +
		forDetail*float64(min(e.subjects, mostSubjects))/mostSubjects - againstNoDetail -
		againstBehind*v.behind - e.besideTopic() - e.besideNouns()
}

// besideNouns is what counts against a passage that has none of the nouns by which
// the question names its subject.
func (e evidence) besideNouns() float64 {
	if e.foreign || !e.nouns || e.covered > hardlyAny {
		return 0
	}
	return againstNouns
}

// besideTopic is what counts against a passage whose title names the subject of
// the question but which lacks something else that the question names.
func (e evidence) besideTopic() float64 {
	if e.foreign || e.named == 0 || e.absent == 0 {
		return 0
	}
	against := againstNamed
	if e.named >= namedWell {
		against = againstNamedWell
	}
	if e.absent > 1 {
		against += againstSeveral
	}
	return against
}

func (v *Verdict) byWords() float64 {
	place := unknownPlace
	if near := v.near(); near != nil {
		place = min(mostPlace, max(leastPlace, *near))
	}
	e := v.evidence
	return forCovered*e.covered - againstLacking*e.lacking - againstPart*e.part +
		forUnknown*e.unknown + forMeaning*place -
		againstOffset
}

func (v *Verdict) byMeaning() float64 {
	near := v.near()
	if near == nil {
		return forMeaningAlone * (v.evidence.covered - coverageBar)
	}
	return forMeaningAlone*min(mostPlace, *near) - againstAll
}

// near is the place of the passage's cosine, or a reranker's score if that is
// surer. It is nil if neither is known.
func (v *Verdict) near() *float64 {
	place := v.reranked()
	if place == nil || v.meaning != nil && *v.meaning > *place {
		return v.meaning
	}
	return place
}

// reranked is a reranker's score as a place of the cosine, or nil if there is
// no score. Rerankers usually score from 0 to 1.
func (v *Verdict) reranked() *float64 {
	if v.Match == nil || v.Match.Reranked == nil || *v.Match.Reranked < 0 || *v.Match.Reranked > 1 {
		return nil
	}
	place := *v.Match.Reranked * mostPlace
	return &place
}

// answersAt reports whether the passage would answer if its cosine had this
// place.
func (v *Verdict) answersAt(place float64, b *bench) bool {
	with := *v
	with.meaning = &place
	return with.answers(b.vocabulary)
}

// A passage is related to a question if it contains this share of the question,
// or if its cosine has this place.
const (
	relatedCovered = 0.25
	relatedPlace   = 0.4
)

func (v *Verdict) related() bool {
	return v.evidence.covered >= relatedCovered || v.meaning != nil && *v.meaning >= relatedPlace
}
