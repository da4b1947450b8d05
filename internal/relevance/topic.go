package relevance

import (
	"cmp"
	"regexp"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"github.com/mundap/mundap/internal/korean"
	"github.com/mundap/mundap/internal/korean/morph"
	"github.com/mundap/mundap/internal/korean/morph/sejong"
)

// Bounds of a topic. A longer one would not fit on a line of a narrow list.
const (
	topicWords      = 5
	topicCharacters = 36
	topicTorn       = 3   // characters; two nouns of a syllable each say too little: 밤 문
	topicSource     = 400 // bytes of the question that are looked at
)

// Topic returns in a few words what a question is about: the nouns of a Korean
// question, with what it asks if that is a single one, or an English question
// without its question words. It returns "" if there are no such words.
func Topic(a Analyzer, question string) string {
	question = korean.Line(question)
	if len(question) > topicSource {
		question = strings.ToValidUTF8(question[:topicSource], "")
	}
	if korean.Language(question) == "ko" {
		return koreanTopic(a, question)
	}
	return englishTopic(question)
}

func koreanTopic(a Analyzer, question string) string {
	var words []string
	end := -1
	terms := a.Analyze(nil, question, morph.Words)
	for i, t := range terms {
		if !names(t) || int(t.Start) < end || i+1 < len(terms) && within(t, terms[i+1]) {
			continue
		}
		word := question[t.Start:t.End]
		between, glued := "", end >= 0 && len(words) > 0
		if glued {
			between = question[end:t.Start]
			glued = between == "" || onlySyllable(between)
		}
		end = int(t.End)
		if glued {
			words[len(words)-1] += between + word
			continue
		}
		if isAsker(fold(word)) || fillers[word] || verbal(word, question[end:]) ||
			afterHowMany(question[:t.Start]) || len(words) > 0 && words[len(words)-1] == word {
			end = -1
			continue
		}
		words = append(words, word)
	}
	for len(words) > 1 && dependent[words[len(words)-1]] {
		words = words[:len(words)-1]
	}
	topic := joinTopic(words)
	if len(words) > 1 && korean.Length(topic) > topicTorn {
		return topic
	}
	return cmp.Or(aspect(question, terms, topic), topic)
}

// verbal reports whether what looks like a noun is part of a verb, given what follows it:
// 말 in 말해야, 열 in 열어요, 이 in 명이에요, 가도 in 가도 되나요, 내요 at the end. A 이 of its
// own points to something.
func verbal(noun, after string) bool {
	next, _ := utf8.DecodeRuneInString(after)
	switch {
	case noun == "이":
		return strings.ContainsRune(" 에었면야", next)
	case utf8.RuneCountInString(noun) == 1:
		return strings.ContainsRune("하해했할한합어었", next)
	case strings.HasSuffix(noun, "도"):
		return allowed().MatchString(after)
	}
	return strings.Trim(after, "?!. ~") == "" && politely().MatchString(noun)
}

var (
	allowed  = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^ (?:되|돼|괜찮)`) })
	politely = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[^가개동민소수주중필]요$`) })
)

// afterHowMany reports whether a text ends in 몇: the unit that follows names nothing.
func afterHowMany(before string) bool {
	return strings.HasSuffix(strings.TrimRight(before, " "), "몇")
}

// onlySyllable reports whether a text is one syllable of Hangul. Inside a word it
// belongs to it, whatever the analyzer takes it for: 공동인증서.
func onlySyllable(s string) bool {
	r, size := utf8.DecodeRuneInString(s)
	return size == len(s) && unicode.Is(unicode.Hangul, r)
}

// within reports whether a longer term begins where t does: a number with its unit.
func within(t, next morph.Term) bool { return t.Start == next.Start && t.End < next.End && names(next) }

// names reports whether a term names something: a noun, a number with its unit,
// letters.
func names(t morph.Term) bool {
	switch t.Kind {
	case morph.Part, morph.Reading, morph.Synonym, morph.Bigram, morph.Pair:
		return false
	case morph.Quantity, morph.Date, morph.Code, morph.Latin:
		return true
	}
	switch t.POS {
	case sejong.NP, sejong.NNB, sejong.NNBC:
		return false
	case sejong.XSN, sejong.XPN: // 신청서, 재발급
		return true
	}
	return t.POS.IsNoun()
}

// fillers are nouns of a question that name none of its subject.
var fillers = map[string]bool{"며칠": true, "얼마": true, "경우": true, "때": true, "설명": true,
	"부탁": true, "질문": true, "내용": true, "누구": true, "지금": true, "이번": true}

// dependent are nouns that name nothing unless another one follows: 퇴사 전.
var dependent = map[string]bool{"전": true, "후": true, "뒤": true, "중": true, "동안": true,
	"다음": true, "정도": true, "때문": true, "이상": true, "이하": true, "이내": true, "미만": true,
	"하루": true, "안": true, "최대": true, "최소": true}

func englishTopic(question string) string {
	fields := strings.Fields(question)
	from, to := -1, 0
	for i, f := range fields {
		word := strings.ToLower(strings.TrimFunc(f, notInWord))
		if word == "" || isAsker(word) {
			continue
		}
		if from < 0 {
			from = i
		}
		if to = i + 1; to-from >= 2*topicWords {
			break
		}
	}
	if from < 0 {
		return ""
	}
	topic := strings.TrimFunc(joinTopic(fields[from:to]), notInWord)
	first, size := utf8.DecodeRuneInString(topic)
	return string(unicode.ToUpper(first)) + topic[size:]
}

// joinTopic joins as many words as a topic may have.
func joinTopic(words []string) string {
	var topic string
	for i, w := range words {
		longer := strings.TrimSpace(topic + " " + w)
		if i > 0 && (korean.Length(longer) > topicCharacters || i >= 2*topicWords) {
			break
		}
		topic = longer
	}
	return korean.Truncate(topic, topicCharacters)
}
