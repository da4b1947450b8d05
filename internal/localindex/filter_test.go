package localindex

import (
	"testing"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/retrieve"
)

// Each question asks for entries of lists of questions and answers first. Where
// there are none, that must not cost what going through all passages does.
func TestASegmentWithoutWhatIsAskedForIsNotLookedAt(t *testing.T) {
	ix := openPieces(t, newTestDisk(), Options{})
	putLong(t, ix, "long", 2)
	snap := ix.acquire()
	defer snap.release()
	for name, test := range map[string]struct {
		scope auth.Scope
		query retrieve.Query
		looks bool
	}{
		"a kind that it has":     {auth.LocalScope(), retrieve.Query{Kinds: []document.ChunkKind{document.Prose}}, true},
		"a kind that it lacks":   {auth.LocalScope(), retrieve.Query{Kinds: []document.ChunkKind{document.FAQ}}, false},
		"a language it lacks":    {auth.LocalScope(), retrieve.Query{Languages: []string{"python"}}, false},
		"a reader who has none":  {auth.Scope{}, retrieve.Query{}, false},
		"whatever the asker may": {auth.LocalScope(), retrieve.Query{}, true},
	} {
		for _, p := range snap.parts {
			s := search{ix: ix, snap: snap, scope: test.scope, query: test.query}
			f, err := s.filter(p)
			if err != nil {
				t.Fatal(err)
			}
			if looks := f == nil || f.Ranges == nil; looks != test.looks {
				t.Errorf("%s: looked at %v", name, looks)
			}
		}
	}
}
