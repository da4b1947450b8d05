package chat

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/history"
	"github.com/mundap/mundap/internal/retrieve"
	"github.com/mundap/mundap/internal/verify"
)

var unansweredLabel = fault.Text{
	Ko: "문서에서 이 질문의 답을 확인하지 못했어요. 가장 가까운 내용을 근거에 모아 두었어요.",
	En: "The documents don't confirm an answer to this question. The closest passages are among the sources.",
}

// checker passes an answer on as it arrives and judges each sentence as soon as
// it is complete. It holds the citations of a sentence back until then, so that
// it can correct them: text that was passed on never changes.
type checker struct {
	t        *record
	kept     []retrieve.Passage
	passages *verify.Passages
	question string
	cites    bool // the answer has citations

	buffer  string // the piece that is not complete yet
	scanned int    // its length when it was last searched for an end
	emitted int    // so many bytes of it have been passed on
	at      int    // where it begins in the answer
	fenced  bool   // in a block of code
	table   bool   // in a table
	header  string // its first row, if that names the columns
	told    int    // so many verdicts have been told

	conceded bool // a sentence says that the passages don't answer
	doubtful bool // the passages did not pass the bar: they are related until they support a claim
}

// newChecker makes a checker for an answer that is based on the given passages
// and begins at the end of the text so far.
func newChecker(rec *record, question string, kept []retrieve.Passage) *checker {
	texts := make([]verify.Passage, len(kept))
	for i, p := range kept {
		texts[i] = verify.Passage{Title: strings.Join(append([]string{p.Title}, p.Headings...),
			"\n"), Text: promptText(p)}
		if p.Title == "" {
			texts[i].Title = p.Name + "\n" + strings.Join(p.Headings, "\n")
		}
	}
	return &checker{
		t: rec, kept: kept, passages: verify.Prepare(texts), question: question,
		cites: len(rec.call.Sources) > 0, at: len(rec.w.Text()),
	}
}

// Push takes the next piece of the answer.
func (c *checker) Push(text string) {
	c.buffer += text
	if long := len(c.buffer) > longStretch; long && len(c.buffer)-c.scanned < longStretch/8 &&
		!strings.ContainsAny(text, ".?!\n") {
		return // a sentence without an end is not searched for one at each character
	}
	c.drain(false)
	c.scanned = len(c.buffer)
}

// longStretch is the length in bytes from which a sentence is searched for its
// end less often.
const longStretch = 2048

// Flush passes on what was held back. Call it at the end of the answer. A
// sentence that was cut off is not checked.
func (c *checker) Flush(complete bool) {
	c.drain(complete)
	if c.buffer != "" {
		c.emit(c.buffer)
		c.advance(len(c.buffer))
	}
	c.tell()
}

// Reset discards everything from byte offset from of the answer on.
func (c *checker) Reset(from int) {
	c.scanned, c.buffer, c.emitted, c.at, c.fenced, c.told = 0, "", 0, from, false, 0
	c.table, c.header, c.conceded = false, "", false
	c.t.call.Verdicts = nil
}

func (c *checker) drain(end bool) {
	for c.buffer != "" {
		if n, ok := c.code(end); n > 0 {
			c.emit(c.buffer[:n])
			c.advance(n)
			continue
		} else if !ok {
			return
		}
		p, ok := verify.NextPiece(c.buffer, end)
		if !ok {
			break
		}
		if p.Row && !c.table {
			named, known := underlined(c.buffer[p.End:], end)
			if !known {
				c.emit(c.buffer[:certain(c.buffer[:p.End], false)])
				return
			}
			c.table = true
			if named {
				c.header = c.buffer[p.Start:p.End]
				c.pass(p)
				continue
			}
		}
		c.judge(p)
	}
	c.emit(c.buffer[:certain(c.buffer, end)])
}

// code returns how many bytes at the beginning of the buffer are lines of a
// code block. ok is false while that is not certain.
func (c *checker) code(end bool) (n int, ok bool) {
	body := strings.TrimLeft(c.buffer, " \t\n")
	fence := strings.HasPrefix(body, "```")
	if !fence && !c.fenced {
		return 0, end || !strings.HasPrefix("```", body) || body == ""
	}
	newline := strings.IndexByte(body, '\n')
	if newline < 0 && !end {
		return 0, false
	}
	if fence {
		c.fenced = !c.fenced
	}
	if newline < 0 {
		return len(c.buffer), true
	}
	return len(c.buffer) - len(body) + newline + 1, true
}

// certain returns how much of an incomplete piece can be passed on: everything
// before a citation, the closing bar of a table row, and trailing spaces.
func certain(text string, end bool) int {
	if end {
		return len(text)
	}
	n := len(text)
	if m := citedNumber.FindStringIndex(text); m != nil {
		n = m[0]
	}
	return len(strings.TrimRight(text[:n], " \t\n|`"))
}

// citedNumber matches a citation and the spaces before it.
var citedNumber = regexp.MustCompile(`[ \t]*\[(\d{1,2})\]`)

// judge passes on a complete piece with the citations that support it, and
// records the verdict.
func (c *checker) judge(p verify.Piece) {
	text := c.buffer[p.Start:p.End]
	if !p.Row {
		c.table, c.header = false, ""
	}
	if !p.Claim {
		c.pass(p)
		return
	}
	f := c.check(text)
	written := c.recite(text, f)
	start := c.at + p.Start
	c.t.call.Verdicts = append(c.t.call.Verdicts, c.verdict(f, start, start+len(written)))
	c.emit(c.buffer[:p.Start] + written)
	c.buffer = c.buffer[:p.Start] + written + c.buffer[p.End:]
	c.advance(p.Start + len(written))
	if n := len(c.t.call.Verdicts); n < tellAll || n-c.told >= n/16 {
		c.tell()
	}
}

