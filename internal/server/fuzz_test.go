package server

import (
	"context"
	"encoding/json"
	"log/slog"
	"slices"
	"testing"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/chat"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/server/frames"
	"github.com/mundap/mundap/internal/turn"
	"github.com/mundap/mundap/internal/wire"
)

// busy is a chat that begins nothing.
type busy struct{}

func (busy) Start(context.Context, chat.Request) (turn.Status, error) {
	return turn.Status{}, fault.New(fault.Overloaded, "바빠요.", "Busy.")
}

func (busy) Stop(turn.ID) bool { return false }

func newSilent() *connection {
	s := &Server{Parts: Parts{Chat: busy{}, Turns: turn.NewLog(&turn.Memory{}, turn.LogOptions{}), Log: slog.New(slog.DiscardHandler)}}
	c := &connection{server: s, asker: asker{Asker: frames.Asker{Scope: auth.LocalScope(), User: "local", Language: "ko"}}, out: make(chan []byte, queued), followed: map[string]*follow{}}
	c.ctx, c.cancel = context.WithCancelCause(context.Background())
	return c
}

var frameSeeds = []string{
	`__ping__`, `{}`, `null`, `[]`, `"x"`, `{"request_id":"r","type":"text","conv_type":"normal","body":"안녕"}`,
	`{"request_id":5}`, `{"request_id":"r","body":{}}`, `{"op":"ask","ask":{"request_id":"r"}}`, `{"op":"follow","request_id":"r","after":-1}`,
	`{"op":"stop","request_id":"r"}`, `{"op":"ping"}`, `{"op":"ask","ask":null,"request_id":"r"}`, "\xff", `{"request_id":"<b>","conv_type":"<i>"}`,
}

// Whatever a base client sends is answered, by frames that a base client reads.
func FuzzBaseFrame(f *testing.F) {
	for _, s := range frameSeeds {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, message string) {
		c := newSilent()
		c.handleBase([]byte(message))
		c.cancel(errLeft)
		c.work.Wait()
		if len(c.out) == 0 {
			t.Fatal("no answer")
		}
		for range len(c.out) {
			var r wire.Response
			raw := <-c.out
			if string(raw) == wire.Pong {
				continue
			}
			if err := json.Unmarshal(raw, &r); err != nil || !slices.Contains([]string{wire.StatusTyping, wire.StatusError}, r.Status) {
				t.Fatalf("%v: %s", err, raw)
			}
			if r.Status == wire.StatusError && r.Msg == "" {
				t.Fatalf("no sentence: %s", raw)
			}
		}
	})
}

// The same for mundap.v2. A follow of an unknown turn is answered by its own goroutine.
func FuzzV2Frame(f *testing.F) {
	for _, s := range frameSeeds {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, message string) {
		c := newSilent()
		c.handleV2([]byte(message))
		c.work.Wait()
		c.cancel(errLeft)
		if len(c.out) != 1 {
			t.Fatalf("%d answers", len(c.out))
		}
		var frame wire.ServerFrame
		raw := <-c.out
		if string(raw) == wire.Pong {
			return
		}
		if err := json.Unmarshal(raw, &frame); err != nil || frame.Event != "pong" && (frame.Event != "rejected" || frame.Error.Message == "") {
			t.Fatalf("%v: %s", err, raw)
		}
	})
}
