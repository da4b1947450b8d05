// Command poolsim plays the pool and the routers that it is compared with through simulated regions, in virtual time,
// and prints a table per scenario.
//
//	poolsim [-seed N] [-scenario NAME,…] [-router NAME,…]
//	poolsim -goals [-seed N]
package main

import (
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/mundap/mundap/internal/llm/pool/sim"
)

func main() {
	seed := flag.Uint64("seed", 1, "of load, latencies and faults")
	only := flag.String("scenario", "", "names, separated by commas; empty: all")
	routers := flag.String("router", "", "names, separated by commas; empty: all")
	goals := flag.Bool("goals", false, "measure the goals instead of printing the tables")
	flag.Parse()
	if *goals {
		sim.PrintGoals(os.Stdout, sim.Goals(*seed))
		return
	}
	if err := run(*seed, split(*only), split(*routers)); err != nil {
		fmt.Fprintln(os.Stderr, "poolsim:", err)
		os.Exit(1)
	}
}

func split(s string) []string {
	if s == "" {
		return nil
	}
	return strings.Split(s, ",")
}

func run(seed uint64, only, routers []string) error {
	if routers == nil {
		routers = sim.Routers
	}
	for _, r := range routers {
		if !slices.Contains(sim.Routers, r) {
			return fmt.Errorf("there is no router %q; there are %s", r, strings.Join(sim.Routers, ", "))
		}
	}
	for _, name := range only {
		if _, ok := sim.Find(name); !ok {
			return fmt.Errorf("there is no scenario %q", name)
		}
	}
	requests, wall := 0, time.Duration(0)
	for _, s := range sim.Scenarios() {
		if only != nil && !slices.Contains(only, s.Name) {
			continue
		}
		var results []sim.Result
		for _, r := range routers {
			res := s.Run(r, seed)
			requests, wall = requests+res.Requests, wall+res.Wall
			results = append(results, res)
		}
		sim.Print(os.Stdout, s, results)
	}
	fmt.Printf("seed %d: %d requests in %.1f s of wall time, %.0f a second\n", seed, requests, wall.Seconds(), float64(requests)/wall.Seconds())
	return nil
}
