package relevance

import (
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"
)

// Limits of a list of things that a question asks about.
const (
	leastListed, mostListed = 2, 5
	longestListed           = 5 // words of a thing
	// A list of this many things needs no word that says that all of them are meant, unless
	// it is divided by commas, which also follow conditions and remarks.
	manyListed = 3
)

var (
	// follows matches the end of a word that joins it to the next one of a list: 주차장이랑, 식대하고.
	follows = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`(?:이랑|랑|하고|,)$`) })
	// together matches words that say that all things of a list are meant.
	together = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`^(?:한꺼번에|한번에|한 ?번에|모두|전부|다|각각|같이|함께|둘|셋)$`)
	})
	// told matches words with which a question asks to be told, or what, when, how much.
	told = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`^(?:좀|알려|알려줘[가-힣]*|알려주[가-힣]*|말해[가-힣]*|줘|줘요|주세요|주실래요|궁금[가-힣]*|` +
			`뭐[가-힣]*|뭔[가-힣]*|무엇[가-힣]*|얼마[가-힣]*|언제[가-힣]*|어디[가-힣]*|며칠[가-힣]*|누구[가-힣]*|어떻게|[돼되]요?|되나요|될까요)$`)
	})
)

// itemName returns a word of a list without the particle that joins it to the next one. 하고 may
// also be the ending of a verb, so it is taken for a particle only if the question says that all
// things are meant.
func itemName(word string, all bool) string {
	name := follows().ReplaceAllString(word, "")
	short := !strings.HasSuffix(word, ",") && utf8.RuneCountInString(name) < 2 // 사랑, 호랑이랑
	if short || !all && strings.HasSuffix(word, "하고") {
		return word
	}
	return name
}

// standAlone reports whether each thing of a list is a name by itself. If the last name is the
// longest, its last words may belong to all of them: 서울, 부산, 대전 숙박비.
func standAlone(things []string) bool {
	longest := 0
	for i, t := range things {
		words := strings.Fields(t)
		if len(words) == 0 || len(words) > longestListed || i == len(things)-1 && len(words) > max(1, longest) {
			return false
		}
		longest = max(longest, len(words))
	}
	return true
}

// tied matches verbs and nouns such as 사이, which need the things of a list together.
var tied = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^(?:사이|간|나서)$|.[는한된할]$|[가-힣]고$`)
})

// Several returns the things that a question lists, each with what is asked about all of
// them: 주차비 얼마예요 and 식대 얼마예요 for 주차비랑 식대 각각 얼마예요? things are their names alone. There
// are none if the question lists nothing, compares things, or asks about two things
// without saying that both are meant, which may be two words for one: 엄마랑 아빠 경조금.
func Several(question string) (questions, things []string) {
	fields := strings.Fields(strings.TrimRight(question, "?!. "))
	end, all := len(fields), false
	for end > 0 && (told().MatchString(fields[end-1]) || together().MatchString(fields[end-1])) {
		all = all || together().MatchString(fields[end-1])
		end--
	}
	if end == len(fields) || compares.MatchString(question) {
		return nil, nil
	}
	var thing []string
	for i, word := range fields[:end] {
		name := itemName(word, all)
		thing = append(thing, name)
		if name == word && i < end-1 && word != "그리고" {
			continue
		}
		thing = slices.DeleteFunc(thing, func(w string) bool { return w == "" || w == "그리고" })
		if slices.ContainsFunc(thing, tied().MatchString) {
			return nil, nil
		}
		if last := len(thing) - 1; last >= 0 {
			thing[last] = Stem(thing[last])
		}
		things = append(things, strings.Join(thing, " "))
		thing = nil
	}
	if len(things) < leastListed || len(things) > mostListed || !all && (len(things) < manyListed || strings.Contains(question, ",")) ||
		!standAlone(things) {
		return nil, nil
	}
	asks := slices.DeleteFunc(slices.Clone(fields[end:]), together().MatchString)
	for _, t := range things {
		questions = append(questions, strings.Join(append([]string{t}, asks...), " "))
	}
	return questions, things
}
