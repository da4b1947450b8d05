package morph

import (
	"fmt"
	"hash/fnv"
)

// termsVersion is raised whenever the analyzer gives other terms for some text:
// with a changed dictionary, changed code, or changed rules. Indexes that were
// made with another version are made anew. A test holds what this version
// gives.
const termsVersion = 3

// Version identifies what [Analyzer.Analyze] makes of texts: two analyzers with
// the same version give the same terms. It changes with the system dictionary,
// the code and the words of the user dictionary.
func (a *Analyzer) Version() string {
	d := a.user.Load()
	if d.Len() == 0 {
		return fmt.Sprint(termsVersion)
	}
	return fmt.Sprintf("%d+%08x", termsVersion, d.fingerprint())
}

// fingerprint tells user dictionaries with different words apart.
func (d *UserDictionary) fingerprint() uint32 {
	if known := d.print.Load(); known != 0 {
		return known
	}
	hash := fnv.New32a()
	fmt.Fprintln(hash, len(d.next)) // tells spellings with white space, which have the same text
	for i := range d.words {
		w := &d.words[i]
		fmt.Fprintf(hash, "%q %q %q\n", w.text, w.parts, w.synonyms)
	}
	print := max(1, hash.Sum32())
	d.print.Store(print)
	return print
}
