// Package morph turns Korean text into search terms by morphological analysis with mecab-ko-dic.
//
//	var a morph.Analyzer
//	terms := a.Analyze(nil, "대한민국의 수도는 서울이다.", morph.AllFields)
//
// # How a text becomes terms
//
//  1. normalize.go brings the text into one form (NFC, compatibility characters folded, lower case) and remembers offsets.
//  2. scan.go cuts it into units: characters, and tokens (runs of Latin letters and digits, numbers, codes).
//  3. lattice.go finds the cheapest way to cut the units into words: Viterbi's algorithm over the words of the dictionary
//     and of the user's (user.go), with mecab-ko's penalty for white space before particles, endings and suffixes.
//  4. emit.go, predicate.go, number.go and quantity.go turn the words into terms: compounds and inflected words with
//     their parts, verbs and adjectives with the stems of their dictionary forms (stem.go), numbers with units,
//     articles of laws, dates, codes, Hanja with their reading. Particles, endings, the copula 이다, auxiliary verbs,
//     the suffixes 하다 and 되다, and symbols are dropped. Neighbouring words make pairs, neighbouring characters
//     bigrams.
//
// # The dictionary
//
// ko.dict is mecab-ko-dic 2.1.1 compiled by the command in compile (go
// generate; a test compares). It is embedded and used in place: a string in the
// program's read-only data, so that nothing is parsed at start, only the pages
// that are touched are loaded, and processes share them. Package dictfile
// documents the layout. It takes 9.3 MB (5.5 MB gzipped) for 774,584 words,
// because
//
//   - the trie is a double array of 5-byte units over characters (not bytes) numbered by frequency, whose labels take the
//     place of check indices;
//   - an entry is 8 bytes, and words with the same entries share them: the 816,283 entries become 94,098;
//   - connection ids that behave nearly alike are merged: 2,693 × 3,822 costs become 618 × 610 (see compile/merge.go);
//   - entries that another one of the same surface beats whatever stands beside them are left out;
//   - compounds store where they come apart, not their parts: 160,000 compounds share 855 patterns.
//
// # Speed
//
// Finding the cheapest path through the lattice takes four fifths of the time:
// about 1,700 instructions and 16 mispredicted branches per character in all.
// These measures made it faster:
//
//   - The ways to arrive at a unit are sorted by cost, and the search stops at the
//     least cost of the matrix row.
//   - Words that a bound shows to be too expensive are left out before their
//     connections are looked up. Entries are in the order of that bound, so the
//     rest of a surface is left out at once.
//   - There is a beam (see the constant beam).
//   - Connection ids are merged, so the matrix stays in the processor's cache, and
//     numbered so that frequent ones are close together.
//   - The trie is searched for 256 characters at once (match.go), so that many
//     accesses to memory overlap.
//
// These did not: keeping only the cheapest arrival in front instead of sorting,
// pointers to matrix rows in the table of left ids, and leaving out units that
// only expensive words reach.
//
// docs/search.md describes the measurements of search quality.
package morph
