package verify

import (
	"regexp"
	"strings"
)

// eojeol is a word of the claim as it is written, with its particle.
type eojeol struct {
	start, end int // without the particle
	words      []*word
	role       role
	verbal     bool // a verb, or a noun that 하다 or 되다 makes one of
	condition  bool // in a clause that is a condition
	ends       bool // an ending of a verb follows: a stem that was not recognised
	modifies   bool // a verb stands between it and its clause's predicate
	only       bool // 만 follows: nothing else is meant
	also       bool // 도 follows: one more of the kind
}

// inFocus reports whether e is what its clause tells: not its topic, and not
// within a clause of its own.
func (e *eojeol) inFocus() bool {
	return !e.verbal && !e.condition && !e.modifies && e.role != noRole && e.role != topic
}

// role is what a word does in its sentence, as far as its particle tells.
type role uint8

const (
	noRole  role = iota
	topic        // 은 는
	subject      // 이 가
	object       // 을 를
	adverb       // 에 에서 로 에게
	copula       // 입니다, or the end of a line
)

var roles = [...]struct {
	ending string
	role   role
}{

	{"에서는", adverb}, {"에게는", adverb}, {"으로는", adverb}, {"으로만", adverb}, {"에서만", adverb},
	{"에서", adverb}, {"에게서", adverb}, {"에게", adverb}, {"으로", adverb}, {"한테", adverb},
	{"에는", adverb}, {"로는", adverb}, {"로만", adverb}, {"로도", adverb}, {"에도", adverb},
	{"에만", adverb}, {"까지", noRole}, {"부터", noRole},
	{"입니다", copula}, {"이에요", copula}, {"예요", copula}, {"이다", copula}, {"이었습니다", copula},
	{"였습니다", copula}, {"이며", copula}, {"이고", copula},
	{"은", topic}, {"는", topic}, {"이", subject}, {"가", subject}, {"을", object}, {"를", object},
	{"에", adverb}, {"로", adverb}, {"께", adverb},
}

// eojeols groups the words of a part by the blanks of its text.
func eojeols(text string, g *part) []eojeol {
	var out []eojeol
	for i := 0; i < len(g.words); i++ {
		w := &g.words[i]
		end := w.start + strings.IndexAny(text[w.start:g.end]+" ", " ,.()|:;'\"‘’“”→~·\n")
		e := eojeol{start: w.start, end: w.end, words: []*word{w}, condition: g.condition}
		for i+1 < len(g.words) && g.words[i+1].start < end {
			i++
			e.words = append(e.words, &g.words[i])
			e.end = g.words[i].end
		}
		last := e.words[len(e.words)-1]
		rest := text[min(e.end, end):end]
		e.only, e.also = strings.HasSuffix(rest, "만"), rest == "도"
		e.ends = verbEnding.MatchString(rest)
		e.verbal = !last.noun || isVerbal(rest) || e.ends
		e.role = roleOf(rest, strings.TrimSpace(text[end:g.end]) == "" ||
			strings.Trim(text[end:g.end], " .") == "")
		out = append(out, e)
	}
	verbs := 0
	for i := len(out) - 1; i >= 0; i-- {
		out[i].modifies = verbs > 1 || verbs == 1 && !out[len(out)-1].verbal
		if out[i].verbal {
			verbs++
		}
	}
	return out
}

// verbEnding is what follows a verb's stem and no noun: 듭니다, 써요. Nouns have 입니다 and 예요.
var verbEnding = regexp.MustCompile(`^(?:니다|습니다|어요|아요|었|았|는다|ㄴ다|려고|면서|자마자)`)

func roleOf(rest string, last bool) role {
	for _, r := range roles {
		if strings.HasPrefix(rest, r.ending) || strings.HasSuffix(rest, r.ending) {
			return r.role
		}
	}
	if last {
		return copula
	}
	return noRole
}

// isVerbal: 하다 or 되다 follows a noun.
func isVerbal(rest string) bool {
	for _, p := range [...]string{"하", "되", "해", "돼", "했", "됐", "할", "한", "될", "된", "합", "됩", "함",
		"됨", "받", "시키", "시켜", "나", "지"} {
		if strings.HasPrefix(rest, p) {
			return true
		}
	}
	return false
}
