package chat

import (
	"cmp"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/korean"
	"github.com/mundap/mundap/internal/retrieve"
	"github.com/mundap/mundap/internal/turn"
)

// mostSentences is how long an extractive answer gets at most.
const mostSentences = 3

var extractiveLabel = fault.Text{
	Ko: "문서에서 찾은 문장을 그대로 옮겼어요.",
	En: "These sentences are quoted from the documents as they stand.",
}

var extractiveNotice = turn.NoticeEvent{Code: "extractive", Message: fault.Text{
	Ko: "언어 모델이 설정되어 있지 않아서 문서의 문장을 그대로 보여 드려요. `mundap doctor`를 실행하면 모델을 더하는 법을 알려 드려요.",
	En: "No language model is configured, so the documents' own sentences are shown. Run `mundap doctor` to see how to add one.",
}}

// extract answers with the sentences of the passages that answer the question best.
func (t *work) extract(q question, kept []retrieve.Passage) error {
	defer t.stage(turn.StageEvent{Name: "answer"})()
	t.call.Extractive = true
	t.w.Notice(noticeOf(t.call))
	sentences := Extract(q.text, kept, mostSentences)
	if len(sentences) == 0 {
		t.w.Delta(t.say(nothingFound))
		return nil
	}
	for _, p := range kept {
		t.call.Trace.Sizes.Context = addSize(t.call.Trace.Sizes.Context, p.Text)
	}
	t.firstToken()
	t.w.Delta(t.say(extractiveLabel) + "\n\n" + quote(sentences, len(t.call.Sources) > 0))
	return nil
}

// Sentence is a part of a passage that answers a question.
type Sentence struct {
	Passage int // index of the passage
	Start   int // range of the passage's text, bytes
	End     int
	Text    string
	Score   float64
}

// Extract chooses at most most sentences that answer the question best, of passages that are ordered by relevance.
// They come in the order of the passages, and within one in its own order, so that neighbours read on.
//
// A sentence's score is the share of the question's subject in it, each pair of characters weighted by how rare it is
// among the candidates, a little of that of its neighbours and its passage (a pronoun's noun stands in the sentence
// before), and what the question asks for: a date, a number, a name. It falls with the passage's own score.
func Extract(q string, passages []retrieve.Passage, most int) []Sentence {
	var all []candidate
	words := mainWords(q)
	for i, p := range passages {
		all = append(all, candidates(words, i, p)...)
	}
	if len(all) == 0 {
		return nil
	}
	chosen := choosePassages(all, most, scoreParts(q, all, passages)...)
	slices.SortFunc(chosen, func(a, b candidate) int {
		return cmp.Or(cmp.Compare(a.Passage, b.Passage), cmp.Compare(a.Start, b.Start))
	})
	out := make([]Sentence, len(chosen))
	for i, c := range chosen {
		out[i] = c.Sentence
	}
	return out
}

// candidate is a sentence with what its score is made of.
type candidate struct {
	Sentence
	bag   map[string]bool
	head  map[string]bool // of the heading above it
	given float64         // in the answer column of a row: how far the row's question is the one asked, 0 to 1
}

// longest is how long a sentence may be, in characters; a longer one (a table without stops) is cut.
const longest = 400

// candidates gives the sentences of a passage that may be an answer to a question of these main words.
func candidates(words []string, index int, p retrieve.Passage) []candidate {
	text := p.Text
	offset, given := 0, 0.0
	if at, ok := answerColumn(p); ok {
		offset, given = at, sameQuestion(words, text[:at])
	}
	var out []candidate
	var head map[string]bool
	if n := len(p.Headings); n > 0 {
		head = bag(p.Headings[n-1])
	}
	body := text[offset:]
	for s := range korean.Sentences(body) {
		if isHeading(body, s) {
			head = bag(s.Of(body))
			continue
		}
		s.Start += len(listMark.FindString(s.Of(body)))
		cut := korean.Truncate(s.Of(body), longest)
		if utf8.RuneCountInString(cut) < 2 || !strings.ContainsFunc(cut, func(r rune) bool { return !notInWord(r) }) {
			continue
		}
		from := offset + s.Start
		sentence := Sentence{Passage: index, Start: from, End: from + len(cut), Text: cut}
		out = append(out, candidate{Sentence: sentence, bag: bag(cut), head: head, given: given})
	}
	return out
}

