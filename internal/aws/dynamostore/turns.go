package dynamostore

import (
	"bytes"
	"context"
	"fmt"
	"iter"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

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

// turnItem is a turn as it is stored.
type turnItem struct {
	id       turn.ID
	life     string
	attempt  int
	fence    int64
	holder   string // token of the Begin that holds it
	lastSeq  int64
	started  time.Time
	lease    time.Time
	touched  time.Time // its last event or attempt
	finished bool
	deleted  bool // by DeleteUser, which is not through yet
}

func turnOf(it item) *turnItem {
	if it == nil {
		return nil
	}
	return &turnItem{
		id:   turn.ID{User: history.User(textOf(it["user"])), Request: textOf(it["request"])},
		life: textOf(it["life"]), attempt: int(numberOf(it["attempt"])),
		fence: numberOf(it["fence"]), holder: textOf(it["holder"]),
		lastSeq: numberOf(it["last_seq"]), started: moment(numberOf(it["started"])),
		lease:   moment(numberOf(it["lease"])),
		touched: moment(numberOf(it["touched"])), finished: isYes(it["finished"]),
		deleted: isYes(it["deleted"]),
	}
}

func (r *turnItem) item() item {
	it := turnKey(r.id)
	it["user"], it["request"], it["life"], it["holder"] = str(r.id.User), str(r.id.Request),
		str(r.life), str(r.holder)
	it["attempt"], it["fence"], it["last_seq"] = num(int64(r.attempt)), num(r.fence), num(r.lastSeq)
	it["started"], it["lease"], it["touched"] = num(nanos(r.started)), num(nanos(r.lease)),
		num(nanos(r.touched))
	it["finished"], it["expires"] = yes(r.finished), vanishes(r.touched)
	return it
}

// vanishes returns the time from which DynamoDB may delete what was written at
// a given time: later than any reader asks for it.
func vanishes(at time.Time) value { return unix(at.Add(turn.Keep + time.Hour)) }

func (r *turnItem) state(now time.Time) turn.State {
	switch {
	case r.finished:
		return turn.Finished
	case now.Before(r.lease):
		return turn.Running
	}
	return turn.Interrupted
}

func (r *turnItem) forgotten(now time.Time) bool {
	return r.deleted || r.state(now) != turn.Running && now.After(r.touched.Add(turn.Keep))
}

func (r *turnItem) status(id turn.ID, request []byte, now time.Time) turn.Status {
	s := turn.Status{
		ID: id, State: r.state(now), Attempt: r.attempt, LastSeq: r.lastSeq, Fence: r.fence,
		Request: request,
		Started: r.started, Expires: r.touched.Add(turn.Keep),
	}
	if s.State == turn.Running {
		s.Expires = r.lease
	}
	return s
}

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
	case r.holder == holder: // it was written, only the answer was lost
		return r, nil
	case r.state(now) == turn.Interrupted:
		return t.next(ctx, r, holder, lease, now)
	}
	return r, nil
}

// fenceAfter is a fence that the turn never had, even if it was deleted: the
// clock's, unless that stands behind.
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

const (
	// maxPart is the most of a batch that lies in one item: 400 KB less the keys.
	maxPart = 380 << 10
	// maxParts of a batch go into one transaction, which ends at 4 MB.
	maxParts = 10
)

// Append implements turn.Store.
func (t Turns) Append(ctx context.Context, g turn.Grip, events []turn.Event, now time.Time) error {
	if len(events) == 0 {
		return t.stillHeld(ctx, g)
	}
	before := events[0].Seq - 1
	if err := turn.CheckAppend(before, events); err != nil {
		return err
	}
	r, err := t.life(ctx, g)
	if err != nil {
		return err
	}
	last := events[len(events)-1]
	parts, err := batch(r, g.ID, events, now)
	if err != nil {
		return err
	}
	writes := []types.TransactWriteItem{writing{
		table: t.table(), key: turnKey(g.ID),
		set:  "SET last_seq = :last, touched = :now, finished = :finished, #expires = :expires",
		when: held + " AND last_seq = :before", names: map[string]string{"#expires": "expires"},
		values: item{
			":last": num(last.Seq), ":now": num(nanos(now)), ":finished": yes(last.Kind.Final()),
			":expires": vanishes(now),
			":fence":   num(g.Fence), ":no": yes(false), ":before": num(before),
		},
	}.update()}
	for _, it := range parts {
		writes = append(writes, writing{table: t.table(), item: it}.put())
	}
	err = t.s.transact(ctx, writes...)
	if old, failed := refused(err, 0); failed {
		r := turnOf(old)
		if r == nil || r.fence != g.Fence || r.finished || r.deleted {
			return lostHold(g)
		}
		return turn.CheckAppend(r.lastSeq, events)
	}
	return err
}

