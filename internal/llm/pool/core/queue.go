package core

import (
	"container/heap"
	"time"
)

// user is an asker. Fairness is start-time fair queuing: whoever was served
// more starts later.
type user struct {
	name    string
	finish  float64 // virtual time at which its last request would end
	waiting [len(purposes)][]*ask
	usage   decayed // charges lately, for telling heavy users
	lane    int     // 1 for heavy users
	index   [len(purposes)]int
}

const usageHalf = time.Minute

// line is the users who wait with one purpose; the one to be served next comes
// first.
type line struct {
	purpose int
	users   []*user
}

func (l *line) Len() int { return len(l.users) }
func (l *line) Less(i, j int) bool {
	a, b := l.users[i], l.users[j]
	if a.finish != b.finish {
		return a.finish < b.finish
	}
	return a.waiting[l.purpose][0].id < b.waiting[l.purpose][0].id
}
func (l *line) Swap(i, j int) {
	l.users[i], l.users[j] = l.users[j], l.users[i]
	l.users[i].index[l.purpose] = i
	l.users[j].index[l.purpose] = j
}
func (l *line) Push(x any) {
	u := x.(*user)
	u.index[l.purpose] = len(l.users)
	l.users = append(l.users, u)
}
func (l *line) Pop() any {
	last := len(l.users) - 1
	u := l.users[last]
	l.users[last] = nil
	l.users = l.users[:last]
	return u
}

// queue contains everything that waits. Requests that continue after a failure
// come first, in order; then the interactive purposes and then the background
// ones, each shared fairly between users. Heavy users have a lane of their own
// behind all others, so that nobody waits behind a user who may not start yet.
type queue struct {
	resumed []*ask
	lines   [2][len(purposes)]line // by lane and purpose
	clock   float64                // virtual time: where the last request that was served started
	users   map[string]*user
	swept   time.Time
	total   decayed // charges of all users lately
	count   int
	tokens  [2]float64 // waiting cost, interactive and background
}

func newQueue() queue {
	q := queue{users: map[string]*user{}}
	for lane := range q.lines {
		for p := range q.lines[lane] {
			q.lines[lane][p].purpose = p
		}
	}
	return q
}

// background is 1 for purposes that nobody waits for, otherwise 0. Embedding is
// part of a turn.
func background(purpose int) int {
	if purposes[purpose] == Embed || purposes[purpose].Interactive() {
		return 0
	}
	return 1
}

func (q *queue) user(now time.Time, name string) *user {
	u := q.users[name]
	if u == nil {
		u = &user{name: name, finish: q.clock}
		q.users[name] = u
	}
	if now.Sub(q.swept) > 10*time.Second {
		q.sweep(now, u)
	}
	return u
}

// sweep forgets users who are not waiting and have used nothing recently.
func (q *queue) sweep(now time.Time, keep *user) {
	q.swept = now
	for name, u := range q.users {
		if u != keep && !u.waits() && u.finish <= q.clock && u.usage.get(now, usageHalf) < 1 {
			delete(q.users, name)
		}
	}
}

func (u *user) waits() bool {
	for _, w := range u.waiting {
		if len(w) > 0 {
			return true
		}
	}
	return false
}

// heavy reports whether a user takes more than twice an equal share. Such users
// leave a reserve for the others.
func (q *queue) heavy(now time.Time, u *user) bool {
	n := float64(len(q.users))
	return n > 1 && u.usage.get(now, usageHalf) > q.total.get(now, usageHalf)*2/(n+1)
}

func (q *queue) push(a *ask) {
	q.count++
	if a.resumed {
		q.resumed = append(q.resumed, a)
		return
	}
	u, p := a.user, a.purpose
	q.tokens[background(p)] += a.cost
	if len(u.waiting[p]) == 0 && u.finish < q.clock {
		u.finish = q.clock
		q.fix(u)
	}
	u.waiting[p] = append(u.waiting[p], a)
	if len(u.waiting[p]) == 1 {
		heap.Push(&q.lines[u.lane][p], u)
	}
}

