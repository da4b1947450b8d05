package session

import (
	"context"
	"fmt"
	"iter"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/history"
	"github.com/mundap/mundap/internal/turn"
	"github.com/mundap/mundap/internal/wire"
)

var signedIn = Asker{Scope: auth.UserScope("kim"), User: "kim", Accounts: true, Language: "ko"}

// timed are events that come at times after the beginning. The turn's events end
// a minute after the last of them.
func timed(steps ...func(turn.Event) (time.Duration, turn.Event)) iter.Seq2[turn.Event, error] {
	return func(yield func(turn.Event, error) bool) {
		began := time.Now()
		for i, step := range steps {
			at, e := step(turn.Event{Seq: int64(i + 1), Attempt: 1})
			<-time.After(at - time.Since(began))
			if !yield(e, nil) {
				return
			}
		}
		<-time.After(time.Minute)
	}
}

func after(at time.Duration, kind turn.Kind, text string) func(turn.Event) (time.Duration, turn.Event) {
	return func(e turn.Event) (time.Duration, turn.Event) {
		e.Kind, e.Text = kind, text
		switch kind {
		case turn.Stage:
			e.Text, e.Stage = "", &turn.StageEvent{Name: text}
		case turn.Done:
			e.Outcome = history.Completed
		}
		return at, e
	}
}

// base sends a turn to a base client and gives each frame with its time.
func base(t *testing.T, events iter.Seq2[turn.Event, error]) (frames []string) {
	t.Helper()
	began := time.Now()
	d := Delivery{Turn: turn.ID{User: "kim", Request: "r1"}}
	r, _ := newRenderer()
	err := Client{Asker: signedIn}.Deliver(t.Context(), r, d, events,
		func(_ context.Context, frame []byte) error {
			f := decoded(t, [][]byte{frame})[0]
			frames = append(frames, fmt.Sprintf("%v %s %.20s", time.Since(began), f.Status, f.Msg))
			return nil
		})
	if err != nil {
		t.Error(err)
	}
	return frames
}

func TestABaseAnswerIsCompletedOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		got := base(t, timed(after(0, turn.Delta, "답"), after(time.Second, turn.Done, "")))
		want := []string{"0s proceeding 답", "1s completed 답"}
		if !slices.Equal(got, want) {
			t.Errorf("got %q", got)
		}
	})
}

// Long answers are sent seldom, but their end does not wait.
func TestTheEndOfALongAnswerDoesNotWait(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		long := strings.Repeat("a", 1_000_000)
		events := func(yield func(turn.Event, error) bool) {
			for e, err := range timed(after(0, turn.Delta, long), after(100*time.Millisecond, turn.Done, "")) {
				if !yield(e, err) || e.Kind == turn.Done {
					return
				}
			}
		}
		got := base(t, events)
		if len(got) != 2 || !strings.HasPrefix(got[1], "100ms completed") {
			t.Errorf("got %q", got)
		}
	})
}

// While a complete answer is read aloud, its reader has it already.
func TestACompleteAnswerDoesNotWaitForItsVoice(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		got := base(t, timed(after(0, turn.Delta, "답"), after(time.Second, turn.Stage, "speech"),
			after(20*time.Second, turn.Done, "")))
		if len(got) != 3 || got[1] != "1s completed 답" || got[2] != "20s completed 답" {
			t.Errorf("got %q", got)
		}
	})
}

func TestStatisticsAreSentOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		got := base(t, timed(after(0, turn.Debug, "3 passages"), after(time.Second, turn.Delta, "답"),
			after(2*time.Second, turn.Done, "")))
		n := 0
		for _, f := range got {
			n += strings.Count(f, "3 passages")
		}
		if n != 1 {
			t.Errorf("%d times: %q", n, got)
		}
	})
}

func TestAUsersNameIsTheSameHoweverItIsWritten(t *testing.T) {
	for name, ok := range map[string]bool{"kim": true, "KIM": true, "Kim": true, "lee": false} {
		if _, err := signedIn.As(name); (err == nil) != ok || err != nil && !fault.Is(err, fault.Forbidden) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// Some systems take letters apart. The documents are searched and the log is
// kept with them together.
func TestAQuestionIsComposed(t *testing.T) {
	r, err := signedIn.Request(wire.Ask{Request: wire.Request{RequestID: "r1", ConvType: "qa",
		Body: "\u1112\u1161\u11ab\u1100\u1173\u11af"}, Documents: []string{string(document.NewID(time.Unix(0, 0)))}})
	if err != nil || r.Body != "한글" || len(r.Documents) != 1 {
		t.Errorf("%q of %d documents, %v", r.Body, len(r.Documents), err)
	}
}
