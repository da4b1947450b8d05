// Command bench measures a built Mundap against the goals in
// docs/benchmarks.md: the time of one command, the memory of an idle server,
// the overhead of a turn on top of the model, the CPU time per delta, and the
// bytes per answer. `make bench` runs it. With --ingest, it measures how fast
// small files are ingested; `make bench-ingest` runs that.
//
// The program under test runs on the first processor; the load generator and
// the simulated model run on the others. All traffic is on the loopback
// interface and bounded. The command stops every process that it starts.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"runtime"
	"time"
)

func main() {
	binary := flag.String("binary", "bin/mundap", "the program to measure")
	quick := flag.Bool("quick", false, "fewer runs, to see whether the bench works")
	files := flag.Int("ingest", 0, "measure only how so many small files are taken in")
	flag.Parse()
	if *files == 0 {
		if err := pinSelf(); err != nil {
			fmt.Fprintln(os.Stderr, "bench: the load shares its processors with the program:", err)
		}
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, *binary, *quick, *files); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// scale is how much is measured.
type scale struct {
	commands int           // runs of one command
	rest     time.Duration // before memory is read
	arrivals int           // turns with Poisson arrivals
	crowd    int           // chats at once for the CPU figure
}

func run(ctx context.Context, binary string, quick bool, files int) error {
	binary, err := filepath.Abs(binary)
	if err != nil {
		return err
	}
	s := scale{commands: 15, rest: 5 * time.Second, arrivals: 1000, crowd: 500}
	if quick {
		s = scale{commands: 3, rest: time.Second, arrivals: 100, crowd: 50}
	}
	dir, err := os.MkdirTemp("", "mundap-bench-*")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	fmt.Printf("machine: %s\n", machine())
	if files > 0 {
		return ingestion(ctx, binary, dir, files)
	}
	b := &bench{binary: binary, data: filepath.Join(dir, "data"), scale: s}
	if err := b.library(ctx, filepath.Join(dir, "library")); err != nil {
		return err
	}
	for _, measure := range []func(context.Context) error{b.overheadLearning, b.learned,
		b.command, b.memory, b.overhead, b.cpu, b.bytes} {
		if err := measure(ctx); err != nil {
			return err
		}
	}
	return nil
}

// machine describes what the figures were measured on.
func machine() string {
	return fmt.Sprintf("%d processors (%s), %s memory, %s", processors(), cpuModel(), totalMemory(),
		runtime.Version())
}
