package dynamostore

import (
	"context"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/connections"
	"github.com/mundap/mundap/internal/turn"
)

// Connections is the connections.Store of a Store.
//
// A connection is an item of its own, and named below its user, which is what
// Of reads; each place that it has in a turn is one below the turn, which is
// what Followers reads, and is named below the connection, so that Close finds
// it. A place and a name belong to one life of a connection (one Open): those
// of a closed one that were left over are nobody's.
type Connections struct{ s *Store }

var _ connections.Store = Connections{}

// Connections returns the store of open connections.
func (s *Store) Connections() Connections { return Connections{s} }

func (c Connections) table() string { return c.s.tables.Connections }

func connectionHash(id string) string { return "c#" + keyText(id) }

func connectionKey(id string) item { return pair(connectionHash(id), "connection") }

func turnHash(t turn.ID) string { return "t#" + digest(string(t.User), t.Request) }

func placeKey(id string, t turn.ID) item { return pair(turnHash(t), keyText(id)) }

func userHash(user auth.Principal) string { return "u#" + digest(string(user)) }

func ofKey(user auth.Principal, id string) item { return pair(userHash(user), keyText(id)) }

// Open implements connections.Store.
func (c Connections) Open(ctx context.Context, x connections.Connection) error {
	if err := c.Close(ctx, x.ID); err != nil {
		return err
	}
	record, err := encode(x)
	if err != nil {
		return err
	}
	it, of := connectionKey(x.ID), ofKey(x.Scope.User, x.ID)
	it["record"], it["life"], it["expires"] = record, str(token()), unix(x.Expires)
	of["id"], of["life"], of["expires"] = str(x.ID), it["life"], it["expires"]
	return c.s.transact(ctx, writing{table: c.table(), item: it}.put(),
		writing{table: c.table(), item: of}.put())
}

// Get implements connections.Store.
func (c Connections) Get(ctx context.Context, id string, now time.Time) (connections.Connection,
	error) {
	it, err := c.s.get(ctx, c.table(), connectionKey(id))
	if err != nil {
		return connections.Connection{}, err
	}
	if it == nil {
		return connections.Connection{}, noConnection(id)
	}
	x, err := connectionOf(it)
	if err == nil && !now.Before(x.Expires) {
		err = noConnection(id)
	}
	if err != nil {
		return connections.Connection{}, err
	}
	return x, nil
}

func connectionOf(it item) (connections.Connection, error) {
	var x connections.Connection
	err := decode(it["record"], &x)
	return x, err
}

func noConnection(id string) error { return notFound("no connection %q", id) }

// Close implements connections.Store.
func (c Connections) Close(ctx context.Context, id string) error {
	items, err := c.s.collect(ctx, below(c.table(), connectionHash(id)))
	if err != nil || len(items) == 0 {
		return err
	}
	if err := c.s.deleteOne(ctx, writing{table: c.table(), key: connectionKey(id)}); err != nil {
		return err
	}
	// With the connection its life is over, and the rest is swept up; it would vanish by itself.
	keys := pairs(items)
	for _, it := range items {
		if t := textOf(it["turn"]); t != "" {
			keys = append(keys, pair(t, keyText(id)))
		}
		if it["record"] != nil {
			x, err := connectionOf(it)
			if err != nil {
				return err
			}
			keys = append(keys, ofKey(x.Scope.User, id))
		}
	}
	return c.s.deleteAll(ctx, c.table(), keys)
}

// Follow implements connections.Store. Moving on in a turn is one write; the
// first time takes a transaction with the connection.
func (c Connections) Follow(ctx context.Context, id string, f connections.Follow) error {
	it, err := c.s.get(ctx, c.table(), connectionKey(id))
	if err != nil {
		return err
	}
	if it == nil {
		return noConnection(id)
	}
	moved := writing{
		table: c.table(), key: placeKey(id, f.Turn), set: "SET seq = :seq", when: "life = :life",
		values: item{":seq": num(f.Seq), ":life": it["life"]},
	}
	if f.Stop { // a wish that is there already stays
		moved.set += ", wish = :wish"
		moved.values[":wish"] = yes(true)
	}
	_, err = c.s.updateOne(ctx, moved)
	if _, isNew := refusedOne(err); !isNew {
		return err
	}
	place := placeKey(id, f.Turn)
	place["id"], place["seq"], place["life"], place["expires"] = str(id), num(f.Seq), it["life"],
		it["expires"]
	place["wish"] = yes(f.Stop)
	entry := pair(connectionHash(id), turnHash(f.Turn))
	entry["turn"], entry["expires"] = str(turnHash(f.Turn)), it["expires"]
	err = c.s.transact(ctx,
		writing{table: c.table(), key: connectionKey(id), when: "life = :life",
			values: item{":life": it["life"]}}.check(),
		writing{table: c.table(), item: place}.put(),
		writing{table: c.table(), item: entry}.put(),
	)
	if _, gone := refused(err, 0); gone {
		return noConnection(id)
	}
	return err
}

// Unfollow implements connections.Store.
func (c Connections) Unfollow(ctx context.Context, id string, t turn.ID) error {
	var writes []types.TransactWriteItem
	for _, key := range []item{placeKey(id, t), pair(connectionHash(id), turnHash(t))} {
		writes = append(writes, writing{table: c.table(), key: key}.delete())
	}
	return c.s.transact(ctx, writes...)
}

// Followers implements connections.Store.
func (c Connections) Followers(ctx context.Context, t turn.ID,
	now time.Time) (map[string]connections.Follow, error) {
	found := make(map[string]connections.Follow)
	err := c.living(ctx, turnHash(t), now, func(place item, x connections.Connection) {
		found[x.ID] = connections.Follow{Turn: t, Seq: numberOf(place["seq"]),
			Stop: isYes(place["wish"])}
	})
	return found, err
}

// Of implements connections.Store.
func (c Connections) Of(ctx context.Context, user auth.Principal,
	now time.Time) ([]connections.Connection, error) {
	var found []connections.Connection
	err := c.living(ctx, userHash(user), now,
		func(_ item, x connections.Connection) { found = append(found, x) })
	return found, err
}

// living visits the items of a hash that name connections, each with its
// connection, which lives still.
func (c Connections) living(ctx context.Context, hash string, now time.Time,
	visit func(item, connections.Connection)) error {
	names, err := c.s.collect(ctx, below(c.table(), hash))
	if err != nil {
		return err
	}
	keys := make([]item, len(names))
	for i, n := range names {
		keys[i] = connectionKey(textOf(n["id"]))
	}
	open, err := c.s.getAll(ctx, c.table(), keys)
	if err != nil {
		return err
	}
	for _, n := range names {
		i := slices.IndexFunc(open, func(it item) bool { return textOf(it["life"]) == textOf(n["life"]) })
		if i < 0 {
			continue
		}
		x, err := connectionOf(open[i])
		if err != nil {
			return err
		}
		if now.Before(x.Expires) {
			visit(n, x)
		}
	}
	return nil
}
