// Memory measures what reading large files costs a server in memory: it starts a
// built Mundap for each kind of file, has `mundap ingest` bring one of about 100
// MB in, and prints the most memory that the server and the processes that read
// for it have held. It fails if the server held more than 300 MB, or a reader
// more than its limit. `make bench-memory` runs it, which takes about half an
// hour. With -questions it measures instead what a question over a table of
// 200,000 rows costs, beside one over 200 rows.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
)

// serverGoal and workerGoal are in MB. The second is the default of
// ingest.memory_mb.
const (
	serverGoal = 300
	workerGoal = 1024
)

func main() {
	binary := flag.String("binary", "bin/mundap", "the program to measure")
	only := flag.String("only", "", "names of files, divided by commas; empty: all")
	ask := flag.Bool("questions", false, "measure questions over tables instead of files")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	err := error(nil)
	if *ask {
		err = compare(ctx, *binary)
	} else {
		err = run(ctx, *binary, *only)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "memory:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, binary, only string) error {
	binary, err := filepath.Abs(binary)
	if err != nil {
		return err
	}
	failed := 0
	for _, f := range files {
		if only != "" && !strings.Contains(","+only+",", ","+f.name+",") {
			continue
		}
		used, err := measure(ctx, binary, f, f.size)
		if err != nil {
			return fmt.Errorf("%s: %w", f.name, err)
		}
		fmt.Printf("%-14s %4d MB: server %4d MB, readers %4d MB, %6.1f s, %s\n", f.name,
			used.size>>20, used.server, used.worker, used.took.Seconds(), used.said)
		if used.server > serverGoal || used.worker > workerGoal {
			failed++
		}
	}
	if failed > 0 {
		return fmt.Errorf("%d files took more than %d MB of the server, or %d MB of a reader",
			failed, serverGoal, workerGoal)
	}
	return nil
}
