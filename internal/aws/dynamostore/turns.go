package dynamostore

import (
	"context"
	"slices"
	"time"

	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/history"
	"github.com/mundap/mundap/internal/turn"
)

// Turns is the turn.Store of a Store.
//
// A turn is one small item under its user, since it is written with every batch
// of events and a write costs by the item's size. What belongs to it lies under
// a hash key of its own life, "e#…#life": the request, and the batches of
// events by their last number. A turn that was forgotten and began again has
// another life, so that nothing of the earlier one is read.
type Turns struct{ s *Store }

var _ interface {
	turn.Store
	turn.Lister
} = Turns{}

// Turns returns the store of turns.
func (s *Store) Turns() Turns { return Turns{s} }

func (t Turns) table() string { return t.s.tables.Turns }

func turnKey(id turn.ID) item { return pair(userKey(id.User), keyText(id.Request)) }

// belongings returns the hash key of everything that belongs to a life of a
// turn.
func belongings(id turn.ID, life string) string {
	return "e#" + digest(string(id.User), id.Request) + "#" + life
}

const requestPart = "request"

// read returns a turn, or nil if there is none.
func (t Turns) read(ctx context.Context, id turn.ID) (*turnItem, error) {
	it, err := t.s.get(ctx, t.table(), turnKey(id))
	return turnOf(it), err
}

// request reads the request that is stored with a turn.
func (t Turns) request(ctx context.Context, r *turnItem, id turn.ID) ([]byte, error) {
	it, err := t.s.get(ctx, t.table(), pair(belongings(id, r.life), requestPart))
	return bytesOf(it["body"]), err
}

// Begin implements turn.Store.
func (t Turns) Begin(ctx context.Context, id turn.ID, request []byte, lease time.Duration,
	now time.Time) (turn.Grip, turn.Status, bool, error) {
	if err := turn.CheckRequest(request); err != nil {
		return turn.Grip{}, turn.Status{}, false, err
	}
	holder := token()
	for range tries {
		r, err := t.take(ctx, id, request, holder, lease, now)
		if err != nil {
			return turn.Grip{}, turn.Status{}, false, err
		}
		if r == nil {
			continue // another Begin came first: look again
		}
		kept, err := t.request(ctx, r, id)
		if err != nil {
			return turn.Grip{}, turn.Status{}, false, err
		}
		if r.holder != holder {
			return turn.Grip{}, r.status(id, kept, now), false, nil
		}
		return turn.Grip{ID: id, Attempt: r.attempt, Fence: r.fence, LastSeq: r.lastSeq},
			r.status(id, kept, now), true, nil
	}
	return turn.Grip{}, turn.Status{}, false,
		fault.Newf(fault.Overloaded, "turn %q changes too fast", id.Request)
}

// take takes hold of a turn if that is allowed, and returns the turn in its new
// state. It returns nil if somebody has changed the turn meanwhile.
func (t Turns) take(ctx context.Context, id turn.ID, request []byte, holder string,
	lease time.Duration, now time.Time) (*turnItem, error) {
	r, err := t.read(ctx, id)
	if err != nil {
		return nil, err
	}
	switch {
	case r == nil || r.forgotten(now):
		return t.first(ctx, r, &turnItem{
			id: id, life: holder, attempt: 1, holder: holder, started: now, lease: now.Add(lease),
			touched: now,
		}, request)
	case r.state(now) == turn.Interrupted:
		return t.next(ctx, r, holder, lease, now)
	}
	return r, nil // somebody else's, or ours: it was written, only the answer was lost
}

// fenceAfter is a fence that the turn never had, even if it was deleted: the
// clock's, unless that is behind.
func fenceAfter(old int64) int64 { return max(old+1, time.Now().UnixMicro()) }

