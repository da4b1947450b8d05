package turn_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/history"
	"github.com/mundap/mundap/internal/turn"
	"github.com/mundap/mundap/internal/turn/turntest"
)

var id = turn.ID{User: "kim", Request: "r1"}

func newLog(store turn.Store) *turn.Log {
	return turn.NewLog(store, turn.LogOptions{Logger: slog.New(slog.DiscardHandler)})
}

func start(t *testing.T, l *turn.Log) *turn.Writer {
	t.Helper()
	w, _, begun, err := l.Start(t.Context(), id, []byte("{}"))
	if err != nil || !begun {
		t.Fatalf("Start = %v, %v", begun, err)
	}
	return w
}

// all follows a turn to its end.
func all(t *testing.T, l *turn.Log, after int64) []turn.Event {
	t.Helper()
	var events []turn.Event
	for e, err := range l.Follow(t.Context(), id, after) {
		if err != nil {
			t.Fatal(err)
		}
		events = append(events, e)
	}
	return events
}

// read is the answer that events make, and the number of the last one. It fails
// on a gap or a duplicate.
func read(t *testing.T, events []turn.Event, after int64) (text string, last turn.Event) {
	t.Helper()
	for _, e := range events {
		if e.Seq != 0 {
			if after++; e.Seq != after {
				t.Fatalf("event %d where %d was due", e.Seq, after)
			}
		}
		text = apply(text, e)
		last = e
	}
	return text, last
}

func apply(text string, e turn.Event) string { return e.Apply(text) }

func TestAFollowerGetsEverythingInOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLog(&turntest.Memory{})
		w := start(t, l)
		var got []turn.Event
		var follower sync.WaitGroup
		follower.Go(func() { got = all(t, l, 0) })
		w.Stage(turn.StageEvent{Name: "retrieve"})
		w.Delta("안녕")
		w.Delta("하세요")
		w.Sources([]history.SourceRef{{Number: 1}})
		w.Notice(history.Note{Code: "extractive"})
		w.Debug("x")
		w.Replace(6, "!")
		if err := w.Done(t.Context(), history.Completed); err != nil {
			t.Fatal(err)
		}
		follower.Wait()
		text, last := read(t, got, 0)
		if text != "안녕!" || last.Kind != turn.Done || last.Outcome != history.Completed ||
			w.Text() != "안녕!" {
			t.Errorf("text %q, last %+v", text, last)
		}
		if again := all(t, l, 0); !reflect.DeepEqual(again, got) {
			t.Errorf("replay differs:\n%+v\n%+v", again, got)
		}
		if rest := all(t, l, last.Seq); len(rest) != 0 {
			t.Errorf("after the end came %+v", rest)
		}
	})
}

func TestTheFirstDeltaGoesAtOnceAndLaterOnesAreJoined(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLog(&turntest.Memory{})
		w := start(t, l)
		begin := time.Now()
		type arrival struct {
			text string
			at   time.Duration
		}
		var got []arrival
		var follower sync.WaitGroup
		follower.Go(func() {
			for e, err := range l.Follow(t.Context(), id, 0) {
				if err == nil && e.Kind == turn.Delta {
					got = append(got, arrival{e.Text, time.Since(begin)})
				}
			}
		})
		for i := range 6 { // a token every 18 ms
			w.Delta(fmt.Sprint(i))
			<-time.After(18 * time.Millisecond)
		}
		if err := w.Done(t.Context(), history.Completed); err != nil {
			t.Fatal(err)
		}
		follower.Wait()
		want := []arrival{{"0", 0}, {"12", 50 * time.Millisecond}, {"345", 100 * time.Millisecond}}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("got %v, want %v", got, want)
		}
	})
}

func TestEventsAreStoredWithinTheLimit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := &turntest.Memory{}
		l := newLog(store)
		w := start(t, l)
		defer w.Close()
		w.Delta("a")
		<-time.After(turn.StoreWithin)
		synctest.Wait()
		if events, err := store.Events(t.Context(), id, 0, 10); err != nil || len(events) != 1 {
			t.Errorf("after %v: %v, %v", turn.StoreWithin, events, err)
		}
	})
}

