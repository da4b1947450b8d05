package verify

import (
	"regexp"
	"strings"

	"github.com/mundap/mundap/internal/korean"
)

// longestSentence is how much of a sentence is read, in bytes. A longer one is
// judged by its beginning.
const longestSentence = 1800

// claim is a sentence of an answer that has been read, with its question.
type claim struct {
	text   string
	cites  []int
	parts  []part
	words  []word
	values []value
	cells  []korean.Span // of a row of a table
	ask    asked
	found  map[*regexp.Regexp]bool // answers of matches; nil: none yet
}

// matches reports whether the sentence matches a pattern. It remembers the
// answer, which is asked for with each of the values and passages.
func (c *claim) matches(pattern *regexp.Regexp) bool {
	says, known := c.found[pattern]
	if !known {
		if c.found == nil {
			c.found = map[*regexp.Regexp]bool{}
		}
		says = pattern.MatchString(c.text)
		c.found[pattern] = says
	}
	return says
}

// asked is the question.
type asked struct {
	text   string
	words  []word
	values []value
}

// mostValues and mostWords are how many of a sentence are compared: more than any real one has.
const (
	mostValues = 32
	mostWords  = 160
)

func readClaim(s Sentence) *claim {
	text := blank(s.Text)
	c := &claim{text: text, cites: s.Cites}
	if s.Question != "" {
		c.ask.text = s.Question
		c.ask.values = scan(s.Question)
		c.ask.words = wordsOf(s.Question, c.ask.values)
	}
	c.values = scan(text)
	c.words = wordsOf(text, c.values)
	c.values, c.words = c.values[:min(len(c.values), mostValues)],
		c.words[:min(len(c.words), mostWords)]
	whole := trimSpan(text, korean.Span{Start: 0, End: len(text)})
	c.cells = cellsOf(text, whole)
	spans := c.cells
	if len(spans) < 2 {
		c.cells = nil
		spans = clauses(text, whole, c.values)
	}
	for _, span := range spans {
		inner := part{start: span.Start, end: span.End, condition: isCondition(span.Of(text))}
		for _, w := range c.words {
			if w.start >= span.Start && w.end <= span.End {
				inner.words = append(inner.words, w)
			}
		}
		for _, v := range c.values {
			if v.start >= span.Start && v.end <= span.End {
				inner.values = append(inner.values, v)
			}
		}
		c.parts = append(c.parts, inner)
	}
	return c
}

// markup of Markdown says nothing: citations, emphasis, links' addresses, headings, bullets, HTML.
var markup = regexp.MustCompile("\\[\\^?\\d{1,3}\\]|\\]\\([^)\n]*\\)|<[^<>\n]{1,200}>|[*_`#>\\[\\]]+|^\\s*(?:[-•·]|\\d{1,2}[.)])\\s")

// blank replaces markup by blanks, so that offsets stay, and cuts what is too long.
func blank(text string) string {
	if len(text) > longestSentence {
		text = text[:longestSentence]
		text = strings.ToValidUTF8(text, "")
	}
	return markup.ReplaceAllStringFunc(text, func(m string) string { return strings.Repeat(" ", len(m)) })
}

// empty reports whether the sentence claims nothing.
func (c *claim) empty() bool {
	text := strings.TrimSpace(c.text)
	if len(c.words) == 0 && len(c.values) == 0 {
		return true
	}
	if c.cells != nil {
		return isRule(text)
	}
	bare := strings.TrimRight(text, "!~.^ )\"'”’😀🙂😊")
	switch {
	case strings.HasSuffix(strings.TrimRight(text, " "), "?"), strings.HasSuffix(text, ":"), strings.HasSuffix(text, "："):
		return true
	case leadsOver.MatchString(bare):
		return true
	case len(c.values) > 0:
		return false
	case courtesy.MatchString(bare), politeness.MatchString(bare) && len(strings.Fields(bare)) <= 5, exclaims(text):
		return true
	}
	return false
}

// politeness is a short wish or a commonplace.
var politeness = regexp.MustCompile(`^(?:안전하게|즐겁게|즐거운|편안하게|편하게|조심해서|건강하게|안녕히|부디|좋은|행복한)[^.]{1,20}(?:세요|바라요|바랍니다)$|(?:죠|지요|겠네요|겠어요)$`)

// leadsOver is how sentences end that only say what comes next, whatever numbers they have.
var leadsOver = regexp.MustCompile(`(?:축하|말씀|설명|정리|안내|소개|알려|요약|답변|살펴)(?:해|하여)? ?(?:드리겠습니다|드릴게요|드려요|드립니다|보겠습니다|볼게요|하겠습니다|할게요|했습니다|했어요)$|다음과 같(?:습니다|아요)$|아래와 같(?:습니다|아요)$`)

// exclaims reports whether a sentence of at most three words ends with an
// exclamation mark and rules nothing.
func exclaims(text string) bool {
	return strings.HasSuffix(text, "!") && len(strings.Fields(text)) <= 3 && modalOf(text) == does && !strings.Contains(text, "니다")
}

// wishes reports whether a short sentence without a value wishes, exhorts or
// exclaims about what no passage speaks of.
func (p *Passages) wishes(c *claim) bool {
	most := 4
	if c.matches(kind) {
		most = 7
	}
	if len(c.values) > 0 || len(strings.Fields(c.text)) > most || !wish.MatchString(strings.TrimSpace(c.text)) {
		return false
	}
	for _, q := range p.list {
		n := 0.0
		for k := range c.words {
			n += q.all.has(&c.words[k])
		}
		if n > .5*float64(len(c.words)) {
			return false
		}
	}
	return true
}

var (
	wish = regexp.MustCompile(`(?:세요|네요|지요|죠|봐요|[!~])[.!~^]*$`)
	kind = regexp.MustCompile(`즐거운|즐겁게|안전하게|행복|좋은 하루|건강|편안|무사히|잘 `)
)

// courtesy is how sentences end that greet, offer help, lead over or close.
var courtesy = regexp.MustCompile(`(?:안녕하세요|반갑습니다|감사합니다|고맙습니다|고마워요|고마워|죄송합니다|죄송해요|다녀오세요|바랍니다|바라요|바랄게요|` +
	`(?:말씀|설명|정리|안내|소개|알려|요약|답변|살펴|도와|찾아|확인|추천|권해|전해|계산해|비교해)[가-힣 ]{0,8}(?:드릴게요|드리겠습니다|드릴까요|드려요|드립니다|드렸어요|드렸습니다)|할게요|하겠습니다|볼게요|보겠습니다|살펴볼까요|찾아보았어요|찾아봤어요|찾아보았습니다|찾아봤습니다|` +
	`다음과 같습니다|다음과 같아요|아래와 같습니다|아래와 같아요|같습니다|정리했어요|정리했습니다|정리해 보았습니다|정리해 봤어요|요약했어요|요약했습니다|요약하면|확인해 보았습니다|확인했습니다|확인했어요|` +
	`말씀해 주세요|말씀하세요|알려 주세요|알려주세요|물어보세요|물어봐 주세요|문의해 주세요|문의하세요|참고하세요|참고해 주세요|참고하시기 바랍니다|확인하세요|지켜 주세요|질문해 주세요|` +
	`궁금하시군요|궁금하셨군요|궁금하시네요|질문이네요|질문이에요|질문입니다|이네요|군요|네요|좋겠습니다|좋겠어요|내용입니다|내용이에요|설명입니다|답변입니다|어렵지 않아요|도움이 되셨|도와드릴게요)$`)
