package rank

import (
	"cmp"
	"slices"

	"github.com/mundap/mundap/internal/localindex/segment"
)

// Filter says which passages of a segment may be found. A nil slice or set does not restrict.
type Filter struct {
	DocumentOf segment.Column // needed for Dead and Readers
	Dead       segment.Bitmap // documents that must not be found

	Readers  segment.Column // set of readers of each document
	ReaderOK []bool         // by set

	Kinds  []byte
	KindOK []bool // by kind

	Languages  []byte
	LanguageOK []bool // by language

	// Ranges limits the search to passages in [first, end). They are in
	// ascending order and don't overlap.
	Ranges [][2]uint32
}

// Accepts reports whether p may be found. It does not check Ranges.
func (f *Filter) Accepts(p uint32) bool {
	if f == nil {
		return true
	}
	if f.KindOK != nil && !has(f.KindOK, uint32(f.Kinds[p])) || f.LanguageOK != nil &&
		!has(f.LanguageOK, uint32(f.Languages[p])) {
		return false
	}
	if f.Dead == nil && f.ReaderOK == nil {
		return true
	}
	d := f.DocumentOf.At(p)
	if f.Dead.Has(d) {
		return false
	}
	if f.ReaderOK == nil {
		return true
	}
	return has(f.ReaderOK, f.Readers.At(d))
}

// has reports whether the i-th entry passes; one that is in no table does not.
func has(ok []bool, i uint32) bool { return uint64(i) < uint64(len(ok)) && ok[i] }

// admits reports whether p may be found and lies in one of the ranges.
func (f *Filter) admits(p uint32) bool { return f.Accepts(p) && f.inside(p) }

// inside reports whether p lies in one of the ranges.
func (f *Filter) inside(p uint32) bool {
	if f == nil || f.Ranges == nil {
		return true
	}
	i, found := slices.BinarySearchFunc(f.Ranges, p,
		func(r [2]uint32, p uint32) int { return cmp.Compare(r[0], p) })
	return found || i > 0 && p < f.Ranges[i-1][1]
}

// ranges are the parts of a segment of n passages to be searched.
func (f *Filter) ranges(n int) [][2]uint32 {
	if f == nil || f.Ranges == nil {
		return [][2]uint32{{0, uint32(n)}}
	}
	return f.Ranges
}

// Ranges returns the ranges of passages to be searched.
func (s Source) Ranges() [][2]uint32 { return s.Filter.ranges(s.Passages()) }
