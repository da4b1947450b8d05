package session_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"
	"testing"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/connections"
	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/history/historytest"
	"github.com/mundap/mundap/internal/session"
	"github.com/mundap/mundap/internal/turn"
	"github.com/mundap/mundap/internal/wire"
)

// host remembers what a client asked for.
type host struct {
	sent      [][]byte
	delivered []session.Delivery
	stopped   []turn.ID
	sends     error
}

func (h *host) Send(_ context.Context, frame []byte) error {
	h.sent = append(h.sent, frame)
	return h.sends
}

func (h *host) Deliver(_ context.Context, d session.Delivery) error {
	h.delivered = append(h.delivered, d)
	return nil
}

func (h *host) Stop(_ context.Context, id turn.ID) error {
	h.stopped = append(h.stopped, id)
	return nil
}

var (
	local = session.Asker{Scope: auth.LocalScope(), User: "local", Language: "ko"}
	kim   = session.Asker{Scope: auth.UserScope("kim"), User: "kim", Accounts: true, Language: "ko"}
)

// tell gives a client's message to a host.
func tell(t *testing.T, c session.Client, message string) *host {
	t.Helper()
	h := &host{}
	if err := c.Receive(t.Context(), []byte(message), h); err != nil {
		t.Fatal(err)
	}
	return h
}

// errorOf is the error in the only frame that was sent.
func errorOf(t *testing.T, h *host) wire.Error {
	t.Helper()
	var f wire.ServerFrame
	if len(h.sent) != 1 || json.Unmarshal(h.sent[0], &f) != nil || f.Event != "rejected" ||
		f.Error == nil || len(h.delivered)+len(h.stopped) != 0 {
		t.Fatalf("sent %s, delivered %+v, stopped %v; want one refusal", h.sent, h.delivered, h.stopped)
	}
	return *f.Error
}

func TestABaseQuestionIsAnsweredWithTypingAndDelivered(t *testing.T) {
	h := tell(t, session.Client{Asker: local},
		`{"user_id":"lee","request_id":"r1","type":"text","conv_type":"normal","body":"안녕"}`)
	if len(h.sent) != 1 || !strings.Contains(string(h.sent[0]), string(wire.StatusTyping)) {
		t.Errorf("sent %s", h.sent)
	}
	want := turn.ID{User: "lee", Request: "r1"}
	if len(h.delivered) != 1 || h.delivered[0].Turn != want || h.delivered[0].Restart ||
		h.delivered[0].Request == nil || h.delivered[0].Request.User != "lee" {
		t.Errorf("delivered %+v", h.delivered)
	}
}

func TestABaseQuestionThatIsWrongBeginsNothing(t *testing.T) {
	for name, message := range map[string]string{
		"another user":  `{"user_id":"lee","request_id":"r1","conv_type":"normal","body":"안녕"}`,
		"a long user":   `{"user_id":"` + strings.Repeat("k", 257) + `","request_id":"r1","conv_type":"normal","body":"안녕"}`,
		"no body":       `{"request_id":"r1","conv_type":"normal"}`,
		"no such mode":  `{"request_id":"r1","conv_type":"x","body":"안녕"}`,
		"no request id": `{"conv_type":"normal","body":"안녕"}`,
		"a long id":     `{"request_id":"` + strings.Repeat("r", 257) + `","conv_type":"normal","body":"안녕"}`,
		"a long one":    `{"request_id":"r1","conv_type":"normal","body":"` + strings.Repeat("a", session.MaxRequest) + `"}`,
	} {
		h := tell(t, session.Client{Asker: kim}, message)
		if len(h.delivered) != 0 || len(h.sent) != 1 ||
			!strings.Contains(string(h.sent[0]), string(wire.StatusError)) {
			t.Errorf("%s: sent %s, delivered %+v", name, h.sent, h.delivered)
		}
	}
}

func TestNamesAtTheirLongestAreTaken(t *testing.T) {
	h := tell(t, session.Client{Asker: local}, `{"user_id":"`+strings.Repeat("k", 256)+
		`","request_id":"`+strings.Repeat("r", 256)+`","conv_type":"normal","body":"안녕"}`)
	if len(h.delivered) != 1 {
		t.Errorf("sent %s", h.sent)
	}
}

