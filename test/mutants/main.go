// Mutants breaks the program on purpose, one small change at a time, and runs
// the tests of the changed package. A mutant that no test notices survives: it
// shows a promise that no test holds.
//
//	go run ./test/mutants                         every target, as make mutants does
//	go run ./test/mutants -each 40 internal/llm/pool/core
//	go run ./test/mutants -list internal/chat     the mutants, not run
//
// No file of the tree is touched: the compiler is given the changed file as an
// overlay. Results are kept in .cache/mutants and used again as long as the
// package is the same, so a run that was broken off goes on where it was. A
// survivor that is justified stands in test/mutants/justified with its reason.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"time"
)

// targets are the packages where a silent fault hurts most, with how many
// mutants of each are tried.
var targets = []target{
	{"internal/llm/pool", 20}, {"internal/llm/pool/core", 40}, {"internal/llm/pool/ledger", 8},
	{"internal/ingest", 30}, {"internal/chat", 30}, {"internal/turn", 16}, {"internal/blob", 10},
	{"internal/localindex", 16}, {"internal/localindex/rank", 30}, {"internal/localstore", 16},
	{"internal/aws/sqsqueue", 14}, {"internal/aws/dynamostore", 20}, {"internal/retrieve", 12},
	{"internal/auth/signin", 14}, {"internal/document", 12}, {"internal/session", 12},
	{"internal/fileblob", 10},
}

type target struct {
	folder  string
	mutants int
}

func main() {
	each := flag.Int("each", 0, "mutants of each target; 0: what the table says")
	list := flag.Bool("list", false, "list the mutants and run none")
	limit := flag.Duration("timeout", 90*time.Second, "longest run of one package's tests")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	ok, err := run(ctx, options{folders: flag.Args(), each: *each, list: *list, timeout: *limit})
	if err != nil {
		fmt.Fprintln(os.Stderr, "mutants:", err)
		os.Exit(2)
	}
	if !ok {
		os.Exit(1)
	}
}

type options struct {
	folders []string
	each    int
	list    bool
	timeout time.Duration
}

// chosen are the targets that the arguments name, or all.
func (o options) chosen() []target {
	var all []target
	for _, t := range targets {
		if o.each > 0 {
			t.mutants = o.each
		}
		all = append(all, t)
	}
	if len(o.folders) == 0 {
		return all
	}
	var some []target
	for _, folder := range o.folders {
		t := target{folder, max(o.each, 20)}
		for _, known := range all {
			if known.folder == folder {
				t = known
			}
		}
		some = append(some, t)
	}
	return some
}

// run tries the chosen targets and reports whether every survivor is justified.
func run(ctx context.Context, o options) (bool, error) {
	known, err := readJustified("test/mutants/justified")
	if err != nil {
		return false, err
	}
	results, err := openResults(".cache/mutants/results")
	if err != nil {
		return false, err
	}
	defer results.Close()
	var all tally
	for _, t := range o.chosen() {
		mutants, err := mutantsOf(t)
		if err != nil {
			return false, err
		}
		if o.list {
			for _, m := range mutants {
				fmt.Println(m)
			}
			continue
		}
		p, err := newTester(t.folder, o.timeout, results)
		if err != nil {
			return false, err
		}
		one, err := p.try(ctx, mutants, known)
		all.add(one)
		fmt.Printf("%-28s %s\n", t.folder, one)
		if err != nil {
			return false, err
		}
	}
	if !o.list {
		fmt.Printf("%-28s %s\n", "all", all)
	}
	return all.survived == 0, nil
}

// tally counts what became of mutants.
type tally struct{ killed, survived, justified, invalid int }

func (t *tally) add(o tally) {
	t.killed += o.killed
	t.survived += o.survived
	t.justified += o.justified
	t.invalid += o.invalid
}

func (t tally) String() string {
	tried := t.killed + t.survived + t.justified
	if tried == 0 {
		return "no mutants"
	}
	return fmt.Sprintf("%3d killed, %2d survived, %2d justified, %2d did not compile: %.0f %%",
		t.killed, t.survived, t.justified, t.invalid,
		100*float64(t.killed+t.justified)/float64(tried))
}