func TestTheEndIsSeenOnlyWhenEverythingIsStored(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := &faulty{Store: &turntest.Memory{}}
		l := newLog(store)
		w := start(t, l)
		w.Delta("a")
		store.fail(fault.Newf(fault.Unavailable, "away"))
		ended := make(chan struct{})
		var both sync.WaitGroup
		both.Go(func() { all(t, l, 0); close(ended) })
		both.Go(func() {
			if err := w.Done(t.Context(), history.Completed); err != nil {
				t.Error(err)
			}
		})
		<-time.After(2 * time.Second)
		select {
		case <-ended:
			t.Error("the end was seen while the store was away")
		default:
		}
		store.fail(nil)
		both.Wait()
		events, err := store.Events(t.Context(), id, 0, 10)
		if err != nil || len(events) != 2 {
			t.Errorf("stored: %v, %v", events, err)
		}
	})
}

func TestAStoreThatTakesNothingIsTold(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := &faulty{Store: &turntest.Memory{}}
		l := newLog(store)
		w := start(t, l)
		w.Delta("앞부분")
		<-time.After(time.Second)
		store.fail(fault.New(fault.Unavailable, "디스크가 찼어요.", "The disk is full."))
		w.Delta("뒷부분")
		<-time.After(3 * time.Second)
		store.fail(nil)
		<-time.After(time.Second)
		store.fail(fault.New(fault.Unavailable, "디스크가 찼어요.", "The disk is full."))
		w.Delta("끝")
		<-time.After(3 * time.Second)
		store.fail(nil)
		if err := w.Done(t.Context(), history.Completed); err != nil {
			t.Error(err)
		}
		events, err := store.Events(t.Context(), id, 0, 20)
		if err != nil {
			t.Fatal(err)
		}
		told, text := 0, ""
		for _, e := range events {
			if text += e.Text; e.Kind == turn.Notice && e.Notice.Code == history.NoteNotStored &&
				e.Notice.Message.Ko == "디스크가 찼어요." {
				told++
			}
		}
		if told != 2 || text != "앞부분뒷부분끝" { // once for each time
			t.Errorf("told %d times, the text is %q", told, text)
		}
	})
}

func TestAnAnswerThatTheStoreTookWithoutSayingSoIsNoConflict(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := &faulty{Store: &turntest.Memory{}, silent: 2}
		l := newLog(store)
		w := start(t, l)
		w.Delta("a")
		<-time.After(time.Second)
		if err := w.Done(t.Context(), history.Completed); err != nil {
			t.Error(err)
		}
	})
}

func TestASecondStartFollows(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLog(&turntest.Memory{})
		w := start(t, l)
		again, s, begun, err := l.Start(t.Context(), id, nil)
		if err != nil || begun || again != nil || s.State != turn.Running {
			t.Errorf("running: %v %v %v %v", again, s, begun, err)
		}
		if err := w.Done(t.Context(), history.Completed); err != nil {
			t.Fatal(err)
		}
		if _, s, begun, err = l.Start(t.Context(), id, nil); err != nil || begun ||
			s.State != turn.Finished {
			t.Errorf("finished: %v %v %v", s, begun, err)
		}
	})
}

func TestAnInterruptedTurnKeepsItsTextAndBeginsAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := &turntest.Memory{}
		w := start(t, newLog(store))
		w.Delta("반쪽")
		w.Close()
		l := newLog(store) // the server started again
		begin := time.Now()
		events := all(t, l, 0)
		text, last := read(t, events, 0)
		if text != "반쪽" || last.Kind != turn.Broken || last.Seq != 0 || !last.Failure.Retry {
			t.Fatalf("text %q, last %+v", text, last)
		}
		if took := time.Since(begin); took > turn.Lease+time.Second {
			t.Errorf("took %v", took)
		}
		w = start(t, l)
		if w.Attempt() != 2 || w.Text() != "" {
			t.Errorf("attempt %d, text %q", w.Attempt(), w.Text())
		}
		w.Delta("온전")
		if err := w.Done(t.Context(), history.Completed); err != nil {
			t.Fatal(err)
		}
		if text, last = read(t, all(t, l, 0), 0); text != "온전" || last.Kind != turn.Done {
			t.Errorf("text %q, last %+v", text, last)
		}
		if text, _ = read(t, all(t, l, 1), 1); text != "온전" {
			t.Errorf("resumed text %q", text)
		}
	})
}

