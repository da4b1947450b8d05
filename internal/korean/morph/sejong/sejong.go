// Package sejong defines the parts of speech of Korean: the Sejong tag set in
// the variant of mecab-ko-dic.
package sejong

// Tag is a part of speech.
type Tag uint8

// The parts of speech. Those from JKS on, and the copula, carry no meaning of their own.
const (
	None Tag = iota
	NNG      // common noun
	NNP      // proper noun
	NNB      // dependent noun
	NNBC     // counter, unit
	NR       // numeral
	NP       // pronoun
	VV       // verb
	VA       // adjective
	VX       // auxiliary verb
	VCP      // positive copula 이다
	VCN      // negative copula 아니다
	MM       // determiner
	MAG      // adverb
	MAJ      // conjunctive adverb
	IC       // interjection
	XPN      // noun prefix
	XR       // root
	XSN      // noun suffix
	XSV      // verb suffix
	XSA      // adjective suffix
	SL       // foreign letters
	SH       // Hanja
	SN       // number
	UNK      // unknown word
	UNA      // unanalysable, in the dictionary
	NA       // unanalysable
	VSV      // verb after a noun, rare
	JKS      // subject particle
	JKC      // complement particle
	JKG      // genitive particle
	JKO      // object particle
	JKB      // adverbial particle
	JKV      // vocative particle
	JKQ      // quotative particle
	JX       // auxiliary particle
	JC       // conjunctive particle
	EP       // pre-final ending
	EF       // final ending
	EC       // connective ending
	ETN      // nominalising ending
	ETM      // adnominal ending
	SF       // full stop, question mark, exclamation mark
	SE       // ellipsis
	SSO      // opening bracket
	SSC      // closing bracket
	SC       // separator
	SY       // other symbol
	SP       // white space
	numTags
)

var names = [numTags]string{
	"", "NNG", "NNP", "NNB", "NNBC", "NR", "NP", "VV", "VA", "VX", "VCP", "VCN", "MM", "MAG", "MAJ",
	"IC", "XPN", "XR",
	"XSN", "XSV", "XSA", "SL", "SH", "SN", "UNKNOWN", "UNA", "NA", "VSV", "JKS", "JKC", "JKG",
	"JKO", "JKB", "JKV",
	"JKQ", "JX", "JC", "EP", "EF", "EC", "ETN", "ETM", "SF", "SE", "SSO", "SSC", "SC", "SY", "SP",
}

// String returns the tag's usual name, such as NNG.
func (p Tag) String() string {
	if p < numTags {
		return names[p]
	}
	return "invalid"
}

// IsNoun reports whether the part of speech is a noun, a root, or foreign,
// Hanja or unknown text used as one.
func (p Tag) IsNoun() bool {
	switch p {
	case NNG, NNP, NNB, NNBC, NR, NP, XR, SL, SH, SN, UNK:
		return true
	}
	return false
}

// IsContent reports whether words of this part of speech can carry meaning: all
// but particles, endings, the copula 이다, symbols and white space.
func (p Tag) IsContent() bool { return p > None && p < JKS && p != VCP }

// Parse returns the tag of a name such as NNG.
func Parse(name string) (Tag, bool) {
	for t := NNG; t < numTags; t++ {
		if names[t] == name {
			return t, true
		}
	}
	return None, false
}
