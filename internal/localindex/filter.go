package localindex

import (
	"cmp"
	"slices"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/localindex/rank"
)

// filter returns the passages of a segment that the query may find, or nil for
// all of them.
func (s *search) filter(p part) (*rank.Filter, error) {
	var f rank.Filter
	var errs [5]error
	f.ReaderOK = verdicts(p.ReaderSets(), func(set []string) bool { return canRead(s.scope, set) })
	f.KindOK = verdicts(p.KindNames(), s.wantsKind)
	f.LanguageOK = verdicts(p.LanguageNames(),
		func(l string) bool { return s.query.Languages == nil || slices.Contains(s.query.Languages, l) })
	f.Dead = p.dead
	if f.ReaderOK != nil {
		f.Readers, errs[0] = p.DocumentReaders()
	}
	if f.KindOK != nil {
		f.Kinds, errs[1] = p.Kinds()
	}
	if f.LanguageOK != nil {
		f.Languages, errs[2] = p.Languages()
	}
	if f.Dead != nil || f.ReaderOK != nil {
		f.DocumentOf, errs[3] = p.DocumentOf()
	}
	if s.query.Documents != nil {
		f.Ranges, errs[4] = p.ranges(s.query.Documents)
	}
	if none(f.ReaderOK) || none(f.KindOK) || none(f.LanguageOK) {
		f.Ranges = [][2]uint32{} // nothing of it is looked at; its readers' statistics still count
	}
	if f.Dead == nil && f.ReaderOK == nil && f.KindOK == nil && f.LanguageOK == nil &&
		f.Ranges == nil {
		return nil, cmp.Or(errs[:]...)
	}
	return &f, cmp.Or(errs[:]...)
}

// verdicts judges each entry of a segment's table. It returns nil if all of
// them pass.
func verdicts[T any](table []T, passes func(T) bool) []bool {
	ok := make([]bool, len(table))
	all := true
	for i, entry := range table {
		ok[i] = passes(entry)
		all = all && ok[i]
	}
	if all {
		return nil
	}
	return ok
}

// none reports whether no entry passes.
func none(ok []bool) bool { return ok != nil && !slices.Contains(ok, true) }

func canRead(scope auth.Scope, readers []string) bool {
	return slices.ContainsFunc(readers, func(r string) bool { return slices.Contains(scope.Principals, auth.Principal(r)) })
}

func (s *search) wantsKind(kind string) bool {
	if s.query.Kinds == nil {
		return document.ChunkKind(kind) != document.Code
	}
	return slices.Contains(s.query.Kinds, document.ChunkKind(kind))
}

// ranges returns the passages of documents in ascending order. It never returns
// nil.
func (p part) ranges(keys []document.ID) ([][2]uint32, error) {
	ranges := [][2]uint32{}
	for _, key := range slices.Compact(slices.Sorted(slices.Values(keys))) {
		found, err := p.find(string(key))
		if err != nil {
			return nil, err
		}
		for _, l := range found {
			_, first, end, err := p.Document(l.number)
			if err != nil {
				return nil, err
			}
			if first < end {
				ranges = append(ranges, [2]uint32{first, end})
			}
		}
	}
	slices.SortFunc(ranges, func(a, b [2]uint32) int { return cmp.Compare(a[0], b[0]) })
	return ranges, nil
}