// What a reader saw last may never have been stored. The next attempt uses the same numbers again.
func TestAReaderThatSawMoreThanWasStoredIsToldTheNextAttemptFromItsBeginning(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := &faulty{Store: &turntest.Memory{}}
		first := newLog(store)
		w := start(t, first)
		w.Delta("가")
		<-time.After(time.Second)
		store.fail(fault.Newf(fault.Unavailable, "away"))
		w.Stage(turn.StageEvent{Name: "answer"})
		w.Delta("나")
		w.Close() // as if the server had died: 1 event is stored, 3 were pushed
		store.fail(nil)
		<-time.After(turn.Lease)

		l := newLog(store)
		w = start(t, l)
		w.Delta("다")
		if err := w.Done(t.Context(), history.Completed); err != nil {
			t.Fatal(err)
		}
		text := "가나"
		for e, err := range l.Resume(t.Context(), id, turn.Cursor{Seq: 3, Attempt: 1}) {
			if err != nil {
				t.Fatal(err)
			}
			text = apply(text, e)
		}
		if text != "다" {
			t.Errorf("text %q", text)
		}
	})
}

func TestALostLeaseStopsTheWriter(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := &turntest.Memory{}
		l := newLog(store)
		w := start(t, l)
		defer w.Close()
		if err := store.DeleteUser(t.Context(), id.User); err != nil {
			t.Fatal(err)
		}
		w.Delta("a")
		<-w.Context().Done()
		if err := w.Done(t.Context(), history.Completed); err == nil {
			t.Error("the end was taken")
		}
		for _, err := range l.Follow(t.Context(), id, 0) {
			if !fault.Is(err, fault.NotFound) {
				t.Errorf("a follower got %v", err)
			}
		}
	})
}

func TestDeletingAUserStopsTheirTurnsAlone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLog(&turntest.Memory{})
		w := start(t, l)
		defer w.Close()
		other, _, _, err := l.Start(t.Context(), turn.ID{User: "lee", Request: "r1"}, nil)
		if err != nil {
			t.Fatal(err)
		}
		if open, err := l.Open(t.Context(), "kim"); err != nil || len(open) != 1 ||
			string(open[0].Request) != "{}" {
			t.Errorf("open: %+v, %v", open, err)
		}
		if err := l.DeleteUser(t.Context(), "kim"); err != nil {
			t.Fatal(err)
		}
		if open, err := l.Open(t.Context(), "kim"); w.Context().Err() == nil || len(open) != 0 ||
			err != nil {
			t.Errorf("the deleted user's turn goes on: %+v, %v", open, err)
		}
		if err := other.Done(t.Context(), history.Completed); err != nil {
			t.Errorf("another user's turn: %v", err)
		}
	})
}

func TestTurnsWithoutAnEndAreFoundAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := &turntest.Memory{}
		begin := func(l *turn.Log, request, text string) *turn.Writer {
			w, _, _, err := l.Start(t.Context(), turn.ID{User: "kim", Request: request},
				[]byte(request))
			if err != nil {
				t.Fatal(err)
			}
			w.Delta(text)
			<-time.After(time.Second)
			return w
		}
		dead, elsewhere, here := newLog(store), newLog(store), newLog(store)
		w1 := begin(dead, "r1", "끊김")
		w1.Sources([]history.SourceRef{{Number: 1, Document: "d1"}})
		w1.Close() // it counts as interrupted at once
		w2, w3 := begin(elsewhere, "r2", "딴 곳"), begin(here, "r3", "여기")
		if err := begin(here, "r4", "끝").Done(t.Context(), history.Completed); err != nil {
			t.Fatal(err)
		}
		open, err := here.Open(t.Context(), "kim")
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, o := range open {
			got = append(got, fmt.Sprintf("%s %s %s %s %d", o.ID.Request, o.State, o.Text, o.Request,
				len(o.Sources)))
		}
		want := []string{"r1 interrupted 끊김 r1 1", "r2 running 딴 곳 r2 0",
			"r3 running 여기 r3 0"}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("got %q", got)
		}
		w2.Close()
		w3.Close()
	})
}

// slowRenewals is a store whose renewals take until they are let go.
type slowRenewals struct {
	turn.Store
	let chan struct{}
}

