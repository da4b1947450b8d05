package passage

import (
	"regexp"
	"strings"

	"github.com/mundap/mundap/internal/korean"
	"github.com/mundap/mundap/internal/verify/lexicon"
	"github.com/mundap/mundap/internal/verify/value"
)

// carry gives each clause without a topic the topic of the clause before it.
func (p *Passage) carry(u *Unit) {
	var topic []lexicon.Word
	for k := u.First; k < u.Last; k++ {
		h := &p.Parts[k]
		m := TopicMark.FindStringIndex(p.Text[h.Start:h.End])
		if m == nil {
			h.Carried = topic
			continue
		}
		own := h.topicWords(m[1])
		if len(own) == 0 {
			h.Carried = topic // 토요일은, of what the sentence is about
			continue
		}
		topic = own
	}
}

// topicWords returns the nouns of a part before an offset in it.
func (h *Part) topicWords(end int) []lexicon.Word {
	var out []lexicon.Word
	for j := range h.Words {
		if w := &h.Words[j]; w.Noun && w.End <= h.Start+end {
			out = append(out, *w)
		}
	}
	return out
}

// HasTopic reports whether a part names what it is about by a noun. A value is no topic of
// its own: 토요일은, 3인용은.
func (p *Passage) HasTopic(h *Part) bool {
	m := TopicMark.FindStringIndex(p.Text[h.Start:h.End] + " ")
	return m != nil && len(h.topicWords(m[1])) > 0
}

// Mentions reports whether the passage's text contains the value.
func (p *Passage) Mentions(x *value.Value) bool {
	for i := range p.Parts {
		if Holds(p.Parts[i].Values, x) {
			return true
		}
	}
	return false
}

// Year returns the year in a passage's title or, without one, the year in which
// the passage comes into force. It is 0 if there is neither.
func (p *Passage) Year() int { return p.year }

func (p *Passage) readYear() int {
	for k := range p.Values {
		if v := &p.Values[k]; v.Class == value.Date && v.Date.Year > 0 {
			return v.Date.Year
		}
	}
	if m := yearIn.FindStringSubmatch(p.Title); m != nil {
		n, _ := value.DigitsOnly(m[1], 0)
		return n
	}
	if m := inForce.FindStringSubmatch(p.Text); m != nil {
		n, _ := value.DigitsOnly(m[1], 0)
		return n
	}
	return 0
}

// PlainText is a unit as plain text. In a row, each cell follows the heading of
// its column.
func (p *Passage) PlainText(u *Unit) string {
	if !u.Row || u.Header == nil {
		return strings.Join(strings.Fields(p.Text[u.Start:u.End]), " ")
	}
	var b []string
	for k, c := range u.Cells {
		if k < len(u.Header) {
			b = append(b, u.Header[k])
		}
		b = append(b, c.Of(p.Text))
	}
	return strings.Join(strings.Fields(strings.Join(b, " ")), " ")
}

func Holds(values []value.Value, x *value.Value) bool {
	for k := range values {
		if e := &values[k]; e.Class == x.Class && (x.Class != value.Quantity || e.Dim == x.Dim) &&
			x.Equal(e) {
			return true
		}
	}
	return false
}

var (
	yearIn  = regexp.MustCompile(`(?:^|[^\d])(20\d\d)(?:[^\d]|$)`)
	inForce = regexp.MustCompile(`(?:시행일?|개정일?|기준일?|발효일?|일시)(?: ?[:：])? ?(20\d\d)[.년-]`)
)

// shorten sets the short names of rows: 어린이 of 어린이(만 2~12세).
func (p *Passage) shorten() {
	for i := range p.Units {
		u := &p.Units[i]
		short, _, ok := strings.Cut(u.Name, "(")
		if !ok || !strings.HasSuffix(u.Name, ")") || korean.Length(short) < 2 {
			continue
		}
		alone := true
		for k := range p.Units {
			alone = alone && (k == i || !strings.Contains(p.Units[k].Name, short))
		}
		if alone {
			u.Short = short
		}
	}
}

// Passage is a passage cut into units and parts.
type Passage struct {
	Title  string
	Text   string
	Units  []Unit
	Parts  []Part
	All    lexicon.BagOf // title and text
	Titled lexicon.BagOf // the title alone
	Values []value.Value // of the title
	States [][][]float32 // vectors of each unit's words; nil unless encoded
	year   int           // see Year
}

// Unit is a sentence or a row of a passage.
type Unit struct {
	Start, End  int
	First, Last int           // its parts, [first:last)
	Own         lexicon.BagOf // its words
	Above       lexicon.BagOf // what it stands under: the line above a list, a table's header, a heading
	Row         bool          // of a table
	Cells       []korean.Span
	Header      []string
	Labels      lexicon.BagOf  // the words in a row's label
	Label       []lexicon.Word // what names the row: its first cell, or what stands before the colon
	Name        string         // of a row: its first cell without blanks
	Short       string         // Name without what stands in brackets behind it, if no other row has it
	Marks       []value.Value  // the values in the label
}
