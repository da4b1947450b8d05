package morph

import "github.com/mundap/mundap/internal/korean/morph/sejong"

// Term is one searchable unit of a text: what an index stores and a query asks for.
//
// Terms of one call to [Analyzer.Analyze] share memory: Text is a part of the
// analysed string, of its normalised copy, or of the embedded dictionary.
// Keeping one Term keeps that string alive; clone Text before storing it for
// long.
type Term struct {
	// Text is the normal form, equal for every spelling of the term that should
	// match: NFC with compatibility forms folded (full width, ligatures,
	// circled numbers), lower case. No white space but for one space in a pair.
	// Never empty.
	Text string

	// Start and End are byte offsets of the term in the analysed text as it was
	// given (before normalisation): 0 ≤ Start < End ≤ len(text), both at the
	// beginning of a character. They are what a highlight marks.
	Start, End int32

	// Position counts the morphemes of the text from 0, dropped ones
	// (particles, endings, symbols) included, so two terms are neighbours in
	// the text when their positions differ by little. It never decreases from
	// one term to the next of the same field.
	Position int32

	// Span is the number of positions that the term covers: 1 for a simple
	// morpheme, the number of parts for a compound or a pair. At least 1.
	Span uint16

	// POS is the part of speech, the first one for an inflected word or a pair.
	POS sejong.Tag

	// Kind says how the term came about.
	Kind Kind

	// Field is the one field the term belongs to. Terms of different fields
	// must not be mixed in one posting list.
	Field Fields
}

// Kind says how a [Term] came about.
type Kind uint8

// The kinds of terms.
const (
	// Morpheme is a word or morpheme as it stands in the text.
	Morpheme Kind = iota
	// Part is a piece of a compound, of an inflected word (its stem, without
	// endings), or of a code: it stands beside the whole at the same place.
	Part
	// Latin is a run of letters, or letters and digits, that are not Korean: docker, a4, us-east-1.
	Latin
	// Number is a run of digits with its separators removed: 1,000 is 1000.
	Number
	// Quantity is a number with its unit or counter (2025년, 3개월, 10kg, 3.5%) or an article (제3조).
	Quantity
	// Date is a calendar date written out, whatever its spelling in the text: 2025-11-23.
	Date
	// Code is a composed identifier kept whole: ERR-1042, v1.2.3, name@example.com.
	Code
	// Reading is the Hangul reading of a word in Hanja, beside the word itself.
	Reading
	// Synonym is another word for the term at the same place, from the user dictionary.
	Synonym
	// Bigram is two neighbouring characters.
	Bigram
	// Pair is two neighbouring morphemes.
	Pair
	// Unknown is a word that is in no dictionary.
	Unknown
	// Stem is another stem at the place of a verb or adjective: one that it may also be a
	// form of, or that of the verb that it is a part of.
	Stem
)

var kindNames = [...]string{
	"morpheme", "part", "latin", "number", "quantity", "date", "code", "reading", "synonym",
	"bigram", "pair", "unknown", "stem",
}

// String returns the kind's lower-case English name.
func (k Kind) String() string {
	if int(k) < len(kindNames) {
		return kindNames[k]
	}
	return "invalid"
}

// Fields is a set of index fields. Each is searched and weighted on its own.
type Fields uint8

// The fields of an index over Korean text.
const (
	// Words holds words, morphemes, their parts, numbers and codes.
	Words Fields = 1 << iota
	// Bigrams holds pairs of neighbouring characters, across white space too:
	// they find words that the dictionary does not know and words with spacing
	// errors.
	Bigrams
	// Pairs holds pairs of neighbouring morphemes: they reward the words of a
	// query standing together.
	Pairs

	// AllFields is the set of all fields.
	AllFields = Words | Bigrams | Pairs
)