func (s slowRenewals) Renew(ctx context.Context, g turn.Grip, lease time.Duration,
	now time.Time) error {
	<-s.let
	return s.Store.Renew(ctx, g, lease, now)
}

// A reader of the end may ask at once what is still open, before the writer has
// let go of the turn.
func TestATurnWhoseEndWasReadIsNotOpen(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := slowRenewals{&turntest.Memory{}, make(chan struct{})}
		l := newLog(store)
		w := start(t, l)
		w.Delta("답")
		<-time.After(turn.Lease / 2) // it is being renewed
		var ending sync.WaitGroup
		ending.Go(func() {
			if err := w.Done(t.Context(), history.Completed); err != nil {
				t.Error(err)
			}
		})
		all(t, l, 0)
		if open, err := l.Open(t.Context(), id.User); err != nil || len(open) != 0 {
			t.Errorf("still open: %+v, %v", open, err)
		}
		close(store.let)
		ending.Wait()
	})
}

func TestAWriterHoldsItsTurnWhileItSaysNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := &turntest.Memory{}
		l := newLog(store)
		w := start(t, l)
		<-time.After(10 * turn.Lease)
		if s, err := l.Status(t.Context(), id); err != nil || s.State != turn.Running {
			t.Errorf("%+v, %v", s, err)
		}
		if err := w.Done(t.Context(), history.Completed); err != nil {
			t.Error(err)
		}
	})
}

func TestATurnOfAnotherProcessIsPolled(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := &turntest.Memory{}
		w := start(t, newLog(store))
		elsewhere := newLog(store)
		var got []turn.Event
		var follower sync.WaitGroup
		follower.Go(func() { got = all(t, elsewhere, 0) })
		for range 20 {
			w.Delta("x")
			<-time.After(100 * time.Millisecond)
		}
		if err := w.Done(t.Context(), history.Stopped); err != nil {
			t.Fatal(err)
		}
		follower.Wait()
		if text, last := read(t, got, 0); text != strings.Repeat("x", 20) ||
			last.Outcome != history.Stopped {
			t.Errorf("text %q, last %+v", text, last)
		}
	})
}

func TestFollowersStopWithTheirContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := &turntest.Memory{}
		l := newLog(store)
		w := start(t, l)
		defer w.Close()
		for _, log := range []*turn.Log{l, newLog(store)} {
			ctx, cancel := context.WithCancel(t.Context())
			time.AfterFunc(time.Second, cancel)
			for _, err := range log.Follow(ctx, id, 0) {
				if !errors.Is(err, context.Canceled) {
					t.Errorf("got %v", err)
				}
			}
		}
	})
}

func TestAnUnknownTurnIsNotFound(t *testing.T) {
	for _, err := range newLog(&turntest.Memory{}).Follow(t.Context(), id, 0) {
		if !fault.Is(err, fault.NotFound) {
			t.Errorf("got %v", err)
		}
	}
}

func TestTheTurnOutlivesTheContextThatBeganIt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLog(&turntest.Memory{})
		ctx, cancel := context.WithCancel(t.Context())
		w, _, _, err := l.Start(ctx, id, nil)
		if err != nil {
			t.Fatal(err)
		}
		cancel()
		synctest.Wait()
		if w.Context().Err() != nil {
			t.Error("it ended with its connection")
		}
		if err := w.Fail(t.Context(), history.Failure{Kind: "refused"}); err != nil {
			t.Error(err)
		}
		if w.Context().Err() == nil {
			t.Error("it goes on after its end")
		}
	})
}

func TestCloseOfTheLogStoresAndStops(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := &turntest.Memory{}
		l := newLog(store)
		w := start(t, l)
		w.Delta("반쪽")
		l.Close()
		if w.Context().Err() == nil {
			t.Error("the writer goes on")
		}
		if events, err := store.Events(t.Context(), id, 0, 10); err != nil || len(events) != 1 {
			t.Errorf("stored %v, %v", events, err)
		}
		if _, _, _, err := l.Start(t.Context(), turn.ID{User: "kim", Request: "r2"},
			nil); err == nil {
			t.Error("a turn began after Close")
		}
	})
}