func TestAV2QuestionTakesThePlaceOfAnEarlierDelivery(t *testing.T) {
	id := document.ID("docs/a.pdf")
	h := tell(t, session.Client{Asker: local, Protocol: connections.V2},
		`{"op":"ask","request_id":"r1","ask":{"user_id":"lee","conv_type":"qa","body":"연차는?","language":"en",
		"documents":["docs/a.pdf"],"no_web":true,"parent":"p","replaces":"q","conversation":"c"}}`)
	if len(h.sent) != 0 || len(h.delivered) != 1 {
		t.Fatalf("sent %s, delivered %+v", h.sent, h.delivered)
	}
	d := h.delivered[0]
	if d.Turn != (turn.ID{User: "local", Request: "r1"}) || !d.Restart || d.Language != "en" {
		t.Errorf("%+v", d)
	}
	r := d.Request
	if !slices.Equal(r.Documents, []document.ID{id}) || !r.NoWeb || r.Parent != "p" ||
		r.Replaces != "q" || r.Conversation != "c" || r.User != "local" || r.RequestID != "r1" {
		t.Errorf("%+v", r)
	}
}

func TestV2FollowsAndStopsItsOwnUsersTurns(t *testing.T) {
	c := session.Client{Asker: kim, Protocol: connections.V2}
	h := tell(t, c, `{"op":"follow","request_id":"r1","after":7,"attempt":2}`)
	if len(h.delivered) != 1 || h.delivered[0].Seen != (turn.Cursor{Seq: 7, Attempt: 2}) ||
		!h.delivered[0].Restart || h.delivered[0].Request != nil || h.delivered[0].Turn.User != "kim" {
		t.Errorf("delivered %+v", h.delivered)
	}
	if h = tell(t, c, `{"op":"stop","request_id":"r1"}`); !slices.Equal(h.stopped,
		[]turn.ID{{User: "kim", Request: "r1"}}) {
		t.Errorf("stopped %v", h.stopped)
	}
	if h = tell(t, c, `{"op":"ping"}`); len(h.sent) != 1 || !strings.Contains(string(h.sent[0]), "pong") {
		t.Errorf("sent %s", h.sent)
	}
}

func TestWrongV2MessagesAreRejected(t *testing.T) {
	c := session.Client{Asker: kim, Protocol: connections.V2}
	for message, kind := range map[string]fault.Kind{
		"":                                 fault.Invalid,
		"{":                                fault.Invalid,
		`{"op":"ask","request_id":"r1"}`:   fault.Invalid,
		`{"op":"follow"}`:                  fault.Invalid,
		`{"op":"dance","request_id":"r1"}`: fault.Invalid,
		`{"op":"ask","request_id":"r1","ask":{"user_id":"lee","conv_type":"qa","body":"?"}}`:        fault.Forbidden,
		`{"op":"ask","request_id":"r1","ask":{"conv_type":"qa","body":"?","documents":["a/../b"]}}`: fault.Invalid,
	} {
		if got := errorOf(t, tell(t, c, message)); got.Kind != kind.String() || got.Message == "" {
			t.Errorf("%q: %+v, want %v", message, got, kind)
		}
	}
}

func TestARefusalIsInTheLanguageOfTheQuestion(t *testing.T) {
	c := session.Client{Asker: kim, Protocol: connections.V2}
	for language, want := range map[string]string{"en-US": "no text", "ko": "비어", "fr": "비어"} {
		h := tell(t, c, `{"op":"ask","request_id":"r1","ask":{"conv_type":"qa","language":"`+language+`"}}`)
		if got := errorOf(t, h); !strings.Contains(got.Message, want) {
			t.Errorf("%s: %q", language, got.Message)
		}
	}
}

// Typing can't be sent to a client that is gone; what it asked for is done.
func TestAClientThatIsGoneIsAnsweredAllTheSame(t *testing.T) {
	message := []byte(`{"request_id":"r1","conv_type":"normal","body":"안녕"}`)
	for want, err := range map[int]error{1: fault.Newf(fault.NotFound, "gone"), 0: errors.New("broken")} {
		h := &host{sends: err}
		if got := (session.Client{Asker: local}).Receive(t.Context(), message, h); (got == nil) != (want == 1) ||
			len(h.delivered) != want {
			t.Errorf("%v: %v, delivered %+v", err, got, h.delivered)
		}
	}
}

