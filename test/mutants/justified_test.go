package main

import (
	"path"
	"slices"
	"strings"
	"testing"
)

// A justified mutant whose code is gone justifies nothing.
func TestJustifiedMutantsExist(t *testing.T) {
	t.Chdir("../..")
	known, err := readJustified("test/mutants/justified")
	if err != nil || len(known) == 0 {
		t.Fatalf("%d are justified, %v", len(known), err)
	}
	there := map[string]bool{}
	for id := range known {
		file, _, _ := strings.Cut(id, " ")
		all, err := mutantsIn(file, 0)
		if err != nil {
			t.Fatal(err)
		}
		written, err := damagesIn(path.Dir(file))
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range slices.Concat(all, written) {
			there[m.id()] = true
		}
	}
	for id := range known {
		if !there[id] {
			t.Errorf("no such mutant: %s", id)
		}
	}
}
