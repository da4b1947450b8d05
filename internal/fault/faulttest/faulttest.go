// Package faulttest has the check of errors that conformance suites share:
// [Want].
package faulttest

import (
	"testing"

	"github.com/mundap/mundap/internal/fault"
)

// Want marks the test as failed unless err has the kind.
func Want(t testing.TB, err error, kind fault.Kind) {
	t.Helper()
	if !fault.Is(err, kind) {
		t.Errorf("got error %v, want one of kind %v", err, kind)
	}
}
