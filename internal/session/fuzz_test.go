package session_test

import (
	"context"
	"encoding/json"
	"slices"
	"testing"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/connections"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/session"
	"github.com/mundap/mundap/internal/turn"
	"github.com/mundap/mundap/internal/wire"
)

// busy is a host that begins nothing and knows no turn.
type busy struct{ sent [][]byte }

func (b *busy) Send(_ context.Context, frame []byte) error {
	b.sent = append(b.sent, frame)
	return nil
}

func (*busy) Deliver(context.Context, session.Delivery) error {
	return fault.New(fault.Overloaded, "바빠요.", "Busy.")
}

func (*busy) Stop(context.Context, turn.ID) error { return fault.Newf(fault.NotFound, "no turn") }

func received(t *testing.T, protocol connections.Protocol, message string) [][]byte {
	t.Helper()
	c := session.Client{
		Asker:    session.Asker{Scope: auth.LocalScope(), User: "local", Language: "ko"},
		Protocol: protocol,
	}
	h := &busy{}
	if err := c.Receive(t.Context(), []byte(message), h); err != nil {
		t.Fatal(err)
	}
	return h.sent
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
		sent := received(t, connections.Base, message)
		if len(sent) == 0 {
			t.Fatal("no answer")
		}
		for _, raw := range sent {
			var r wire.Response
			if string(raw) == wire.Pong {
				continue
			}
			if err := json.Unmarshal(raw, &r); err != nil ||
				!slices.Contains([]wire.Status{wire.StatusTyping, wire.StatusError}, r.Status) {
				t.Fatalf("%v: %s", err, raw)
			}
			if r.Status == wire.StatusError && r.Msg == "" {
				t.Fatalf("no sentence: %s", raw)
			}
		}
	})
}

// The same for mundap.v2, where each frame has one answer.
func FuzzV2Frame(f *testing.F) {
	for _, s := range frameSeeds {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, message string) {
		sent := received(t, connections.V2, message)
		if len(sent) != 1 {
			t.Fatalf("%d answers", len(sent))
		}
		var frame wire.ServerFrame
		if string(sent[0]) == wire.Pong {
			return
		}
		if err := json.Unmarshal(sent[0], &frame); err != nil || frame.Event != "pong" &&
			(frame.Event != "rejected" || frame.Error.Message == "") {
			t.Fatalf("%v: %s", err, sent[0])
		}
	})
}
