package relevance

import (
	"regexp"
	"slices"
	"strings"
	"sync"
)

// Limits of a list of things that a question asks about.
const (
	leastListed, mostListed = 2, 5
	longestListed           = 5 // words of a thing
	// a list of this many things needs no word that says that all of them are meant
	manyListed = 3
)

var (
	// follows matches how the words end that others follow in a list: 주차장이랑, 식대하고.
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
		name := follows().ReplaceAllString(word, "")
		thing = append(thing, name)
		if name == word && i < end-1 && word != "그리고" {
			continue
		}
		thing = slices.DeleteFunc(thing, func(w string) bool { return w == "" || w == "그리고" })
		if last := len(thing) - 1; last >= 0 {
			thing[last] = Stem(thing[last])
		}
		things = append(things, strings.Join(thing, " "))
		thing = nil
	}
	if len(things) < leastListed || len(things) > mostListed || len(things) < manyListed && !all ||
		slices.ContainsFunc(things, func(t string) bool {
			return t == "" || len(strings.Fields(t)) > longestListed
		}) {
		return nil, nil
	}
	asks := slices.DeleteFunc(slices.Clone(fields[end:]), together().MatchString)
	for _, t := range things {
		questions = append(questions, strings.Join(append([]string{t}, asks...), " "))
	}
	return questions, things
}
