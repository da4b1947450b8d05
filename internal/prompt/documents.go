package prompt

import "strings"

// Passage is an excerpt in a prompt.
type Passage struct {
	Number   int // as it is cited, from 1
	Title    string
	Headings []string // outermost first
	Page     int      // 0: none
	Text     string
}

// fenced is a Passage as the templates show it.
type fenced struct {
	Number          int
	Title, Headings string
	Page            int
	Text            string
}

func fence(passages []Passage, f Fence) []fenced {
	out := make([]fenced, len(passages))
	for i, p := range passages {
		out[i] = fenced{p.Number, f.line(p.Title), f.line(strings.Join(p.Headings, " > ")), p.Page,
			f.clean(p.Text)}
	}
	return out
}

// Grounded asks for an answer from passages, with their numbers as citations if cite is set.
func Grounded(l Language, question string, passages []Passage, cite bool, f Fence) Prompt {
	return render(l, "qa", struct {
		Question string
		Passages []fenced
		Cite     bool
		Fence    Fence
	}{question, fence(passages, f), cite, f}, string(f))
}

// Judgement asks which of an answer's sentences the passages bear out: a JSON
// array of {"n","verdict","sources"}, n from 1.
func Judgement(l Language, question string, passages []Passage, sentences []string,
	f Fence) Prompt {
	type numbered struct {
		Number int
		Text   string
	}
	list := make([]numbered, len(sentences))
	for i, s := range sentences {
		list[i] = numbered{i + 1, f.clean(s)}
	}
	return render(l, "judge", struct {
		Question  string
		Passages  []fenced
		Sentences []numbered
		Fence     Fence
	}{question, fence(passages, f), list, f}, string(f))
}

// General asks for what is generally known on a question on which the documents hold nothing.
func General(l Language, question string) Prompt {
	return render(l, "general", struct{ Question string }{question})
}

// Code asks for code in a language, with passages of the user's own code as
// examples (none: without).
func Code(l Language, c CodeLanguage, question string, passages []Passage, f Fence) Prompt {
	return render(l, "code", struct {
		Language, Label, Question string
		Passages                  []fenced
		Fence                     Fence
	}{c.Name, c.Label, question, fence(passages, f), f}, string(f))
}

// SummaryKind says how a document is summarised.
type SummaryKind string

const (
	Prose SummaryKind = "summary"
	Table SummaryKind = "summary-csv"  // by rows
	Codes SummaryKind = "summary-code" // by function, explained in Korean whatever the language
	// Merged are the summaries of a long document's parts, in order.
	Merged SummaryKind = "summary-merged"
)

// SummaryLength is how many characters a summary should have, about.
const SummaryLength = 500

// Document is what Summary and Guide ask about.
type Document struct {
	Name string // as the user calls it
	Text string // as much of it as fits
	// Language of the document, an ISO 639-1 code, in which the answer is written;
	// "": Korean.
	Language string
	Cut      bool // Text is only the beginning
	// Part and Of say that Text is one of so many parts, from 1; if 0, it is not.
	Part, Of int
}

// Summary asks for a summary in the document's language.
func Summary(kind SummaryKind, d Document, f Fence) Prompt {
	l, written := d.written()
	if kind == Codes {
		l = Korean
	}
	return render(l, string(kind), struct {
		Name, Text, Written string
		Cut                 bool
		Part, Of            int
		Length              int
		Fence               Fence
	}{f.line(d.Name), f.clean(d.Text), written, d.Cut, d.Part, d.Of, SummaryLength, f}, string(f))
}

// Function is what Explanation asks about.
type Function struct {
	Name     string // of the function or class
	Language string // "python", "go", …
	Text     string
}

// Explanation asks what a piece of code does, in Korean, so that it is found by
// questions in Korean.
func Explanation(c Function, f Fence) Prompt {
	return render(Korean, "function", struct {
		Name, Language, Text string
		Fence                Fence
	}{f.line(c.Name), f.line(c.Language), f.clean(c.Text), f}, resultTag, string(f))
}

// Guide asks for a guide to a document in the document's language: a summary, key
// terms and questions, each under its label. Labels are Korean for a Korean
// document, and English for all others.
func Guide(d Document, f Fence) Prompt {
	l, written := d.written()
	return render(l, "guide", struct {
		Name, Text, Written string
		Fence               Fence
	}{f.line(d.Name), f.clean(d.Text), written, f}, resultTag, string(f))
}
