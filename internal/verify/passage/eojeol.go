package passage

import (
	"regexp"
	"strings"

	"github.com/mundap/mundap/internal/verify/lexicon"
)

// Eojeol is a word of the claim as it is written, with its particle.
type Eojeol struct {
	Start, End int // without the particle
	Words      []*lexicon.Word
	Role       role
	Verbal     bool // a verb, or a noun that 하다 or 되다 turns into a verb
	Condition  bool // in a clause that is a condition
	Ends       bool // an ending of a verb follows: a stem that was not recognised
	modifies   bool // a verb stands between it and its clause's predicate
	Only       bool // 만 follows: nothing else is meant
	Also       bool // 도 follows: one more of the kind
}

// InFocus reports whether e is what its clause states, that is, neither its
// topic nor part of an embedded clause.
func (e *Eojeol) InFocus() bool {
	return !e.Verbal && !e.Condition && !e.modifies && e.Role != NoRole && e.Role != Topic
}

// role is what a word does in its sentence, as far as its particle tells.
type role uint8

const (
	NoRole  role = iota
	Topic        // 은 는
	Subject      // 이 가
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
	{"에만", adverb}, {"까지", NoRole}, {"부터", NoRole},
	{"입니다", copula}, {"이에요", copula}, {"예요", copula}, {"이다", copula}, {"이었습니다", copula},
	{"였습니다", copula}, {"이며", copula}, {"이고", copula},
	{"은", Topic}, {"는", Topic}, {"이", Subject}, {"가", Subject}, {"을", object}, {"를", object},
	{"에", adverb}, {"로", adverb}, {"께", adverb},
}

// Eojeols groups the words of a part by the blanks of its text.
func Eojeols(text string, g *Part) []Eojeol {
	var out []Eojeol
	for i := 0; i < len(g.Words); i++ {
		w := &g.Words[i]
		end := w.Start + strings.IndexAny(text[w.Start:g.End]+" ", " ,.()|:;'\"‘’“”→~·\n")
		e := Eojeol{Start: w.Start, End: w.End, Words: []*lexicon.Word{w}, Condition: g.Condition}
		for i+1 < len(g.Words) && g.Words[i+1].Start < end {
			i++
			e.Words = append(e.Words, &g.Words[i])
			e.End = g.Words[i].End
		}
		last := e.Words[len(e.Words)-1]
		rest := text[min(e.End, end):end]
		e.Only, e.Also = strings.HasSuffix(rest, "만"), rest == "도"
		e.Ends = verbEnding.MatchString(rest)
		e.Verbal = !last.Noun || IsVerbal(rest) || e.Ends
		e.Role = roleOf(rest, strings.TrimSpace(text[end:g.End]) == "" ||
			strings.Trim(text[end:g.End], " .") == "")
		out = append(out, e)
	}
	verbs := 0
	for i := len(out) - 1; i >= 0; i-- {
		out[i].modifies = verbs > 1 || verbs == 1 && !out[len(out)-1].Verbal
		if out[i].Verbal {
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
	return NoRole
}

// IsVerbal reports whether what follows a noun turns it into a verb, as 하다 and
// 되다 do.
func IsVerbal(rest string) bool {
	for _, p := range [...]string{"하", "되", "해", "돼", "했", "됐", "할", "한", "될", "된", "합", "됩", "함",
		"됨", "받", "시키", "시켜", "나", "지"} {
		if strings.HasPrefix(rest, p) {
			return true
		}
	}
	return false
}