// longestHeading is how long a heading may be, in characters.
const longestHeading = 60

// predicate is how Korean sentences end, and what else tells a line from a heading: the marks of a value or a step.
var predicate = regexp.MustCompile(`(?:[다요죠까함음임됨]|니다|세요)[.?!]?$|[:：→|=]|^[-•●○■□◆▪‣·*※]`)

// isHeading reports whether the line s of text is a heading: a short line of its own between blank lines (or first in
// the text) that is no sentence, with something below it.
func isHeading(text string, s korean.Span) bool {
	before, after := text[:s.Start], text[s.End:]
	line := s.Of(text)
	return (strings.TrimSpace(before) == "" || strings.HasSuffix(strings.TrimRight(before, " \t"), "\n\n")) &&
		strings.HasPrefix(strings.TrimLeft(after, " \t"), "\n") && strings.TrimSpace(after) != "" &&
		utf8.RuneCountInString(line) <= longestHeading && korean.HasHangul(line) && !predicate.MatchString(line)
}

// listMark stands before an item of a list and says nothing in a quotation.
var listMark = regexp.MustCompile(`^(?:[-•●○■□◆▪‣·*]\s+)+`)

// sameQuestion is how far a row's question is the one that was asked: the product of what either mentions of the other.
func sameQuestion(words []string, row string) float64 {
	row = answerLabel.ReplaceAllString(questionLabel.ReplaceAllString(row, ""), "")
	return coverage(words, bag(row)) * coverage(mainWords(row), bag(strings.Join(words, " ")))
}

// answerLabel is the name of a column that holds answers.
var answerLabel = regexp.MustCompile(`(?mi)^\s*(?:answer|답변|답|응답|회신|해결|해결 ?방법|조치|조치 ?방법|내용|설명|a)\s*[:：]\s*`)

// questionLabel is the name of a column that holds questions.
var questionLabel = regexp.MustCompile(`(?mi)^\s*(?:question|질문|문의|제목|q)\s*[:：]`)

// answerColumn gives where the answer of a row of questions and answers begins.
func answerColumn(p retrieve.Passage) (int, bool) {
	if p.Kind != document.Row && p.Kind != document.FAQ {
		return 0, false
	}
	if !questionLabel.MatchString(p.Text) {
		return 0, false
	}
	at := answerLabel.FindStringIndex(p.Text)
	if at == nil || at[1] >= len(p.Text) {
		return 0, false
	}
	return at[1], true
}

// Weights of a sentence's score, tuned on every seventh question of KorQuAD's development set (eval/extractive).
const (
	neighbourWeight = 0.1    // of the sentences before and after
	headWeight      = 0.8    // of a pair that stands in the heading above it
	topicWeight     = 0.2    // of a pair that the sentence lacks and its passage has: its topic goes without saying
	typeWeight      = 0.15   // of holding what the question asks for
	openingWeight   = 0.05   // of beginning with the question's topic: such a sentence says what it is
	lengthPenalty   = 0.0004 // per character
	wordPower       = 0.75   // a word of n pairs weighs as n to the power of 1 - wordPower: long names don't outvote all else
	rankDecay       = 0.12   // per place of the passage, where scores can't be compared
)

// score rates all candidates.
func score(q string, all []candidate, passages []retrieve.Passage) {
	words := mainWords(q)
	weights := rarity(words, all)
	own := make([]float64, len(all))
	topics := topicsOf(all, passages)
	for i, c := range all {
		own[i] = overlap(words, weights, c, topics[c.Passage])
	}
	wanted := wantedOf(q)
	topic := topicOf(q)
	for i := range all {
		c := &all[i]
		s := own[i]
		if i > 0 && all[i-1].Passage == c.Passage {
			s += neighbourWeight * own[i-1]
		}
		if i+1 < len(all) && all[i+1].Passage == c.Passage {
			s += neighbourWeight * own[i+1] / 2
		}
		if wanted != nil && wanted.MatchString(c.Text) {
			s += typeWeight
		}
		if len(topic) > 0 && beginsWith(c.Text, topic) {
			s += openingWeight
		}
		s += c.given
		s *= prior(c.Passage, passages)
		c.Score = s - lengthPenalty*float64(utf8.RuneCountInString(c.Text))
	}
}

