package morph

import (
	"slices"
	"sync"
	"sync/atomic"
)

// Analyzer splits text into terms. The zero value is ready to use; it has no
// user dictionary. An Analyzer may be used by any number of goroutines at once
// and must not be copied after first use.
type Analyzer struct {
	user  atomic.Pointer[UserDictionary]
	pools sync.Pool // of *analysis
}

// maxText is the most of a text that is analysed: offsets are 32-bit numbers.
const maxText = 1 << 30

// maxKept is the most units for which the storage of an analysis is kept for the next one.
const maxKept = 1 << 20

// analysis is the storage of one running call.
type analysis struct {
	normalizer normalizer
	units      []unit
	lattice    lattice
	emitter    emitter
}

// Analyze appends the terms of text for one field or several to dst and returns
// the extended slice, as append does: pass the previous result cut to [:0] to
// analyse without allocating. (Text that is not yet normal, capital letters
// included, costs one allocation; so do pairs, and terms that don't stand in
// the text, such as readings.)
//
// The terms of each field come in the order of their positions; the fields
// follow one another. Documents and queries are analysed alike, so that equal
// words give equal terms, in NFC or NFD. Any string is accepted, valid UTF-8 or
// not: bytes that are not text give no terms. Time is linear in len(text). A
// text over 1 GiB is analysed up to there.
func (a *Analyzer) Analyze(dst []Term, text string, fields Fields) []Term {
	if len(text) > maxText {
		text = text[:maxText]
	}
	w, ok := a.pools.Get().(*analysis)
	if !ok {
		w = &analysis{}
	}
	dst = w.run(dst, text, fields, a.user.Load())
	if cap(w.units) <= maxKept {
		w.release()
		a.pools.Put(w)
	}
	return dst
}

// SetUserDictionary makes later calls of [Analyzer.Analyze] use d; running ones
// finish with the dictionary they began with. nil removes the user dictionary.
// Documents indexed before keep their old terms until they are indexed again.
func (a *Analyzer) SetUserDictionary(d *UserDictionary) { a.user.Store(d) }

func (w *analysis) run(dst []Term, text string, fields Fields, user *UserDictionary) []Term {
	d := system()
	normal := w.normalizer.normalize(text)
	w.units = scan(w.units[:0], d, normal)
	e := &w.emitter
	e.begin(d, user, normal, &w.normalizer, w.units, dst)
	if fields&(Words|Pairs) != 0 {
		w.lattice.segment(d, user, normal, w.units)
		e.words(w.lattice.path)
	}
	if fields&Pairs != 0 {
		words := len(e.dst)
		e.pairs()
		if fields&Words == 0 {
			e.dst = slices.Delete(e.dst, len(dst), words)
		}
	}
	if fields&Bigrams != 0 {
		e.bigrams()
	}
	return e.dst
}

// release drops what would keep the caller's memory alive.
func (w *analysis) release() {
	w.lattice.text, w.lattice.user, w.lattice.units = "", nil, nil
	w.emitter.text, w.emitter.dst, w.emitter.user = "", nil, nil
}
