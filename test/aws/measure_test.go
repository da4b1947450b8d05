package aws_test

import (
	"flag"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
	"time"
)

// measure prints the tables of docs/aws.md:
//
//	go test ./test/aws -run TestTheWholeWay -v -args -measure
var measure = flag.Bool("measure", false, "print what functions cost to start, and what a turn asks of AWS")

// counts is a copy of what was asked so far.
func (e *emulator) counts() map[string]int {
	e.mu.Lock()
	defer e.mu.Unlock()
	return maps.Clone(e.asked)
}

// tables prints what was measured. before and after are the counts around one question.
func (e *emulator) tables(before, after map[string]int) {
	if !*measure {
		return
	}
	fmt.Print("\n| function | cold start to first byte | memory at most |\n|---|---|---|\n")
	for _, h := range handlers {
		f := e.functions[h]
		fmt.Printf("| %s | %d ms | %d MB |\n", h, f.first.Round(time.Millisecond).Milliseconds(), f.memory>>10)
	}
	fmt.Print("\n| program | arm64 | amd64 |\n|---|---|---|\n")
	for _, p := range []struct{ name, tag string }{{"with the dictionary", ""}, {"without", "nodict"}} {
		fmt.Printf("| %s | %s | %s |\n", p.name, size(e.t, p.tag, "arm64"), size(e.t, p.tag, "amd64"))
	}
	fmt.Print("\n| one question about a document | requests |\n|---|---|\n")
	for _, name := range slices.Sorted(maps.Keys(after)) {
		if n := after[name] - before[name]; n > 0 && strings.HasPrefix(name, "chat ") {
			fmt.Printf("| %s | %d |\n", strings.TrimPrefix(name, "chat "), n)
		}
	}
}

func size(t *testing.T, tag, arch string) string {
	info, err := os.Stat(build(t, tag, arch))
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprintf("%.1f MB", float64(info.Size())/1e6)
}
