// Command flood measures how much one user who floods a server affects the
// others. 500 users chat with a real server on the loopback interface, each
// over a socket of their own. The runs alternate between load with and without
// one more user, who sends questions as fast as the server reads them. The
// command prints the 50th and 99th percentiles of the time from a question to
// the end of its answer. It fails if the flood raises the 99th percentile of
// the other users by more than half. `make bench-flood` runs it.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"time"
)

// goal is how much longer the others' slowest answers may take under the flood.
const goal = 1.5

func main() {
	users := flag.Int("users", 500, "users that chat")
	questions := flag.Int("questions", 4, "questions of each in a round")
	rounds := flag.Int("rounds", 3, "rounds without and with the flood")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, *users, *questions, *rounds); err != nil {
		fmt.Fprintln(os.Stderr, "flood:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, users, questions, rounds int) error {
	dir, err := os.MkdirTemp("", "mundap-flood-*")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	s, err := newSite(ctx, dir, users, 8*time.Second)
	if err != nil {
		return err
	}
	defer s.close()
	var calm, flooded times
	for range rounds {
		if err := s.round(ctx, questions, &calm); err != nil {
			return err
		}
		sent, err := s.flood(ctx, func() error { return s.round(ctx, questions, &flooded) })
		if err != nil {
			return err
		}
		fmt.Printf("the flood sent %d frames and was refused %d times\n", sent.frames, sent.refused)
	}
	ratio := float64(flooded.at(0.99)) / float64(calm.at(0.99))
	for _, t := range []struct {
		what  string
		times *times
	}{{"without the flood", &calm}, {"with the flood", &flooded}} {
		fmt.Printf("%-18s p50 %v, p99 %v\n", t.what, t.times.at(0.5).Round(time.Millisecond),
			t.times.at(0.99).Round(time.Millisecond))
	}
	fmt.Printf("p99 %.2f×, goal %.1f×\n", ratio, goal)
	if ratio > goal {
		return fmt.Errorf("the flood costs the others %.2f×", ratio)
	}
	return nil
}
