package korean

import (
	"strings"
	"unicode"
)

// koreanShare is the share of Hangul among a document's letters from which on
// it counts as Korean. A syllable stands for two or three Latin letters, and
// Korean manuals are full of English terms and code; an English text that
// quotes a few Korean names stays well below.
const koreanShare = 0.1

// kanaShare is the share of kana among the letters of kana and Han from which on
// a text counts as Japanese. Japanese prose has more kana than that in almost
// every sentence; Chinese quotes a name in kana at most.
const kanaShare = 0.1

// sampleLetters is how many letters of a document are counted. A document's language
// is clear from its beginning.
const sampleLetters = 20_000

// DocumentLanguage is the language that a document is written in, as its ISO
// 639-1 code: "ko", "en", "ja", "zh", "de" and so on; "" for a text without
// letters. Languages in Latin letters are told by their commonest words, and a
// text without any of those counts as English.
func DocumentLanguage(text string) string {
	sample, n := lettersOf(text)
	switch {
	case n.letters == 0:
		return ""
	case float64(n.hangul) >= koreanShare*float64(n.letters):
		return "ko"
	}
	east := n.kana + n.scripts[unicode.Han]
	script, most := unicode.Latin, n.scripts[unicode.Latin]
	for _, s := range scripts {
		if n.scripts[s.table] > most {
			script, most = s.table, n.scripts[s.table]
		}
	}
	switch {
	// A letter of these scripts stands for two or three Latin letters.
	case 2*east >= most && float64(n.kana) >= kanaShare*float64(east):
		return "ja"
	case 2*east >= most && east > 0:
		return "zh"
	case script == unicode.Latin:
		return commonest(sample)
	}
	for _, s := range scripts {
		if s.table == script {
			return s.language(sample)
		}
	}
	return "en"
}

// counts are the letters of a text by script.
type counts struct {
	letters, hangul, kana int
	scripts               map[*unicode.RangeTable]int
}

// lettersOf counts the letters of a text's beginning, which it returns, too.
func lettersOf(text string) (sample string, n counts) {
	n.scripts = map[*unicode.RangeTable]int{}
	for i, r := range text {
		if !unicode.IsLetter(r) {
			continue
		}
		if n.letters == sampleLetters {
			return text[:i], n
		}
		n.letters++
		switch {
		case IsHangul(r):
			n.hangul++
		case unicode.In(r, unicode.Hiragana, unicode.Katakana):
			n.kana++
		case r < 0x250 || unicode.Is(unicode.Latin, r): // most letters are these
			n.scripts[unicode.Latin]++
		case unicode.Is(unicode.Han, r):
			n.scripts[unicode.Han]++
		default:
			for _, s := range scripts {
				if unicode.Is(s.table, r) {
					n.scripts[s.table]++
				}
			}
		}
	}
	return text, n
}

// script is a script with the languages that are written in it. Of several, the
// first one whose own letters are in a text is the text's.
type script struct {
	table *unicode.RangeTable
	plain string            // the language of texts without such letters
	marks map[string]string // languages by letters that only they have
}

var scripts = []script{
	{unicode.Cyrillic, "ru", map[string]string{"uk": "іїєґ"}},
	{unicode.Arabic, "ar", map[string]string{"fa": "پچژگ"}},
	{table: unicode.Greek, plain: "el"}, {table: unicode.Hebrew, plain: "he"},
	{table: unicode.Thai, plain: "th"}, {table: unicode.Devanagari, plain: "hi"},
}

func (s script) language(text string) string {
	for language, letters := range s.marks {
		if strings.ContainsAny(text, letters) {
			return language
		}
	}
	return s.plain
}

// latin are the commonest words of languages in Latin letters. Some are words of
// several languages; the others decide then.
var latin = map[string]string{
	"en": "a an the of and to in is that for with as are was be this by it from which not have on at you or",
	"de": "der die das und ist von den dem ein eine nicht mit zu auf für sich im des werden wird auch bei oder",
	"fr": "le la les des et est une du que pour dans qui sur pas par avec au ce sont être aux ou vous",
	"es": "el la los las de que y en un una es por con para del se no al su como más son o",
	"it": "il di che è la e un una per non con del della sono nel i gli le si alla dei come anche",
	"pt": "o de que e do da em um uma para com não os as no na por dos ao é se mais são ou",
	"nl": "de het een en van is dat op te zijn voor met niet aan er ook door bij worden of wordt deze",
	"sv": "och att det som en på är av för med den till inte om ett kan har från eller ska",
	"da": "og at det som en på er af for med den til ikke om et kan har fra eller skal de",
	"fi": "ja on ei että se oli myös kun ovat tai sekä mutta jos voi kuin tämä joka ole",
	"pl": "i w na z do się nie jest że to o jak od po przez oraz dla za są lub tym",
	"cs": "a v na se je že s z do o pro jako za nebo jsou být podle při které by není",
	"hu": "a az és hogy nem is egy van meg vagy ez de csak azt mint kell lehet után volt",
	"ro": "și de în la a cu care pe este nu un o din pentru să sunt sau prin mai ale",
	"tr": "ve bir bu için ile de da olarak olan en çok daha gibi veya ise kadar sonra değil her",
	"vi": "và của là có các được cho trong một không với người này những để khi về từ theo",
	"id": "yang dan di ini itu dengan untuk pada tidak dari dalam adalah akan atau oleh ke juga dapat sebagai",
}

// common finds the languages of a word.
var common = func() map[string][]string {
	all := map[string][]string{}
	for language, words := range latin {
		for word := range strings.FieldsSeq(words) {
			all[word] = append(all[word], language)
		}
	}
	return all
}()

// commonest returns the language whose common words occur most often in a text.
// It returns "en" if fewer than two different ones occur, or if they make up
// less than a twentieth of the words, as in code and in lists of names.
func commonest(text string) string {
	hits, distinct, words := map[string]int{}, map[string]int{}, 0
	seen := map[string]bool{}
	for word := range strings.FieldsFuncSeq(strings.ToLower(text), notLetter) {
		words++
		for _, language := range common[word] {
			hits[language]++
			if !seen[word] {
				distinct[language]++
			}
		}
		seen[word] = true
	}
	best := "en"
	for language, n := range hits {
		if n > hits[best] || n == hits[best] && best != "en" && language < best {
			best = language
		}
	}
	if distinct[best] < 2 || 20*hits[best] < words {
		return "en"
	}
	return best
}

func notLetter(r rune) bool { return !unicode.IsLetter(r) && !unicode.Is(unicode.Mn, r) }
