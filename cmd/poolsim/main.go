// Command poolsim sends simulated load through the pool of package llm/pool and
// through the routers that it is compared with. The regions are simulated in
// virtual time. It prints a table for each scenario; package sim has the
// scenarios.
//
//	poolsim [-seed N] [-scenario NAME,…] [-router NAME,…]
//	poolsim -goals [-seed N]
//	poolsim -serve 127.0.0.1:PORT -scenario NAME    serves the regions over HTTP in real time, until standard input ends
//	poolsim -dump -scenario NAME                    prints the requests as JSON Lines
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
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
	address := flag.String("serve", "", "serve a scenario's regions at this loopback address")
	dump := flag.Bool("dump", false, "write a scenario's requests as JSON lines")
	flag.Parse()
	if *address != "" || *dump {
		if err := live(*address, *only, *seed); err != nil {
			fmt.Fprintln(os.Stderr, "poolsim:", err)
			os.Exit(1)
		}
		return
	}
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
			return fmt.Errorf("there is no router %q; there are %s", r,
				strings.Join(sim.Routers, ", "))
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
	fmt.Printf("seed %d: %d requests in %.1f s of wall time, %.0f a second\n", seed, requests,
		wall.Seconds(), float64(requests)/wall.Seconds())
	return nil
}

// live dumps a scenario's requests, or serves its regions until standard input ends.
func live(address, name string, seed uint64) error {
	s, ok := sim.Find(name)
	if !ok {
		return fmt.Errorf("there is no scenario %q", name)
	}
	if address == "" {
		return s.Dump(os.Stdout, seed)
	}
	l, err := net.Listen("tcp", address)
	if err != nil {
		return err
	}
	fmt.Printf("ready http://%s\n", l.Addr())
	server := &http.Server{Handler: s.Live(seed)}
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin)
		_ = server.Close()
	}()
	if err := server.Serve(l); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}
