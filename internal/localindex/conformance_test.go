package localindex_test

import (
	"testing"

	"github.com/mundap/mundap/internal/korean/morph"
	"github.com/mundap/mundap/internal/localindex"
	"github.com/mundap/mundap/internal/retrieve"
	"github.com/mundap/mundap/internal/retrieve/retrievetest"
)

func open(t testing.TB, o localindex.Options) *localindex.Index {
	t.Helper()
	if o.Storage == nil {
		folder, err := localindex.NewFolder(t.TempDir())
		if err != nil {
			t.Fatal(err)
		}
		o.Storage = folder
	}
	o.Analyzer = &morph.Analyzer{}
	ix, err := localindex.Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := ix.Close(); err != nil {
			t.Error(err)
		}
	})
	return ix
}

func TestConformance(t *testing.T) {
	retrievetest.Run(t, retrievetest.Harness{New: func(t *testing.T) retrieve.Store {
		return open(t, localindex.Options{})
	}})
}
