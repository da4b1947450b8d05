package aws_test

import (
	"encoding/json"
	"flag"
	"fmt"
	"maps"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"

	"github.com/mundap/mundap/internal/wire"
	"github.com/mundap/mundap/test/aws/cost"
)

// measure writes the section "measured" of docs/aws.md anew:
//
//	make aws-figures
var measure = flag.Bool("measure", false,
	"write what functions cost to start, and what a turn asks of AWS, into docs/aws.md")

// counts is a copy of what was asked so far.
func (e *emulator) counts() map[string]int {
	e.mu.Lock()
	defer e.mu.Unlock()
	return maps.Clone(e.asked)
}

// tables writes what functions cost to start.
func (e *emulator) tables() {
	if !*measure {
		return
	}
	memory := map[string]int{}
	for _, h := range handlers {
		memory[h] = e.functions[h].memory // of the whole way, not of what follows
	}
	starts := e.coldStarts()
	var b strings.Builder
	fmt.Fprintf(&b, "| function | first event | cold start to first byte, median of %d | slowest | memory at most |\n|---|---|---|---|---|\n", coldRounds)
	for _, h := range handlers {
		slices.Sort(starts[h])
		fmt.Fprintf(&b, "| %s | %s | %d ms | %d ms | %d MB |\n", h, firstEvents[h],
			starts[h][coldRounds/2].Milliseconds(), starts[h][coldRounds-1].Milliseconds(),
			memory[h]>>10)
	}
	b.WriteString("\n| program | arm64 | amd64 |\n|---|---|---|\n")
	for _, p := range []struct{ name, tag string }{{"with the Korean dictionary (chat, document-manager)", ""}, {"without (the others)", "nodict"}} {
		fmt.Fprintf(&b, "| %s | %s | %s |\n", p.name, size(e.t, p.tag, "arm64"),
			size(e.t, p.tag, "amd64"))
	}
	if err := cost.Write("../../docs/aws.md", "measured", b.String()); err != nil {
		e.t.Fatal(err)
	}
}

// coldRounds is how often each function is started anew.
const coldRounds = 5

// firstEvents are what a new instance of each function is measured by.
var firstEvents = map[string]string{
	"chat": "a socket's opening", "document-manager": "a text of half a page, read and indexed",
	"event-manager": "an upload",
	"authorizer":    "a session", "site": "the list of documents", "provisioning": "its request",
	"upload": "a grant",
	"ping":   "a ping", "query": "an answer", "history": "the log", "delete": "the emptying of the log",
}

// coldStarts starts every function anew, round by round, with an event that
// asks its stores for something, and gives the times from the process's start
// to its answer.
func (e *emulator) coldStarts() map[string][]time.Duration {
	e.t.Helper()
	p := e.another("lee")
	starts := map[string][]time.Duration{}
	for round := range coldRounds {
		for _, h := range handlers {
			e.functions[h].forget()
		}
		var info wire.ProvisioningInfo
		p.inner("/provisioning", map[string]string{"userId": "lee"}, "info", &info)
		p.socket = info.WSSURL
		ready := p.documents()["ready"]
		p.upload(fmt.Sprintf("cold %d.txt", round), "text/plain", contents)
		e.eventually("the document's being ready",
			func() bool { return p.documents()["ready"] > ready })
		conn := p.dial()
		if err := conn.Write(e.ctx, websocket.MessageText, []byte(`{"op":"ping"}`)); err != nil {
			e.t.Fatal(err)
		}
		if _, _, err := conn.Read(e.ctx); err != nil {
			e.t.Fatal(err)
		}
		_ = conn.CloseNow()
		for _, path := range []string{"/query", "/history", "/delete"} {
			e.call(p.cookie, "POST", path, map[string]string{"userId": "lee", "request_id": "first",
				"allowTime": "2020-01-01 00:00:00"})
		}
		for _, h := range handlers {
			e.functions[h].mu.Lock()
			took := e.functions[h].first
			e.functions[h].mu.Unlock()
			if took == 0 {
				e.t.Fatalf("%s was not started", h)
			}
			starts[h] = append(starts[h], took)
		}
	}
	return starts
}

// forget ends the instances that wait, so that the next event starts one.
func (f *lambdaFunction) forget() {
	f.mu.Lock()
	idle := f.idle
	f.idle, f.first = nil, 0
	f.all = slices.DeleteFunc(f.all, func(i *instance) bool { return slices.Contains(idle, i) })
	f.mu.Unlock()
	for _, i := range idle {
		i.stop()
	}
}

// another makes one more account and signs in with it.
func (e *emulator) another(user string) *person {
	e.t.Helper()
	out, err := e.functions["site"].invoke(e.ctx, []byte(`{"addAccount":{"user":"`+user+`","admin":true}}`))
	if err != nil {
		e.t.Fatal(err)
	}
	var made wire.SignIn
	if err := json.Unmarshal(out, &made); err != nil {
		e.t.Fatal(err)
	}
	resp, body := e.call(nil, "POST", "/api/session", made)
	if resp.StatusCode != http.StatusOK || len(resp.Cookies()) == 0 {
		e.t.Fatalf("signing in: %d %s", resp.StatusCode, body)
	}
	return &person{emulator: e, cookie: sessionCookie(e.t, resp)}
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