// Readers come, go and come back at any event; none misses or repeats one,
// whatever the writer does meanwhile.
func TestReadersThatComeAndGoMissNothing(t *testing.T) {
	for seed := range uint64(20) {
		synctest.Test(t, func(t *testing.T) {
			rng := rand.New(rand.NewPCG(seed, 1))
			store := &turntest.Memory{}
			l, elsewhere := newLog(store), newLog(store)
			w := start(t, l)
			var readers sync.WaitGroup
			texts := make([]string, 4)
			for i := range texts {
				log, r := l, rand.New(rand.NewPCG(seed, uint64(i+2)))
				if i%2 == 1 {
					log = elsewhere
				}
				readers.Go(func() { texts[i] = comeAndGo(t, log, r) })
			}
			for range 60 {
				switch rng.IntN(8) {
				case 0:
					w.Replace(3*rng.IntN(len(w.Text())/3+1), "다시")
				case 1:
					w.Stage(turn.StageEvent{Name: "select"})
				default:
					w.Delta("말")
				}
				<-time.After(time.Duration(rng.IntN(80)) * time.Millisecond)
			}
			if err := w.Done(t.Context(), history.Completed); err != nil {
				t.Fatal(err)
			}
			readers.Wait()
			for i, text := range texts {
				if text != w.Text() {
					t.Errorf("seed %d, reader %d: %q, want %q", seed, i, text, w.Text())
				}
			}
		})
	}
}

func comeAndGo(t *testing.T, l *turn.Log, r *rand.Rand) (text string) {
	var seen turn.Cursor
	for {
		leave := seen.Seq + int64(r.IntN(10))
		for e, err := range l.Resume(t.Context(), id, seen) {
			if err != nil {
				t.Error(err)
				return text
			}
			if e.Seq != seen.Seq+1 {
				t.Errorf("event %d after %d", e.Seq, seen.Seq)
			}
			seen = turn.Cursor{Seq: e.Seq, Attempt: e.Attempt}
			text = apply(text, e)
			if e.Kind.Final() {
				return text
			}
			if e.Seq >= leave {
				break
			}
		}
		<-time.After(time.Duration(r.IntN(200)) * time.Millisecond)
	}
}

// faulty is a store that fails on demand.
type faulty struct {
	turn.Store
	mu     sync.Mutex
	err    error
	silent int // so many more Appends are taken but reported as failed
	taken  int // so many more Appends are taken before once
	once   error
}

// failAfter makes one Append fail, after n that are taken.
func (f *faulty) failAfter(n int, err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.taken, f.once = n, err
}

func (f *faulty) fail(err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.err = err
}

func (f *faulty) Append(ctx context.Context, g turn.Grip, events []turn.Event,
	now time.Time) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.err != nil {
		return f.err
	}
	if f.once != nil {
		if f.taken--; f.taken < 0 {
			err := f.once
			f.once = nil
			return err
		}
	}
	err := f.Store.Append(ctx, g, events, now)
	if f.silent > 0 && err == nil {
		f.silent--
		return fault.Newf(fault.Unavailable, "the answer was lost")
	}
	return err
}

func BenchmarkDelta(b *testing.B) {
	l := newLog(&turntest.Memory{})
	w, _, _, err := l.Start(b.Context(), id, nil)
	if err != nil {
		b.Fatal(err)
	}
	defer w.Close()
	b.ReportAllocs()
	for b.Loop() {
		w.Delta("토큰")
	}
}

// blind is a store whose events can't be read.
type blind struct{ turn.Store }

func (blind) Events(context.Context, turn.ID, int64, int) ([]turn.Event, error) {
	return nil, fault.Newf(fault.Unavailable, "away")
}

func TestAFollowerIsToldThatTheEventsCanNotBeRead(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := &turntest.Memory{}
		w := start(t, newLog(store))
		w.Delta("가")
		w.Close()
		for e, err := range newLog(blind{store}).Follow(t.Context(), id, 0) {
			if !fault.Is(err, fault.Unavailable) {
				t.Errorf("%+v, %v", e, err)
			}
		}
	})
}