// remove takes a request out, wherever it is in the queue.
func (q *queue) remove(a *ask) {
	q.count--
	if a.resumed {
		for i, x := range q.resumed {
			if x == a {
				q.resumed = append(q.resumed[:i], q.resumed[i+1:]...)
				return
			}
		}
		return
	}
	u, p := a.user, a.purpose
	q.tokens[background(p)] -= a.cost
	w := u.waiting[p]
	for i, x := range w {
		if x != a {
			continue
		}
		copy(w[i:], w[i+1:])
		w[len(w)-1] = nil
		u.waiting[p] = w[:len(w)-1]
		if len(u.waiting[p]) == 0 {
			heap.Remove(&q.lines[u.lane][p], u.index[p])
		} else if i == 0 {
			// Of users with the same finish, the one whose first request is older
			// comes first.
			heap.Fix(&q.lines[u.lane][p], u.index[p])
		}
		return
	}
}

// served charges a user for a request that starts.
func (q *queue) served(now time.Time, u *user, cost float64) {
	q.clock = max(q.clock, u.finish)
	u.finish = max(u.finish, q.clock) + cost
	u.usage.add(now, cost, usageHalf)
	q.total.add(now, cost, usageHalf)
	q.fix(u)
}

func (q *queue) fix(u *user) {
	for p := range u.waiting {
		if len(u.waiting[p]) > 0 {
			heap.Fix(&q.lines[u.lane][p], u.index[p])
		}
	}
}

// rank orders waiting requests: interactive purposes come before background
// ones, but all purposes of other users come before any of a heavy user.
func rank(lane, purpose int) int { return 2*lane + background(purpose) }

// settleLane moves a user to the lane where they now belong, and reports
// whether that changed.
func (q *queue) settleLane(now time.Time, u *user) bool {
	lane := 0
	if q.heavy(now, u) {
		lane = 1
	}
	if lane == u.lane {
		return false
	}
	for p := range u.waiting {
		if len(u.waiting[p]) > 0 {
			heap.Remove(&q.lines[u.lane][p], u.index[p])
		}
	}
	u.lane = lane
	for p := range u.waiting {
		if len(u.waiting[p]) > 0 {
			heap.Push(&q.lines[lane][p], u)
		}
	}
	return true
}

// lineSet is a set of lines.
type lineSet uint16

func lineBit(lane, purpose int) lineSet { return 1 << (lane*len(purposes) + purpose) }

// head is the next request to be served among the lines that are not blocked,
// by rank and then by who was served least. nil means that there is none.
func (q *queue) head(now time.Time, blocked lineSet) *ask {
	var best *ask
	least := 0
	for lane := range q.lines {
		for p := range q.lines[lane] {
			l := &q.lines[lane][p]
			if blocked&lineBit(lane, p) != 0 {
				continue
			}
			for len(l.users) > 0 && q.settleLane(now, l.users[0]) {
			}
			if len(l.users) == 0 {
				continue
			}
			a, r := l.users[0].waiting[p][0], rank(lane, p)
			if best == nil || r < least || r == least && a.user.finish < best.user.finish {
				best, least = a, r
			}
		}
	}
	return best
}

// ahead estimates the cost of what is served before the request: everything of
// lower rank and, for other users of the same rank, only as much as the
// request's own user has waiting.
func (q *queue) ahead(a *ask) float64 {
	sum := 0.0
	for _, r := range q.resumed {
		sum += r.cost
	}
	own := 0.0
	for _, w := range a.user.waiting[a.purpose] {
		own += w.cost
	}
	// Users of one rank are served by their finish. Once the user's own requests
	// are served, theirs is limit: until then another user is served as far as
	// limit too, and not beyond it.
	limit, mine := a.user.finish+own, rank(a.user.lane, a.purpose)
	for lane := range q.lines {
		for p := range q.lines[lane] {
			r := rank(lane, p)
			if r > mine {
				continue
			}
			for _, u := range q.lines[lane][p].users {
				// An estimate: a user's requests are assumed to cost as much as their first.
				waiting := float64(len(u.waiting[p])) * u.waiting[p][0].cost
				switch {
				case u == a.user && p == a.purpose:
				case r < mine:
					sum += waiting
				default:
					sum += min(waiting, max(0, limit-u.finish))
				}
			}
		}
	}
	return sum + own
}
