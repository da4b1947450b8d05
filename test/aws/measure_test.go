package aws_test

import (
	"flag"
	"fmt"
	"maps"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/mundap/mundap/test/aws/cost"
)

// measure writes the section "measured" of docs/aws.md anew:
//
//	make aws-figures
var measure = flag.Bool("measure", false, "write what functions cost to start, and what a turn asks of AWS, into docs/aws.md")

// counts is a copy of what was asked so far.
func (e *emulator) counts() map[string]int {
	e.mu.Lock()
	defer e.mu.Unlock()
	return maps.Clone(e.asked)
}

// tables writes what was measured. before and after are the counts around one question.
func (e *emulator) tables(before, after map[string]int) {
	if !*measure {
		return
	}
	var b strings.Builder
	b.WriteString("| function | cold start to first byte | memory at most |\n|---|---|---|\n")
	for _, h := range handlers {
		f := e.functions[h]
		fmt.Fprintf(&b, "| %s | %d ms | %d MB |\n", h, f.first.Round(time.Millisecond).Milliseconds(), f.memory>>10)
	}
	b.WriteString("\n| program | arm64 | amd64 |\n|---|---|---|\n")
	for _, p := range []struct{ name, tag string }{{"with the Korean dictionary (chat, document-manager)", ""}, {"without (the others)", "nodict"}} {
		fmt.Fprintf(&b, "| %s | %s | %s |\n", p.name, size(e.t, p.tag, "arm64"), size(e.t, p.tag, "amd64"))
	}
	charges, err := cost.Turn(ofChat(before, after))
	if err != nil {
		e.t.Fatal(err)
	}
	b.WriteString("\n" + cost.TurnTable(charges))
	if err := cost.Write("../../docs/aws.md", "measured", b.String()); err != nil {
		e.t.Fatal(err)
	}
}

// ofChat are the chat function's requests between two counts, by action.
func ofChat(before, after map[string]int) map[string]int {
	requests := map[string]int{}
	for name, n := range after {
		if action, ok := strings.CutPrefix(name, "chat "); ok && n > before[name] {
			requests[action] = n - before[name]
		}
	}
	return requests
}

func size(t *testing.T, tag, arch string) string {
	info, err := os.Stat(build(t, tag, arch))
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprintf("%.1f MB", float64(info.Size())/1e6)
}
