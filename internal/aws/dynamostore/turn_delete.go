package dynamostore

import (
	"context"
	"time"

	"github.com/mundap/mundap/internal/history"
	"github.com/mundap/mundap/internal/turn"
)

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

// Delete implements turn.Store.
func (t Turns) Delete(ctx context.Context, id turn.ID) error {
	it, err := t.s.get(ctx, t.table(), turnKey(id))
	if err != nil || it == nil {
		return err
	}
	return t.delete(ctx, it)
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
