package verify

import (
	"slices"

	"github.com/mundap/mundap/internal/korean"
)

// Verdict says whether the passages bear a sentence out.
type Verdict string

const (
	Supported   Verdict = "supported"
	Unsupported Verdict = "unsupported"
	// a greeting, a question, a transition, or that the passages don't tell:
	// nothing that could be right or wrong
	NoClaim Verdict = "no_claim"
)

// Reason is why a sentence is unsupported: a stable code.
type Reason string

const (
	NoReason     Reason = ""
	WrongNumber  Reason = "number"     // no passage gives this quantity
	WrongDate    Reason = "date"       // no passage gives this date, time or day of the week
	WrongName    Reason = "name"       // no passage names this person, place or thing
	WrongCode    Reason = "version"    // no passage has this code, version or address
	OtherRow     Reason = "other_row"  // the value belongs to another row, product, version or date
	Negated      Reason = "negation"   // the passages say the opposite
	Condition    Reason = "condition"  // the passages name a condition that is left out
	Exception    Reason = "exception"  // the passages name an exception that is left out
	Limit        Reason = "limit"      // at most for at least, before for after
	Modality     Reason = "obligation" // may for must, or must for may
	NotInSources Reason = "not_found"  // the passages say nothing of the kind
	NoSources    Reason = "no_sources" // there are no passages
)

// Passage is a text that an answer may rest on. Its title is evidence too.
type Passage struct{ Title, Text string }

// Sentence is a sentence of an answer, an item of a list, or a row of a table.
type Sentence struct {
	Text     string
	Question string // supplies what the sentence leaves out
	Cites    []int  // the passages that the model cited, by index; others are ignored
	Header   string // of a table's row: the table's first row
}

// Range is a part of a passage's text, in bytes.
type Range struct {
	Passage    int
	Start, End int
}

// Finding is what is found about a sentence.
type Finding struct {
	Verdict   Verdict
	Citations []int   // the passages that bear it out, ascending; empty unless supported
	Evidence  []Range // what in them does; empty unless supported
	Reason    Reason
	Claim     korean.Span // what in the sentence is wrong, if it can be told; otherwise empty
}

// Passages are passages that have been read. They don't change, and may be used
// by any number of goroutines at once. The zero value has none.
type Passages struct {
	list []*passage
	rare rarity
}

// Prepare reads passages.
func Prepare(list []Passage) *Passages {
	p := &Passages{}
	for _, text := range list {
		p.list = append(p.list, readPassage(text.Title, text.Text))
	}
	p.rare = newRarity(p.list)
	return p
}

// Of is Prepare for passages that Read has read, each of which may be in several lists.
func Of(list ...*Read) *Passages {
	p := &Passages{}
	for _, r := range list {
		p.list = append(p.list, r.p)
	}
	p.rare = newRarity(p.list)
	return p
}

// Read is one passage that has been read.
type Read struct{ p *passage }

// ReadPassage reads a passage, for Of.
func ReadPassage(text Passage) *Read { return &Read{readPassage(text.Title, text.Text)} }

// Check judges a sentence.
func (p *Passages) Check(s Sentence) Finding {
	s, ok := s.withoutConcession()
	if !ok {
		return Finding{Verdict: NoClaim}
	}
	return p.check(s, nil)
}

func (p *Passages) check(s Sentence, w *witness) Finding {
	c := readClaim(s)
	if c.empty() {
		return Finding{Verdict: NoClaim}
	}
	if len(p.list) == 0 {
		return Finding{Verdict: Unsupported, Reason: NoSources}
	}
	f := p.judge(c, w)
	if f.Verdict == Unsupported && p.wishes(c) {
		return Finding{Verdict: NoClaim}
	}
	if f.Verdict == Supported {
		slices.Sort(f.Citations)
	}
	return f
}
