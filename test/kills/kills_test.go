package main

import (
	"math/rand/v2"
	"path/filepath"
	"testing"

	_ "github.com/mundap/mundap/internal/app" // so that a cached result is that of this program
)

// A few kills; `go run ./test/kills -n 500` does many.
func TestNothingIsLostOrLeftByKills(t *testing.T) {
	dir := t.TempDir()
	binary, err := build(dir)
	if err != nil {
		t.Fatal(err)
	}
	seed := rand.Uint64()
	r, err := run(t.Context(), options{binary: binary, dir: dir, want: 8,
		random: rand.New(rand.NewPCG(seed, 0)), tell: func(line string) { t.Log(line) },
		old: filepath.Join("..", "..", "internal", "app", "testdata", "v0.1.0.tar.gz")})
	if err != nil {
		t.Errorf("seed %d: %v", seed, err)
	}
	t.Log(r)
}
