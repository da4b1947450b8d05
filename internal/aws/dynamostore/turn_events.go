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
	"github.com/mundap/mundap/internal/turn"
)

const (
	// maxPart is how much of a batch fits into one item: 400 KB less the keys.
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
