package server_test

import (
	"context"
	"encoding/json"
	"fmt"
	"github.com/mundap/mundap/internal/session/sessiontest"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode/utf16"

	"github.com/coder/websocket"

	"github.com/mundap/mundap/internal/chat"
	"github.com/mundap/mundap/internal/history"
	"github.com/mundap/mundap/internal/turn"
	"github.com/mundap/mundap/internal/wire"
)

// page is what a v2 client keeps of a turn, by the rules of docs/protocol.md.
type page struct {
	*testing.T
	text    []uint16
	seq     int64
	attempt int
	end     *wire.ServerFrame
}

func (p *page) apply(f wire.ServerFrame) {
	p.Helper()
	attempt := max(f.Attempt, 1)
	if attempt == max(p.attempt, 1) && f.Seq != p.seq+1 {
		p.Errorf("event %d after %d", f.Seq, p.seq)
	}
	p.seq, p.attempt = f.Seq, attempt
	switch f.Event {
	case "delta":
		p.text = append(p.text, utf16.Encode([]rune(f.Text))...)
	case "replace":
		p.text = append(p.text[:f.From:f.From], utf16.Encode([]rune(f.Text))...)
	case "done", "error":
		p.end = &f
	}
}

func (p *page) String() string { return string(utf16.Decode(p.text)) }

func (p *page) follow(id string) wire.ClientFrame {
	return wire.ClientFrame{Op: wire.OpFollow, RequestID: id, After: p.seq, Attempt: p.attempt}
}

// read takes events until the turn's end.
func (p *page) read(t *tab) {
	p.Helper()
	for p.end == nil {
		p.apply(t.event())
	}
}

func TestAskStreamsEventsWithoutGaps(t *testing.T) {
	w := newWorld(t)
	w.chat.Script = func(_ context.Context, _ chat.Request, out *turn.Writer) error {
		out.Stage(turn.StageEvent{Name: "retrieve", Stores: 1, Passages: 4})
		out.Sources([]history.SourceRef{{Number: 1, Store: "web", URL: "https://a.example",
			Title: "웹"}})
		out.Notice(history.Note{Code: "extractive", Message: sessiontest.Died})
		out.Delta("가😀나다")
		out.Replace(len("가😀"), "라")
		out.Debug("x")
		return nil
	}
	tab := w.open(w.browser, wire.Subprotocol)
	tab.send(ask("r1", "안녕", "c1"))
	p := &page{T: t}
	var events []wire.ServerFrame
	for p.end == nil {
		f := tab.event()
		events = append(events, f)
		p.apply(f)
	}
	var kinds []string
	for _, f := range events {
		kinds = append(kinds, f.Event)
	}
	if got := strings.Join(kinds, " "); got != "stage sources notice delta replace debug done" {
		t.Fatal(got)
	}
	if events[0].Stage.Passages != 4 || events[1].Sources[0].URL != "https://a.example" ||
		events[2].Notice.Message != sessiontest.Died.Ko || events[4].From != 3 {
		t.Errorf("%+v", events)
	}
	done := p.end.Turn
	if p.String() != "가😀라" || done.Answer != "가😀라" || done.Outcome != "completed" ||
		done.Conversation != "c1" || len(done.Notices) != 1 {
		t.Errorf("%q, %+v", p, done)
	}
}

func TestFollowFromTheMiddleKnowsOffsets(t *testing.T) {
	w := newWorld(t)
	w.chat.Script = func(_ context.Context, _ chat.Request, out *turn.Writer) error {
		out.Delta("😀😀")
		out.Stage(turn.StageEvent{Name: "answer"})
		out.Replace(len("😀"), "가")
		return nil
	}
	tab := w.open(w.browser, wire.Subprotocol)
	tab.send(ask("r1", "안녕", "c1"))
	(&page{T: t}).read(tab)
	tab.send(wire.ClientFrame{Op: wire.OpFollow, RequestID: "r1", After: 2})
	if f := tab.event(); f.Event != "replace" || f.From != 2 || f.Seq != 3 {
		t.Errorf("%+v", f)
	}
}

func TestASecondAskFollowsFromTheBeginning(t *testing.T) {
	w := newWorld(t)
	tab := w.open(w.browser, wire.Subprotocol)
	for range 3 {
		tab.send(ask("r1", "안녕", "c1"))
		p := &page{T: t}
		p.read(tab)
		if p.String() != "안녕하세요" {
			t.Errorf("%q", p)
		}
	}
	if len(w.chat.Begun()) != 1 {
		t.Errorf("run %d times", len(w.chat.Begun()))
	}
}