// pass passes on a piece that is not judged.
func (c *checker) pass(p verify.Piece) {
	c.emit(c.buffer[:p.End])
	c.advance(p.End)
}

// underlined reports whether the line below a row of a table is a rule, which
// makes the row a header. rest is what follows the row. known is false while
// too little of it has arrived.
func underlined(rest string, end bool) (named, known bool) {
	_, line, below := strings.Cut(rest, "\n")
	line, _, whole := strings.Cut(line, "\n")
	if strings.Trim(line, "|-: \t") != "" {
		return false, true
	}
	return strings.Contains(line, "-"), end || below && whole
}

// check returns what the passages say about a sentence. Whether they answer the
// question is not for them to say: of a sentence that denies it, only the rest
// is checked.
func (c *checker) check(text string) verify.Finding {
	c.conceded = c.conceded || verify.Concedes(text)
	return c.passages.Check(verify.Sentence{Text: text, Question: c.question, Cites: citesOf(text),
		Header: c.header})
}

// tellAll is the number of sentences up to which every verdict is sent at once.
// After that, several are sent together, because each event contains all
// verdicts so far.
const tellAll = 64

func (c *checker) tell() {
	if n := len(c.t.call.Verdicts); n > c.told {
		c.told = n
		c.t.w.Verdicts(slices.Clone(c.t.call.Verdicts))
	}
}

// emit passes on as much of the beginning of the buffer as has not been passed
// on yet.
func (c *checker) emit(text string) {
	if len(text) > c.emitted {
		c.t.w.Delta(text[c.emitted:])
		c.emitted = len(text)
	}
}

// advance drops the first n bytes of the buffer, all of which have been passed
// on.
func (c *checker) advance(n int) {
	c.buffer, c.at, c.emitted = c.buffer[n:], c.at+n, max(0, c.emitted-n)
}

// recite replaces the citations of a sentence by those that support it. A
// sentence without a claim stays as it is.
func (c *checker) recite(text string, f verify.Finding) string {
	if !c.cites || f.Verdict == verify.NoClaim || slices.Equal(citesOf(text), f.Citations) {
		return text
	}
	marks := ""
	for _, n := range f.Citations {
		marks += "[" + strconv.Itoa(n+1) + "]"
	}
	if marks != "" {
		marks = " " + marks
	}
	at := citedNumber.FindStringIndex(text)
	switch {
	case at != nil:
		return text[:at[0]] + marks + citedNumber.ReplaceAllString(text[at[0]:], "")
	case strings.HasSuffix(text, "|"):
		body := strings.TrimRight(strings.TrimSuffix(text, "|"), " ")
		return body + marks + " |"
	}
	return text + marks
}

// citesOf returns the indices of the passages that a text cites, in ascending
// order.
func citesOf(text string) []int {
	var all []int
	for _, m := range citedNumber.FindAllStringSubmatch(text, -1) {
		if n, err := strconv.Atoi(m[1]); err == nil && n > 0 && !slices.Contains(all, n-1) {
			all = append(all, n-1)
		}
	}
	slices.Sort(all)
	return all
}

// verdict converts a finding to the form in which the log keeps it.
func (c *checker) verdict(f verify.Finding, start, end int) history.Verdict {
	v := history.Verdict{Start: start, End: end, Support: history.Support(f.Verdict), Reason: history.Reason(f.Reason)}
	for _, n := range f.Citations {
		v.Citations = append(v.Citations, n+1)
	}
	for _, r := range f.Evidence {
		v.Evidence = append(v.Evidence, evidence(r.Passage, c.kept[r.Passage], r.Start, r.End))
	}
	return v
}

// evidence converts a range of a passage's text to a range of the text of its
// version. Text repeated before the passage, such as the header of a table, is
// not part of that range. For a translation the range is the whole passage.
func evidence(index int, p retrieve.Passage, start, end int) history.Evidence {
	e := history.Evidence{Source: index + 1, Start: p.Start, End: p.End}
	repeated := len(p.Text) - (p.End - p.Start)
	if p.Document == "" {
		repeated, e.End = 0, len(p.Text)
	}
	if p.Translation == "" && promptText(p) == p.Text && repeated >= 0 && end > repeated {
		e.Start, e.End = p.Start+max(0, start-repeated), p.Start+end-repeated
	}
	return e
}

// concede labels an answer that the passages do not support, and marks its
// sources as merely related. If a passage turns out to support the answer after
// all, it undoes both.
func (c *checker) concede() {
	claims := 0
	for _, v := range c.t.call.Verdicts {
		switch v.Support {
		case history.Supported:
			if c.t.call.Label == unansweredLabel {
				c.t.label(fault.Text{})
				c.relate(false)
			} else if c.doubtful {
				c.relate(false)
			}
			return
		case history.Unsupported:
			claims++
		}
	}
	if claims > 0 || c.conceded || c.doubtful {
		c.t.label(unansweredLabel)
		c.relate(true)
	}
}

// relate marks all sources as related, or as sources proper.
func (c *checker) relate(related bool) {
	if len(c.t.call.Sources) == 0 {
		return
	}
	c.t.call.Sources = slices.Clone(c.t.call.Sources)
	for i := range c.t.call.Sources {
		c.t.call.Sources[i].Related = related
	}
	c.t.w.Sources(c.t.call.Sources)
}
