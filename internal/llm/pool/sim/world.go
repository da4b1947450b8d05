package sim

import (
	"container/heap"
	"time"

	"github.com/mundap/mundap/internal/llm/pool/sim/region"
)

// world is the clock, what is to happen, and the regions.
type world struct {
	now     time.Duration
	events  events
	last    uint64
	regions []*region.Region
}

type event struct {
	at  time.Duration
	seq uint64
	do  func()
}

type events []event

func (e events) Len() int { return len(e) }
func (e events) Less(i, j int) bool {
	return e[i].at < e[j].at || e[i].at == e[j].at && e[i].seq < e[j].seq
}
func (e events) Swap(i, j int) { e[i], e[j] = e[j], e[i] }
func (e *events) Push(x any)   { *e = append(*e, x.(event)) }
func (e *events) Pop() any {
	old := *e
	x := old[len(old)-1]
	old[len(old)-1] = event{}
	*e = old[:len(old)-1]
	return x
}

// at lets do happen at the time t, not before now.
func (w *world) at(t time.Duration, do func()) {
	w.last++
	heap.Push(&w.events, event{max(t, w.now), w.last, do})
}

// run lets happen what is to happen up to the time end.
func (w *world) run(end time.Duration) {
	for len(w.events) > 0 && w.events[0].at <= end {
		e := heap.Pop(&w.events).(event)
		w.now = e.at
		e.do()
	}
	w.now = end
}

// job is a request and what became of it.
type job struct {
	at           time.Duration
	user         string
	conversation string
	purpose      string
	input        int // as the provider counts it
	estimate     int // as it is estimated before
	maxTokens    int
	output       int // what the model wants to say
	patience     time.Duration

	first, end time.Duration // first text shown, end of the answer; 0 means never
	state      state
	shown      int // tokens that stand on the user's screen
	restarts   int
	repeated   int // tokens shown twice, or a gap
}

type state int

const (
	running state = iota
	answered
	refused // told early to come again
	failed  // an error before any text
	lost    // an error after text
)

func (j *job) goal() int { return min(j.output, j.maxTokens) }

// show puts tokens from position from up to upto on the user's screen; restart empties it first.
func (j *job) show(now time.Duration, from, upto int, restart bool) {
	if restart {
		j.shown = 0
		j.restarts++
	}
	if from != j.shown {
		j.repeated++
	}
	if j.first == 0 {
		j.first = now
	}
	j.shown = upto
}

func (j *job) finish(now time.Duration, s state) {
	if j.state != running {
		return
	}
	j.state, j.end = s, now
	if s == answered && j.shown != j.goal() {
		j.repeated++
	}
}

// upstream is a call of a region.
type upstream struct {
	w      *world
	region int
	call   *region.Call
	job    *job
	sink   sink
	from   int // tokens of the answer that the model was given to go on from
	out    int // tokens that it said
	ended  bool
	heard  bool
	last   time.Duration // last sign of life, or the begin
	begun  time.Duration
}

// sink is told what a call does.
type sink interface {
	first(u *upstream)
	more(u *upstream)
	done(u *upstream, cut bool)
	failed(u *upstream, kind string, after time.Duration)
}

// step is the time between two looks at a running stream.
const step = 500 * time.Millisecond

// call asks a region. Nothing is told to the sink before the caller's event is over.
func (w *world) call(i int, j *job, maxTokens, from int, s sink) *upstream {
	q := region.Request{Input: j.input + from, MaxTokens: maxTokens, Output: max(0, j.goal()-from),
		Conversation: j.conversation}
	u := &upstream{w: w, region: i, job: j, sink: s, from: from, last: w.now, begun: w.now,
		call: w.regions[i].Begin(w.now, q)}
	a := u.call.Answer
	switch {
	case a.Hang:
	case a.Error != "":
		w.at(a.At, func() { u.fail(a.Error, a.RetryAfter) })
	case a.Total == 0:
		w.at(a.First, u.over)
	default:
		w.at(a.First, func() { u.say(1) })
	}
	return u
}

// say makes the first n tokens of an answer arrive and schedules the next step.
// Tokens arrive in steps, because an event for each would take most of a
// simulation's time.
func (u *upstream) say(n int) {
	if u.ended {
		return
	}
	a := u.call.Answer
	u.out, u.last = n, u.w.now
	u.w.regions[u.region].Adjust(u.w.now, u.call, n)
	if !u.heard {
		u.heard = true
		u.sink.first(u)
	} else {
		u.sink.more(u)
	}
	if n >= a.Total {
		u.w.at(u.w.now, u.over)
		return
	}
	more := min(a.Total-n, max(1, int(step/a.Gap)))
	u.w.at(u.w.now+time.Duration(more)*a.Gap, func() { u.say(n + more) })
}

func (u *upstream) over() {
	a := u.call.Answer
	switch {
	case u.ended || a.Silent:
	case a.Break:
		u.fail("unavailable", 0)
	default:
		u.end()
		u.sink.done(u, a.Cut)
	}
}

func (u *upstream) fail(kind string, after time.Duration) {
	if !u.ended {
		u.end()
		u.sink.failed(u, kind, after)
	}
}

func (u *upstream) end() {
	u.ended = true
	u.w.regions[u.region].End(u.w.now, u.call, u.out)
}

// cancel breaks a call off; its sink hears nothing more.
func (u *upstream) cancel() {
	if !u.ended {
		u.end()
	}
}