func TestStopKeepsWhatIsThere(t *testing.T) {
	w := newWorld(t)
	w.chat.Script = func(ctx context.Context, _ chat.Request, out *turn.Writer) error {
		out.Delta("반쪽")
		<-ctx.Done()
		return nil
	}
	tab := w.open(w.browser, wire.Subprotocol)
	tab.send(ask("r1", "안녕", "c1"))
	p := &page{T: t}
	p.apply(tab.event())
	tab.send(wire.ClientFrame{Op: wire.OpStop, RequestID: "r1"})
	p.read(tab)
	if p.end.Turn.Outcome != "stopped" || p.end.Turn.Answer != "반쪽" {
		t.Errorf("%+v", p.end.Turn)
	}
}

func TestTheServerThatDiesInATurn(t *testing.T) {
	w := newWorld(t)
	gone, more := make(chan struct{}), make(chan struct{})
	attempts := 0
	w.chat.Script = func(ctx context.Context, _ chat.Request, out *turn.Writer) error {
		if attempts++; attempts == 1 {
			out.Delta("반쪽")
			close(gone)
			<-more
			out.Close() // as if the server had died
			return nil
		}
		out.Delta("온전")
		return nil
	}
	// The lease runs out on the store's clock, which is the caller's: another
	// hand begins the next attempt.
	id := turn.ID{User: "local", Request: "r1"}
	tab := w.open(w.browser, wire.Subprotocol)
	tab.send(ask("r1", "안녕", "c1"))
	p := &page{T: t}
	p.apply(tab.event())
	<-gone
	close(more)
	w.chat.Wait()
	g, _, begun, err := w.store.Begin(t.Context(), id, nil, -time.Hour,
		time.Now().Add(turn.Lease+time.Second))
	if err != nil || !begun || g.Attempt != 2 {
		t.Fatal(g, begun, err)
	}
	p.read(tab)
	if p.end.Event != "error" || !p.end.Error.Retry || p.String() != "반쪽" {
		t.Fatalf("%q, %+v", p, p.end)
	}
	p.end = nil
	tab.send(ask("r1", "안녕", "c1")) // the third attempt: it begins with a replace
	first := tab.event()
	for first.Attempt < 3 { // what is there is told from the beginning
		first = tab.event()
	}
	if first.Event != "replace" || first.From != 0 {
		t.Errorf("%+v", first)
	}
	p.attempt, p.seq = first.Attempt, first.Seq
	p.text = nil
	p.read(tab)
	if p.String() != "온전" {
		t.Errorf("%q", p)
	}
}

func TestWhatABadV2FrameGets(t *testing.T) {
	w := newWorld(t)
	tab := w.open(w.browser, wire.Subprotocol)
	tab.send(wire.ClientFrame{Op: wire.OpPing})
	if f := tab.event(); f.Event != "pong" {
		t.Errorf("%+v", f)
	}
	for _, c := range []struct{ name, frame, id, kind string }{
		{"no JSON", "nonsense", "", "invalid"},
		{"no op", `{"request_id":"r1"}`, "r1", "invalid"},
		{"an unknown op", `{"op":"burn","request_id":"r1"}`, "r1", "invalid"},
		{"ask without a question", `{"op":"ask","request_id":"r1"}`, "r1", "invalid"},
		{"ask without a body", `{"op":"ask","ask":{"request_id":"r1","type":"text","conv_type":"normal"}}`, "r1", "invalid"},
		{"an unknown mode", `{"op":"ask","ask":{"request_id":"r1","type":"text","conv_type":"x","body":"y"}}`, "r1", "invalid"},
		{"a document that is none", `{"op":"ask","ask":{"request_id":"r1","type":"text","conv_type":"normal","body":"y","documents":["../x"]}}`, "r1", "invalid"},
		{"follow of nothing", `{"op":"follow"}`, "", "invalid"},
		{"follow of an unknown turn", `{"op":"follow","request_id":"r2"}`, "r2", "not_found"},
		{"stop of an unknown turn", `{"op":"stop","request_id":"r2"}`, "r2", "not_found"},
		{"too long", `{"op":"ask","ask":{"request_id":"r3","type":"text","conv_type":"normal","body":"` + strings.Repeat("x", 30_000) + `"}}`, "r3", "too_large"},
	} {
		tab.send(c.frame)
		f := tab.event()
		if f.Event != "rejected" || f.RequestID != c.id || f.Error == nil ||
			f.Error.Kind != c.kind || f.Error.Message == "" || f.Seq != 0 {
			t.Errorf("%s: %+v %+v", c.name, f, f.Error)
		}
	}
}