func TestAnotherProcessesNextAttemptIsToldOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := &turntest.Memory{}
		w := start(t, newLog(store))
		w.Delta("옛 글")
		w.Close()
		<-time.After(turn.Lease + time.Second)
		w = start(t, newLog(store))
		w.Delta("새 ")
		<-time.After(time.Second)
		var text string
		var follower sync.WaitGroup
		follower.Go(func() {
			for e, err := range newLog(store).Resume(t.Context(), id, turn.Cursor{Seq: 1, Attempt: 1}) {
				if err != nil {
					t.Error(err)
				}
				text = apply(text, e)
			}
		})
		<-time.After(10 * time.Second) // it asks many times
		w.Delta("글")
		if err := w.Done(t.Context(), history.Completed); err != nil {
			t.Fatal(err)
		}
		follower.Wait()
		if text != "새 글" {
			t.Errorf("text %q", text)
		}
	})
}

func TestAReplacementBeginsAtACharacter(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for from, want := range map[int]string{-1: "다", 0: "다", 2: "다", 3: "가다", 4: "가다", 99: "가나다"} {
			l := newLog(&turntest.Memory{})
			w := start(t, l)
			w.Delta("가나")
			w.Replace(from, "다")
			if err := w.Done(t.Context(), history.Completed); err != nil {
				t.Fatal(err)
			}
			if text, _ := read(t, all(t, l, 0), 0); text != want || w.Text() != want {
				t.Errorf("from byte %d: readers have %q, the writer %q, want %q", from, text, w.Text(), want)
			}
		}
	})
}

// A reader that waits for a turn's next attempt gets it as soon as it begins in
// this process, however seldom the store is looked into.
func TestAWaitingReaderNoticesAWriterThatBeginsHere(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := &turntest.Memory{}
		l := turn.NewLog(store, turn.LogOptions{Poll: time.Hour, Logger: slog.New(slog.DiscardHandler)})
		if _, _, _, err := store.Begin(t.Context(), id, nil, time.Minute, time.Now()); err != nil {
			t.Fatal(err) // a process that dies now
		}
		began := time.Now()
		var took time.Duration
		var reader sync.WaitGroup
		reader.Go(func() {
			for e, err := range l.Follow(t.Context(), id, 0) {
				if err != nil {
					t.Error(err)
				}
				if e.Kind == turn.Delta {
					took = time.Since(began)
				}
			}
		})
		<-time.After(2 * time.Minute)
		w := start(t, l)
		w.Delta("답")
		if err := w.Done(t.Context(), history.Completed); err != nil {
			t.Error(err)
		}
		reader.Wait()
		if took != 2*time.Minute {
			t.Errorf("the answer came after %v", took)
		}
	})
}

// The reader has seen everything of the first attempt that was stored, and the
// store still holds it.
func TestAReaderIsNotToldTheFirstAttemptAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := &turntest.Memory{}
		w := start(t, newLog(store))
		w.Stage(turn.StageEvent{Name: "answer"})
		w.Delta("옛 글")
		w.Close()
		l := newLog(store)
		w = start(t, l)
		w.Sources([]history.SourceRef{{Number: 2}})
		w.Delta("새 글")
		if err := w.Done(t.Context(), history.Completed); err != nil {
			t.Fatal(err)
		}
		var attempts []int
		for e, err := range l.Resume(t.Context(), id, turn.Cursor{Seq: 2, Attempt: 1}) {
			if err != nil {
				t.Fatal(err)
			}
			attempts = append(attempts, e.Attempt)
		}
		if !slices.Equal(attempts, []int{2, 2, 2, 2}) { // Replace, Sources, Delta, Done
			t.Errorf("events of the attempts %v", attempts)
		}
	})
}

func TestAnOpenTurnHasTheSourcesOfItsLastAttemptAlone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := &turntest.Memory{}
		w := start(t, newLog(store))
		w.Sources([]history.SourceRef{{Number: 1}, {Number: 2}})
		w.Delta("옛 글")
		w.Close()
		w = start(t, newLog(store))
		w.Delta("새 글")
		<-time.After(time.Second)
		open, err := newLog(store).Open(t.Context(), id.User)
		if err != nil || len(open) != 1 || open[0].Text != "새 글" || len(open[0].Sources) != 0 {
			t.Errorf("%+v, %v", open, err)
		}
		w.Close()
	})
}