// life finds under which hash key a grip's events go. The life of a turn is the
// holder of its first attempt, which the grip does not carry.
func (t Turns) life(ctx context.Context, g turn.Grip) (*turnItem, error) {
	r, err := t.read(ctx, g.ID)
	if err != nil {
		return nil, err
	}
	if r == nil || r.fence != g.Fence || r.finished || r.deleted {
		return nil, lostHold(g)
	}
	return r, nil
}

func (t Turns) stillHeld(ctx context.Context, g turn.Grip) error {
	_, err := t.life(ctx, g)
	return err
}

// batch makes the items of a batch of events: the parts of its JSON.
func batch(r *turnItem, id turn.ID, events []turn.Event, now time.Time) ([]item, error) {
	record, err := encode(events)
	if err != nil {
		return nil, err
	}
	last := events[len(events)-1].Seq
	var parts []item
	for part := range slices.Chunk([]byte(textOf(record)), maxPart) {
		it := pair(belongings(id, r.life), fmt.Sprintf("%s#%03d", batchKey(last), len(parts)))
		it["events"], it["expires"] = bin(part), vanishes(now)
		parts = append(parts, it)
	}
	if len(parts) > maxParts {
		return nil, fault.Newf(fault.TooLarge, "a batch of %d events takes over %d bytes",
			len(events), maxParts*maxPart)
	}
	return parts, nil
}

// batchKey begins the range keys of the batch whose last event is seq. Digits
// come before "request".
func batchKey(seq int64) string { return fmt.Sprintf("%019d", max(seq, 0)) }

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

// Events implements turn.Store.
func (t Turns) Events(ctx context.Context, id turn.ID, after int64, limit int) ([]turn.Event,
	error) {
	r, err := t.read(ctx, id)
	if err != nil || r == nil || r.deleted || after >= r.lastSeq {
		return nil, err
	}
	q := query{
		// '$' follows '#': the batch that ends at after is left out. ':' follows the digits.
		table: t.table(), where: "pk = :pk AND sk BETWEEN :from AND :to",
		page: int32(min(max(limit, 1), 100)),
		values: item{":pk": str(belongings(id, r.life)), ":from": str(batchKey(after) + "$"),
			":to": str(":")},
	}
	var found []turn.Event
	for events, err := range t.batches(ctx, q) {
		if err != nil {
			return nil, err
		}
		for _, e := range events {
			if e.Seq > after && len(found) < limit {
				found = append(found, e)
			}
		}
		if len(found) == limit {
			break
		}
	}
	return found, nil
}

// batches reassembles the parts of each batch. It stops after the first error.
func (t Turns) batches(ctx context.Context, q query) iter.Seq2[[]turn.Event, error] {
	return func(yield func([]turn.Event, error) bool) {
		var parts bytes.Buffer
		current := ""
		give := func() (more bool) {
			if current == "" {
				return true
			}
			var events []turn.Event
			err := decode(str(parts.String()), &events)
			parts.Reset()
			return yield(events, err) && err == nil
		}
		for it, err := range t.s.each(ctx, q) {
			if err != nil {
				yield(nil, err)
				return
			}
			if key, _, _ := strings.Cut(textOf(it["sk"]), "#"); key != current {
				if !give() {
					return
				}
				current = key
			}
			parts.Write(bytesOf(it["events"]))
		}
		give()
	}
}

// DeleteUser implements turn.Store. A turn is marked first, which stops its
// writer, then what belongs to it goes, then the turn itself: what broke off
// can be repeated.
func (t Turns) DeleteUser(ctx context.Context, user history.User) error {
	turns, err := t.s.collect(ctx, below(t.table(), userKey(user)))
	if err != nil {
		return err
	}
	for _, it := range turns {
		if err := t.delete(ctx, it); err != nil {
			return err
		}
	}
	return nil
}

func (t Turns) delete(ctx context.Context, it item) error {
	w := writing{
		table: t.table(), key: item{"pk": it["pk"], "sk": it["sk"]}, set: "SET deleted = :yes",
		when:   "life = :life",
		values: item{":life": it["life"], ":yes": yes(true)},
	}
	if _, err := t.s.updateOne(ctx, w); err != nil {
		if _, gone := refusedOne(err); gone {
			return nil
		}
		return err
	}
	r := turnOf(it)
	q := below(t.table(), belongings(r.id, r.life))
	q.project = "pk, sk"
	rest, err := t.s.collect(ctx, q)
	if err != nil {
		return err
	}
	if err := t.s.deleteAll(ctx, t.table(), pairs(rest)); err != nil {
		return err
	}
	w.set, w.values = "", item{":life": it["life"]} // not one that began meanwhile
	err = t.s.deleteOne(ctx, w)
	if _, gone := refusedOne(err); gone {
		return nil
	}
	return err
}

// Expire implements turn.Store: DynamoDB forgets by itself.
func (t Turns) Expire(ctx context.Context, _ time.Time) error { return ctx.Err() }

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