func TestOneSocketFollowsABoundedNumberOfTurns(t *testing.T) {
	w := newWorld(t)
	w.chat.Script = func(ctx context.Context, _ chat.Request, _ *turn.Writer) error {
		<-ctx.Done()
		return nil
	}
	tab := w.open(w.browser, wire.Subprotocol)
	for i := range 65 {
		tab.send(ask(fmt.Sprint("r", i), "안녕", "c1"))
	}
	if f := tab.event(); f.Event != "rejected" || f.RequestID != "r64" ||
		f.Error.Kind != "throttled" {
		t.Errorf("%+v", f)
	}
}

// Clients come, are cut off and come back at any event, on any number of
// sockets; none misses an event or gets one twice.
func TestResumeLosesNothingAndRepeatsNothing(t *testing.T) {
	w := newWorld(t)
	const turns, clients = 3, 4
	var want sync.Map
	w.chat.Script = func(ctx context.Context, r chat.Request, out *turn.Writer) error {
		rng := rand.New(rand.NewPCG(uint64(len(r.RequestID)),
			uint64(r.RequestID[len(r.RequestID)-1])))
		tick := time.NewTicker(2 * time.Millisecond)
		defer tick.Stop()
		for range 120 {
			switch rng.IntN(12) {
			case 0:
				out.Replace(rng.IntN(len(out.Text())+1), "😀다시")
			case 1:
				out.Stage(turn.StageEvent{Name: "select"})
			default:
				out.Delta("말😀")
			}
			<-tick.C
		}
		want.Store(r.RequestID, out.Text())
		return nil
	}
	var all sync.WaitGroup
	address := w.socketURL(w.browser)
	for n := range clients {
		all.Go(func() {
			rng := rand.New(rand.NewPCG(uint64(n), 7))
			pages := make([]*page, turns)
			for i := range pages {
				pages[i] = &page{T: t}
			}
			for visit := 0; !ended(pages); visit++ {
				if err := comeAndGo(w, address, pages, visit == 0, 5+rng.IntN(40)); err != nil {
					t.Error(err)
					return
				}
			}
			for i, p := range pages {
				if text, _ := want.Load(fmt.Sprint("r", i)); p.String() != text ||
					p.end.Turn.Answer != text {
					t.Errorf("client %d, turn %d: %q, want %q", n, i, p, text)
				}
			}
		})
	}
	all.Wait()
	if len(w.chat.Begun()) != turns {
		t.Errorf("%d turns were begun", len(w.chat.Begun()))
	}
}

func ended(pages []*page) bool {
	for _, p := range pages {
		if p.end == nil {
			return false
		}
	}
	return true
}

// comeAndGo opens a socket, asks or follows every turn, takes some events and is cut off.
func comeAndGo(w *world, address string, pages []*page, first bool, events int) error {
	ws, _, err := w.dial(address, &websocket.DialOptions{Subprotocols: []string{wire.Subprotocol}})
	if err != nil {
		return err
	}
	defer ws.CloseNow()
	ctx, cancel := context.WithTimeout(w.Context(), 20*time.Second)
	defer cancel()
	for i, p := range pages {
		id := fmt.Sprint("r", i)
		f := p.follow(id)
		if first || p.seq == 0 {
			f = ask(id, "안녕", "c1")
		}
		if p.end != nil {
			continue
		}
		raw, err := json.Marshal(f)
		if err == nil {
			err = ws.Write(ctx, websocket.MessageText, raw)
		}
		if err != nil {
			return err
		}
	}
	for range events {
		if ended(pages) {
			return nil
		}
		_, raw, err := ws.Read(ctx)
		if err != nil {
			return err
		}
		var f wire.ServerFrame
		var i int
		if err := json.Unmarshal(raw, &f); err != nil {
			return err
		}
		if _, err := fmt.Sscanf(f.RequestID, "r%d", &i); err != nil {
			return err
		}
		pages[i].apply(f)
	}
	return nil
}
