package main

import (
	"context"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"time"
)

func main() {
	n := flag.Int("n", 500, "kills")
	seed := flag.Uint64("seed", uint64(time.Now().UnixNano()), "of the choices")
	flag.Parse()
	dir, err := os.MkdirTemp("", "mundap-kills-*")
	if err == nil {
		fmt.Printf("seed %d, in %s\n", *seed, dir)
		var binary string
		if binary, err = build(dir); err == nil {
			var r result
			r, err = run(context.Background(), options{binary: binary, dir: dir, want: *n,
				random: rand.New(rand.NewPCG(*seed, 0)), old: "internal/app/testdata/v0.1.0.tar.gz",
				tell: func(line string) { fmt.Println(line) }})
			fmt.Println(r)
		}
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	if err := os.RemoveAll(dir); err != nil {
		fmt.Fprintln(os.Stderr, err)
	}
}

// build builds the program that is killed.
func build(dir string) (string, error) {
	binary := filepath.Join(dir, "mundap")
	out, err := exec.Command("go", "build", "-o", binary,
		"github.com/mundap/mundap/cmd/mundap").CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("building the program: %w\n%s", err, out)
	}
	return binary, nil
}

// result counts what a run did.
type result struct {
	kills, migrations                              int
	uploads, deletions, answers, backups, restores int // acknowledged
	took                                           time.Duration
}

func (r result) String() string {
	return fmt.Sprintf("%d kills (%d in a migration) in %s: %d uploads, %d deletions, %d answers, "+
		"%d backups and %d restores were acknowledged; nothing was lost, doubled, stuck or left",
		r.kills, r.migrations, r.took.Round(time.Second), r.uploads, r.deletions, r.answers,
		r.backups, r.restores)
}