// first writes a turn that was not there, or in the place of one that was
// forgotten; nil when somebody else did.
func (t Turns) first(ctx context.Context, old, r *turnItem, request []byte) (*turnItem, error) {
	w := writing{table: t.table(), when: "attribute_not_exists(pk)"}
	if old != nil {
		r.fence = old.fence
		w.when, w.values = "fence = :fence AND last_seq = :last", item{":fence": num(old.fence),
			":last": num(old.lastSeq)}
	}
	r.fence = fenceAfter(r.fence)
	w.item = r.item()
	kept := pair(belongings(r.id, r.life), requestPart)
	kept["body"], kept["expires"] = bin(request), unix(r.touched.Add(2*turn.Keep))
	err := t.s.transact(ctx, w.put(), writing{table: t.table(), item: kept}.put())
	if _, failed := refused(err, 0); failed {
		return nil, nil
	}
	return r, err
}

// next starts the next attempt of an interrupted turn. It returns nil if
// somebody else has started it or the turn's writer has come back.
func (t Turns) next(ctx context.Context, r *turnItem, holder string, lease time.Duration,
	now time.Time) (*turnItem, error) {
	it, err := t.s.updateOne(ctx, writing{
		table: t.table(), key: turnKey(r.id),
		set: `SET attempt = :attempt, fence = :fence, holder = :holder, #lease = :lease, touched = :now, #expires = :expires`,
		// The lease: its writer may have renewed it since.
		when:  "fence = :old AND #lease = :oldlease AND finished = :no AND attribute_not_exists(deleted)",
		names: map[string]string{"#lease": "lease", "#expires": "expires"},
		values: item{
			":attempt": num(int64(r.attempt + 1)), ":fence": num(fenceAfter(r.fence)),
			":holder": str(holder),
			":lease":  num(nanos(now.Add(lease))), ":now": num(nanos(now)),
			":expires": vanishes(now), ":old": num(r.fence),
			":oldlease": num(nanos(r.lease)), ":no": yes(false),
		},
	})
	if _, failed := refusedOne(err); failed {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return turnOf(it), nil
}

func lostHold(g turn.Grip) error {
	return conflict("attempt %d of turn %q lost its hold", g.Attempt, g.ID.Request)
}

// held is the condition under which a grip holds its turn.
const held = "fence = :fence AND finished = :no AND attribute_not_exists(deleted)"

// Renew implements turn.Store.
func (t Turns) Renew(ctx context.Context, g turn.Grip, lease time.Duration, now time.Time) error {
	_, err := t.s.updateOne(ctx, writing{
		table: t.table(), key: turnKey(g.ID), set: "SET #lease = :lease", when: held,
		names: map[string]string{"#lease": "lease"},
		values: item{":lease": num(nanos(now.Add(lease))), ":fence": num(g.Fence),
			":no": yes(false)},
	})
	if _, failed := refusedOne(err); failed {
		return lostHold(g)
	}
	return err
}

// Status implements turn.Store.
func (t Turns) Status(ctx context.Context, id turn.ID, now time.Time) (turn.Status, error) {
	r, err := t.read(ctx, id)
	if err != nil {
		return turn.Status{}, err
	}
	if r == nil || r.forgotten(now) {
		return turn.Status{}, notFound("no turn %q", id.Request)
	}
	request, err := t.request(ctx, r, id)
	if err != nil {
		return turn.Status{}, err
	}
	return r.status(id, request, now), nil
}

// Unfinished implements turn.Lister.
func (t Turns) Unfinished(ctx context.Context, user history.User, limit int,
	now time.Time) ([]turn.ID, error) {
	q := below(t.table(), userKey(user))
	q.filter, q.values[":no"] = "finished = :no", yes(false)
	var open []*turnItem
	for it, err := range t.s.each(ctx, q) {
		if err != nil {
			return nil, err
		}
		if r := turnOf(it); !r.forgotten(now) {
			open = append(open, r)
		}
	}
	slices.SortFunc(open, func(a, b *turnItem) int { return a.started.Compare(b.started) })
	ids := make([]turn.ID, 0, min(len(open), limit))
	for _, r := range open[max(0, len(open)-limit):] {
		ids = append(ids, r.id)
	}
	return ids, nil
}