// longestTopic is how many words a question's topic has at most. A longer one is a description, which no sentence begins with.
const longestTopic = 4

// topicOf gives the words that a question begins with, up to the first one with the particle of a topic; none if that does
// not come soon.
func topicOf(q string) []string {
	var topic []string
	for word := range strings.FieldsSeq(q) {
		if len(topic) == longestTopic || asks.MatchString(word) {
			return nil
		}
		topic = append(topic, stem(fold(word)))
		if topicParticle.MatchString(word) {
			return topic
		}
	}
	return nil
}

// topicParticle is how the last word of a topic ends.
var topicParticle = regexp.MustCompile(`[\p{L}\p{N}](?:은|는|이란|란)$`)

// beginsWith reports whether a text begins with these words, whatever their particles are.
func beginsWith(text string, words []string) bool {
	i := 0
	for word := range strings.FieldsSeq(text) {
		if stem(fold(word)) != words[i] {
			return false
		}
		if i++; i == len(words) {
			return true
		}
	}
	return false
}

// topicsOf gives what each passage speaks of, by its index.
func topicsOf(all []candidate, passages []retrieve.Passage) map[int]map[string]bool {
	topics := map[int]map[string]bool{}
	for _, c := range all {
		if topics[c.Passage] == nil {
			p := passages[c.Passage]
			topics[c.Passage] = bag(p.Title + "\n" + strings.Join(p.Headings, "\n") + "\n" + p.Text)
		}
	}
	return topics
}

// prior is how much a passage's rank counts for its sentences: the root of its score over the best one's, where both are
// of one kind and store.
func prior(i int, passages []retrieve.Passage) float64 {
	p, best := passages[i], passages[0]
	if p.Store == best.Store && p.ScoreKind == best.ScoreKind && p.Score > 0 && best.Score > 0 {
		return math.Sqrt(min(1, p.Score/best.Score))
	}
	return 1 - min(0.6, rankDecay*float64(i))
}

// rarity weights each pair of the question's words by how few candidates have it: ln(1 + N/(1+n)).
func rarity(words []string, all []candidate) map[string]float64 {
	weights := map[string]float64{}
	for _, w := range words {
		for _, p := range pairs(w) {
			n := 0
			for _, c := range all {
				if c.bag[p] || c.head[p] {
					n++
				}
			}
			weights[p] = math.Log(1 + float64(len(all))/float64(1+n))
		}
	}
	return weights
}

// overlap is the weighted share of the question's words that a sentence has, 0 to 1.
func overlap(words []string, weights map[string]float64, c candidate, topic map[string]bool) float64 {
	var sum, total float64
	for _, w := range words {
		ps := pairs(w)
		share := math.Pow(float64(len(ps)), -wordPower)
		for _, p := range ps {
			total += share * weights[p]
			switch {
			case c.bag[p]:
				sum += share * weights[p]
			case c.head[p]:
				sum += share * weights[p] * headWeight
			case topic[p]:
				sum += share * weights[p] * topicWeight
			}
		}
	}
	if total == 0 {
		return 0
	}
	return sum / total
}

// What questions ask for.
var (
	dates   = regexp.MustCompile(`\d{3,4}\s*년|\d{1,2}\s*월|\d{1,2}\s*일|\d{1,2}\s*시|세기|\d{4}[-./]\d{1,2}|(?i:january|february|march|april|may|june|july|august|september|october|november|december)|\b(?:1\d|20)\d\d\b`)
	numbers = regexp.MustCompile(`\d|[일이삼사오육칠팔구십백천만억]\s*(?:명|개|번|회|원|년|차례|곳|가지|배|척|권|점)|한 (?:명|번|개)|두 (?:명|번|개)|세 (?:명|번|개)`)
	places  = regexp.MustCompile(`(?:시|군|구|도|동|읍|면|리|역|국|주|섬|산|강|대학교?|학교|지역|지방|병원|공항|궁|성)(?:에서|에|의|로|으로|을|를|은|는|이|가|,|\s|$)`)
	whoEnds = regexp.MustCompile(`(?:[가-힣]{2,4}|[A-Z][a-z]+)(?:은|는|이|가|에게|와|과|의|,)`)
	days    = regexp.MustCompile(`\d\s*일(?:이|입|간|동안|을|씩|까지|$)`)
	reasons = regexp.MustCompile(`때문|위해|위하여|이유|원인|따라서|그래서|으므로|므로|because|since|due to`)
)

