package localindex_test

import (
	"testing"

	"github.com/mundap/mundap/internal/localindex"
	"github.com/mundap/mundap/internal/localindex/indextest"
	"github.com/mundap/mundap/internal/retrieve"
	"github.com/mundap/mundap/internal/retrieve/retrievetest"
)

func open(t testing.TB, o localindex.Options) *localindex.Index {
	t.Helper()
	return indextest.Open(t, o)
}

func TestConformance(t *testing.T) {
	retrievetest.Run(t, retrievetest.Harness{New: func(t *testing.T) retrieve.Store {
		return open(t, localindex.Options{})
	}})
}