func TestFramesKeepTheCharactersOfHTML(t *testing.T) {
	got, err := session.Encode(wire.Response{Msg: "<b>a & b</b>"})
	if err != nil || !bytes.Contains(got, []byte("<b>a & b</b>")) || bytes.HasSuffix(got, []byte("\n")) {
		t.Errorf("%s, %v", got, err)
	}
}

// events are those of a turn that has two attempts.
func events(err error) iter.Seq2[turn.Event, error] {
	return func(yield func(turn.Event, error) bool) {
		for i := range 4 {
			e := turn.Event{Seq: int64(i%3 + 1), Attempt: 1 + i/3, Kind: turn.Delta, Text: fmt.Sprint(i)}
			if !yield(e, nil) {
				return
			}
		}
		if err != nil {
			yield(turn.Event{}, err)
		}
	}
}

// frames are what a delivery sends.
func frames(t *testing.T, c session.Client, seen turn.Cursor, all iter.Seq2[turn.Event, error]) (
	sent []wire.ServerFrame, err error) {
	t.Helper()
	d := session.Delivery{Turn: turn.ID{User: "kim", Request: "r1"}, Seen: seen}
	err = c.Deliver(t.Context(), session.Renderer{Calls: &historytest.Memory{}}, d, all,
		func(_ context.Context, frame []byte) error {
			var f wire.ServerFrame
			if err := json.Unmarshal(frame, &f); err != nil {
				t.Error(err)
			}
			sent = append(sent, f)
			return nil
		})
	return sent, err
}

func TestAV2ClientGetsWhatItHasNotSeen(t *testing.T) {
	c := session.Client{Asker: kim, Protocol: connections.V2}
	for seen, want := range map[turn.Cursor]string{
		{}: "0123", {Seq: 1}: "123", {Seq: 2, Attempt: 1}: "23", {Seq: 3, Attempt: 1}: "3",
		{Seq: 1, Attempt: 2}: "12", {Seq: 3, Attempt: 2}: "",
	} {
		sent, err := frames(t, c, seen, events(nil))
		text := ""
		for _, f := range sent {
			text += f.Text
			if again := f.Text == "3"; again && f.Attempt != 2 || !again && f.Attempt != 0 {
				t.Errorf("%q says attempt %d; the first is not told", f.Text, f.Attempt)
			}
		}
		if err != nil || text != want {
			t.Errorf("seen %+v: %q, want %q (%v)", seen, text, want, err)
		}
	}
}

func TestADeliveryEndsWithTheErrorOfItsEvents(t *testing.T) {
	broken := errors.New("the store is away")
	for _, p := range []connections.Protocol{connections.Base, connections.V2} {
		if _, err := frames(t, session.Client{Asker: kim, Protocol: p}, turn.Cursor{},
			events(broken)); !errors.Is(err, broken) {
			t.Errorf("protocol %v: %v", p, err)
		}
	}
}

func TestLongV2FramesComeInParts(t *testing.T) {
	c := session.Client{Asker: kim, Protocol: connections.V2, MaxMessage: 400}
	long := func(yield func(turn.Event, error) bool) {
		yield(turn.Event{Seq: 1, Attempt: 1, Kind: turn.Delta, Text: strings.Repeat("글", 300)}, nil)
	}
	sent, err := frames(t, c, turn.Cursor{}, long)
	if err != nil || len(sent) < 3 || sent[0].Event != "part" || sent[0].Part.Of != len(sent) {
		t.Errorf("%d frames, %v", len(sent), err)
	}
}

func TestABaseAnswerIsBoundedByTheTransportAlone(t *testing.T) {
	long := func(yield func(turn.Event, error) bool) {
		yield(turn.Event{Seq: 1, Attempt: 1, Kind: turn.Delta, Text: strings.Repeat("글", 3000)}, nil)
	}
	for most, whole := range map[int]bool{0: true, 6000: false} {
		c := session.Client{Asker: kim, MaxMessage: most}
		var last []byte
		err := c.Deliver(t.Context(), session.Renderer{Calls: &historytest.Memory{}},
			session.Delivery{Turn: turn.ID{User: "kim", Request: "r1"}}, long,
			func(_ context.Context, frame []byte) error {
				last = frame
				return nil
			})
		if got := strings.Count(string(last), "글") == 3000; err != nil || got != whole ||
			most > 0 && len(last) > most {
			t.Errorf("at most %d bytes: the last frame has %d, %v", most, len(last), err)
		}
	}
}