// asked pairs ways to ask with what then should stand in the answer.
var asked = []struct{ question, answer *regexp.Regexp }{
	{regexp.MustCompile(`(?:며칠|몇 ?일)(?:인|이|간|동안|을|씩|까지)`), days},
	{regexp.MustCompile(`언제|몇 ?년|몇 ?월|며칠|몇 ?일|몇 ?시|연도|날짜|시기|(?i:\bwhen\b|what year|what date)`), dates},
	{regexp.MustCompile(`몇|얼마|(?:크기|길이|높이|무게|비율|금액|수수료|가격|개수|인원|나이)(?:는|은|가|이)|(?i:how (?:many|much|long|old|far|tall))`), numbers},
	{regexp.MustCompile(`어디|어느 (?:나라|도시|지역|곳)|장소|(?i:\bwhere\b)`), places},
	{regexp.MustCompile(`왜|이유|(?i:\bwhy\b)`), reasons},
	{regexp.MustCompile(`누구|누가|(?:사람|인물)은|이름은|(?i:\bwho\b)`), whoEnds},
}

// wantedOf is what an answer to the question should hold, nil if that is not known.
func wantedOf(q string) *regexp.Regexp {
	for _, a := range asked {
		if a.question.MatchString(q) {
			return a.answer
		}
	}
	return nil
}

// enough is the share of the best score below which a further sentence adds nothing.
const enough = 0.45

// choosePassages takes the best sentences behind those that must be among them, none of which says nearly the same as one
// before.
func choosePassages(all []candidate, most int, must ...candidate) []candidate {
	ranked := slices.Clone(all)
	slices.SortStableFunc(ranked, func(a, b candidate) int { return cmp.Compare(b.Score, a.Score) })
	best := ranked[0].Score
	var chosen []candidate
	for i, c := range append(must, ranked...) {
		if len(chosen) == most || i > len(must) && c.Score < enough*best {
			break
		}
		if !slices.ContainsFunc(chosen, func(d candidate) bool { return alike(c.bag, d.bag) }) {
			chosen = append(chosen, c)
		}
	}
	return chosen
}

// alike reports whether most of the smaller one is in the other.
func alike(a, b map[string]bool) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	common := 0
	for p := range a {
		if b[p] {
			common++
		}
	}
	return float64(common) > 0.85*float64(len(a))
}

// quote writes the sentences as Markdown: neighbours in one paragraph, every sentence with its number.
func quote(sentences []Sentence, cited bool) string {
	var b strings.Builder
	for i, s := range sentences {
		if i > 0 {
			before := sentences[i-1]
			if before.Passage == s.Passage && s.Start-before.End < 4 {
				b.WriteString(" ")
			} else {
				b.WriteString("\n\n")
			}
		}
		b.WriteString(escape(s.Text))
		if cited {
			b.WriteString(" [" + strconv.Itoa(s.Passage+1) + "]")
		}
	}
	return b.String()
}

// bracketed numbers of a document's own notes look like citations of ours.
var bracketed = regexp.MustCompile(`\[(\^?\d{1,3})\]`)

// markup is what Markdown would take for its own in a text.
var markup = strings.NewReplacer(`\`, `\\`, "*", `\*`, "`", "\\`", "<", `\<`, "~~", `\~~`)

// starts of a line that Markdown would take for a heading, a list or a quotation.
var lineStart = regexp.MustCompile(`(?m)^(\s*)([#>+\-=]|\d+[.)])(\s|$)`)

// escape makes a document's text stand in Markdown as it is.
func escape(text string) string {
	text = bracketed.ReplaceAllString(text, "［$1］")
	text = markup.Replace(text)
	return lineStart.ReplaceAllStringFunc(text, func(m string) string {
		i := strings.IndexFunc(m, func(r rune) bool { return !unicode.IsSpace(r) })
		last := strings.TrimRightFunc(m, unicode.IsSpace)
		return m[:i] + last[i:len(last)-1] + `\` + last[len(last)-1:] + m[len(last):]
	})
}