// The lease of the first writer ran out while its store was away. When it
// notices, the turn's next writer in the same process goes on undisturbed.
func TestAWriterThatLostItsTurnLeavesItsSuccessorAlone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		memory := &turntest.Memory{}
		store := &faulty{Store: memory}
		l := newLog(store)
		first := start(t, l)
		if err := memory.Renew(t.Context(), turn.Grip{ID: id, Attempt: 1, Fence: fenceOf(t, l)}, 0, time.Now()); err != nil {
			t.Fatal(err)
		}
		second := start(t, l)
		first.Delta("늦은 글")
		<-first.Context().Done()
		second.Delta("글")
		synctest.Wait()
		open, err := l.Open(t.Context(), id.User)
		if err != nil || len(open) != 1 || open[0].Attempt != 2 {
			t.Errorf("%+v, %v", open, err)
		}
		var events []turn.Event
		var reader sync.WaitGroup
		reader.Go(func() { events = all(t, l, 0) })
		synctest.Wait()
		if err := second.Done(t.Context(), history.Completed); err != nil {
			t.Error(err)
		}
		reader.Wait()
		if text, _ := read(t, events, 0); text != "글" {
			t.Errorf("text %q", text)
		}
		first.Close()
	})
}

// fenceOf is the fence of the turn's present attempt.
func fenceOf(t *testing.T, l *turn.Log) int64 {
	t.Helper()
	s, err := l.Status(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	return s.Fence
}

// Another process has begun the next attempt while the store was away. Its
// events have the numbers of this writer's, and are not this writer's.
func TestEventsOfTheNextAttemptAreNotTakenForOnesOwn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		memory := &turntest.Memory{}
		store := &faulty{Store: memory}
		l := newLog(store)
		first := start(t, l)
		store.fail(fault.Newf(fault.Unavailable, "away"))
		first.Delta("옛 글")
		<-time.After(turn.StoreWithin)
		grip := turn.Grip{ID: id, Attempt: 1, Fence: fenceOf(t, l)}
		if err := memory.Renew(t.Context(), grip, 0, time.Now()); err != nil {
			t.Fatal(err)
		}
		second := start(t, newLog(memory))
		second.Delta("새 글")
		<-time.After(2 * turn.StoreWithin)
		store.fail(nil)
		if err := first.Done(t.Context(), history.Completed); !fault.Is(err, fault.Conflict) {
			t.Errorf("the end of the first attempt: %v", err)
		}
		if err := second.Done(t.Context(), history.Completed); err != nil {
			t.Errorf("the end of the second attempt: %v", err)
		}
	})
}

// counting is a store that counts how often its events are read.
type counting struct {
	turn.Store
	reads int
}

func (c *counting) Events(ctx context.Context, id turn.ID, after int64, limit int) ([]turn.Event, error) {
	c.reads++
	return c.Store.Events(ctx, id, after, limit)
}

// What was stored of a long end is not asked for again when the rest fails.
func TestALongEndIsStoredInPieces(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		memory := &turntest.Memory{}
		counted := &counting{Store: memory}
		store := &faulty{Store: counted}
		w := start(t, newLog(store))
		for range 450 { // more than two batches
			w.Stage(turn.StageEvent{Name: "select"})
		}
		store.failAfter(1, fault.Newf(fault.Unavailable, "away"))
		if err := w.Done(t.Context(), history.Completed); err != nil {
			t.Fatal(err)
		}
		events, err := memory.Events(t.Context(), id, 0, 1000)
		if err != nil || len(events) != 451 || counted.reads != 1 {
			t.Errorf("%d events are stored after %d reads, %v", len(events), counted.reads, err)
		}
	})
}

func TestFollowersAreToldWhereAnAnswerCanBeHeard(t *testing.T) {
	l := turn.NewLog(&turntest.Memory{}, turn.LogOptions{})
	defer l.Close()
	w := start(t, l)
	defer w.Close()
	w.SpeechPart(2, "/speech/r/2")
	w.Speech("/speech/r")
	if err := w.Done(t.Context(), history.Completed); err != nil {
		t.Fatal(err)
	}
	var heard []turn.SpeechEvent
	for _, e := range all(t, l, 0) {
		if e.Speech != nil {
			heard = append(heard, *e.Speech)
		}
	}
	want := []turn.SpeechEvent{{Path: "/speech/r/2", Part: 2}, {Path: "/speech/r"}}
	if !slices.Equal(heard, want) {
		t.Errorf("heard %+v, want %+v", heard, want)
	}
}
