// Command mutants changes the program on purpose, one small change at a time,
// and runs the tests of the changed package. If no test fails, the mutant
// survives: nothing tests the behaviour that it changed.
//
//	go run ./test/mutants                         every target, as make mutants does
//	go run ./test/mutants -each 40 internal/llm/pool/core
//	go run ./test/mutants -list internal/chat     lists the mutants without running them
//	go run ./test/mutants -damages                faults that are written by hand
//	go run ./test/mutants -known                  prints the results of earlier runs, without running anything
//
// Much of the behaviour of the AWS adapters is only tested against servers. Run
// test/servers/fetch first, or the mutants there survive.
//
// No source file is modified: the compiler receives the changed files as an
// overlay. The mutants of a package are compiled into one test binary, and an
// environment variable selects the mutant of a run. Results are kept in
// .cache/mutants, so an interrupted run continues where it was, and after a
// change of the tests only the survivors are tried again. Survivors that are
// acceptable are listed in test/mutants/justified with the reason.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"slices"
)

// targets are the packages where a silent fault hurts most, with how many
// mutants of each are tried.
var targets = []target{
	{folder: "internal/llm/pool", mutants: 20},
	{folder: "internal/llm/pool/core", mutants: 40},
	{folder: "internal/llm/pool/ledger", mutants: 8},
	{folder: "internal/ingest", mutants: 30},
	{folder: "internal/chat", mutants: 30},
	{folder: "internal/turn", mutants: 16},
	{folder: "internal/blob", mutants: 10},
	{folder: "internal/localindex", mutants: 16},
	{folder: "internal/localindex/rank", mutants: 30},
	{folder: "internal/localindex/segment", mutants: 16},
	{folder: "internal/searcher", mutants: 8},
	{folder: "internal/relevance", mutants: 12},
	{folder: "internal/localstore", mutants: 16},
	{folder: "internal/aws/sqsqueue", mutants: 14},
	{folder: "internal/aws/dynamostore", mutants: 20},
	{folder: "internal/retrieve", mutants: 12},
	{folder: "internal/auth", mutants: 6},
	{folder: "internal/auth/signin", mutants: 14},
	{folder: "internal/auth/oidc", mutants: 10},
	{folder: "internal/limit", mutants: 8},
	{folder: "internal/lambdafn", mutants: 14},
	{folder: "internal/server", mutants: 12},
	{folder: "internal/document", mutants: 12},
	{folder: "internal/session", mutants: 12},
	{folder: "internal/citation", mutants: 12},
	{folder: "internal/safehtml", mutants: 8},
	{folder: "internal/export", mutants: 8},
	{folder: "internal/export/docx", mutants: 6, also: []string{"internal/export"}},
	{folder: "internal/fileblob", mutants: 10},
	{folder: "internal/backup", mutants: 8},
	{folder: "internal/webapi", mutants: 12},
	{folder: "internal/faq", mutants: 6},
	{folder: "internal/summary", mutants: 8},
	{folder: "internal/load/archive", mutants: 8,
		also: []string{"internal/load/office", "internal/load/hwp"}},
	{folder: "internal/load/compound", mutants: 8,
		also: []string{"internal/load/office", "internal/load/hwp"}},
	{folder: "internal/load/charset", mutants: 6, also: []string{"internal/load/text"}},
	{folder: "internal/split", mutants: 10},
}

// target is a package to mutate.
type target struct {
	folder  string
	mutants int      // how many
	also    []string // packages whose tests hold promises of this one, too
	run     string   // the tests of also that do, as for go test -run; empty means all
	skip    string   // tests of the folder that are left out, as for go test -skip: slow ones
	damages bool     // those that are written by hand instead
}

func main() {
	each := flag.Int("each", 0, "mutants of each target; 0: what the table says")
	list := flag.Bool("list", false, "list the mutants and run none")
	written := flag.Bool("damages", false, "try the damages that are written by hand instead")
	seed := flag.Int("seed", 0, "chooses other mutants")
	known := flag.Bool("known", false, "report what earlier runs found and run nothing")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	ok, err := run(ctx, options{folders: flag.Args(), each: *each, list: *list, seed: *seed,
		damages: *written, known: *known})
	if err != nil {
		fmt.Fprintln(os.Stderr, "mutants:", err)
		os.Exit(2)
	}
	if !ok {
		os.Exit(1)
	}
}

type options struct {
	known   bool
	folders []string
	each    int
	list    bool
	damages bool
	seed    int
}

// chosen are the targets that the arguments name, or all.
func (o options) chosen() []target {
	all := targetsOf(o.damages)
	for i := range all {
		if t := &all[i]; o.each > 0 {
			t.mutants = o.each
		}
	}
	if len(o.folders) == 0 {
		return all
	}
	var some []target
	for _, folder := range o.folders {
		t := target{folder: folder, mutants: max(o.each, 20), damages: o.damages}
		for _, known := range all {
			if known.folder == folder && known.damages == o.damages {
				t = known
			}
		}
		some = append(some, t)
	}
	return some
}

// targetsOf are all targets: the damages alone, or everything.
func targetsOf(damages bool) []target {
	if damages {
		return damaged()
	}
	return append(slices.Clone(targets), damaged()...)
}

// list gives a target's mutants.
func (t target) list(seed int) ([]mutant, error) {
	if t.damages {
		return damagesIn(t.folder)
	}
	return mutantsOf(t, seed)
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
		mutants, err := t.list(o.seed)
		if err != nil {
			return false, err
		}
		if o.list {
			for _, m := range mutants {
				fmt.Println(m)
			}
			continue
		}
		p, err := newTester(t, results, o.known)
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
		for _, m := range all.survivors {
			fmt.Println("survived:", m)
		}
	}
	return all.survived == 0, nil
}

// tally counts what became of mutants.
type tally struct {
	killed, survived, justified, invalid int
	untried                              int
	survivors                            []mutant
}

func (t *tally) add(o tally) {
	t.killed += o.killed
	t.survived += o.survived
	t.justified += o.justified
	t.invalid += o.invalid
	t.untried += o.untried
	t.survivors = append(t.survivors, o.survivors...)
}

func (t tally) String() string {
	tried := t.killed + t.survived + t.justified
	if tried+t.untried == 0 {
		return "no mutants"
	}
	line := fmt.Sprintf("%3d killed, %2d survived, %2d justified, %2d did not compile: %.0f %%",
		t.killed, t.survived, t.justified, t.invalid,
		100*float64(t.killed+t.justified)/float64(max(tried, 1)))
	if t.untried > 0 {
		line += fmt.Sprintf("; %d not tried", t.untried)
	}
	return line
}
