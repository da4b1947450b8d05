// Command memory measures how much memory a server needs to read large files.
// For each kind of file, it starts a built Mundap, adds a file of about 100 MB
// with `mundap ingest`, and prints the peak memory of the server and of its
// reading processes. It fails if the server needed more than 300 MB, or a
// reading process more than its limit. `make bench-memory` runs it and takes
// about half an hour. With -questions, it instead measures the time and the CPU
// time of questions over tables of 200, 20,000 and 200,000 rows.
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
