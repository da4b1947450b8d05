package verify

import (
	"slices"

	"github.com/mundap/mundap/internal/korean"
	"github.com/mundap/mundap/internal/verify/claim"
	"github.com/mundap/mundap/internal/verify/passage"
	"github.com/mundap/mundap/internal/verify/scope"
	"github.com/mundap/mundap/internal/verify/signal"
	"github.com/mundap/mundap/internal/verify/view"
)

// Verdict says whether the passages support a sentence.
type Verdict string

const (
	Supported   Verdict = "supported"
	Unsupported Verdict = "unsupported"
	// the sentence contains nothing that could be right or wrong: a greeting, a
	// question, a transition, or a statement that the passages don't answer
	NoClaim Verdict = "no_claim"
)

// Reason is a stable code for why a sentence is unsupported.
type Reason = view.Reason

// The reasons; see package view.
const (
	NoReason     = view.NoReason
	WrongNumber  = view.WrongNumber
	WrongDate    = view.WrongDate
	WrongName    = view.WrongName
	WrongCode    = view.WrongCode
	OtherRow     = view.OtherRow
	Negated      = view.Negated
	Condition    = view.Condition
	Exception    = view.Exception
	Limit        = view.Limit
	Modality     = view.Modality
	NotInSources = view.NotInSources
	NoSources    = view.NoSources
)

// Passage is a text on which an answer may rest. Its title is evidence too.
type Passage struct{ Title, Text string }

// Sentence is a sentence of an answer, an item of a list, or a row of a table.
type Sentence struct {
	Text     string
	Question string // supplies what the sentence leaves out
	Cites    []int  // the passages that the model cited, by index; others are ignored
	Header   string // for a row of a table: the table's first row
}

// Range is a part of a passage's text, in bytes.
type Range struct {
	Passage    int
	Start, End int
}

// Finding is the result for a sentence.
type Finding struct {
	Verdict   Verdict
	Citations []int   // indexes of the passages that support it, ascending; empty unless supported
	Evidence  []Range // the parts of the passages that support it; empty unless supported
	Reason    Reason
	Claim     korean.Span // the part of the sentence that is wrong; empty if unknown
}

// Passages are passages that have been read. They don't change, so any number
// of goroutines may use them at once. The zero value contains none.
type Passages struct{ set scope.Set }

// Prepare reads passages.
func Prepare(list []Passage) *Passages {
	read := make([]*passage.Passage, len(list))
	for i, text := range list {
		read[i] = passage.Read(text.Title, text.Text)
	}
	return &Passages{scope.New(read)}
}

// Of is Prepare for passages that ReadPassage has already read. The same
// passage may be used in several lists.
func Of(list ...*Read) *Passages {
	read := make([]*passage.Passage, len(list))
	for i, r := range list {
		read[i] = r.p
	}
	return &Passages{scope.New(read)}
}

// Read is a passage that ReadPassage has read.
type Read struct{ p *passage.Passage }

// ReadPassage reads a passage, for Of.
func ReadPassage(text Passage) *Read { return &Read{passage.Read(text.Title, text.Text)} }

// Check judges a sentence.
func (p *Passages) Check(s Sentence) Finding {
	s, ok := s.withoutConcession()
	if !ok {
		return Finding{Verdict: NoClaim}
	}
	return p.check(s, nil)
}

// read reads a sentence.
func (p *Passages) read(s Sentence) *claim.Claim {
	return claim.Read(s.Text, s.Question, s.Cites, p.set.Names...)
}

func (p *Passages) check(s Sentence, w *signal.Witness) Finding {
	c := p.read(s)
	if c.Empty() {
		return Finding{Verdict: NoClaim}
	}
	if len(p.set.List) == 0 {
		return Finding{Verdict: Unsupported, Reason: NoSources}
	}
	if p.wishes(c) {
		return Finding{Verdict: NoClaim}
	}
	f := p.judge(c, w)
	if f.Verdict == Supported {
		slices.Sort(f.Citations)
	}
	return f
}
