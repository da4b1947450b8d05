package main

import (
	"bytes"
	"os"
	"testing"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// The committed dictionary is what the compiler makes of its source, byte by byte.
func TestCommittedDictionaryIsCurrent(t *testing.T) {
	if testing.Short() || raceDetector {
		t.Skip("compiles the whole dictionary: about ten seconds, minutes under the race detector")
	}
	want, err := compile()
	if err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile("../ko.dict")
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("ko.dict (%d bytes) differs from what go generate writes (%d bytes)", len(got),
			len(want))
	}
}
