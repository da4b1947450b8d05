package dynamostore

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"

	"golang.org/x/sync/errgroup"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/document"
)

// readable queries the records below one hash key that one of the scope's
// principals may read.
func (d Documents) readable(hash string, scope auth.Scope) query {
	q := below(d.table(), hash)
	q.names = map[string]string{"#record": "record"}
	may := make([]string, len(scope.Principals))
	for i, p := range scope.Principals {
		may[i] = fmt.Sprintf("contains(readers, :p%d)", i)
		q.values[fmt.Sprintf(":p%d", i)] = str(p)
	}
	q.filter = "attribute_exists(#record) AND (" + strings.Join(may, " OR ") + ")"
	return q
}

// hashes are all the hash keys that records lie below.
func hashes() []string {
	all := []string{documentKey}
	for _, p := range partitions {
		all = append(all, documentKey+"#"+string(p))
	}
	return all
}

// sweep reads below all hash keys of records at once. It calls visit with one
// item at a time until that returns an error, which sweep returns.
func (d Documents) sweep(ctx context.Context, q func(hash string) query,
	visit func(item) error) error {
	var mu sync.Mutex
	group, ctx := errgroup.WithContext(ctx)
	for _, hash := range hashes() {
		group.Go(func() error {
			for it, err := range d.s.each(ctx, q(hash)) {
				if err != nil {
					return err
				}
				mu.Lock()
				if err = ctx.Err(); err == nil {
					err = visit(it)
				}
				mu.Unlock()
				if err != nil {
					return err
				}
			}
			return nil
		})
	}
	return group.Wait()
}

// fewUnready bounds the records that are read one by one because of their
// state. Where more have it, as while a big folder comes in, all records are
// swept instead.
const fewUnready = 5 * readBatch

// List implements document.Store. It holds no more records than a few pages have.
func (d Documents) List(ctx context.Context, scope auth.Scope, f document.Filter) (p document.Page,
	err error) {
	if len(scope.Principals) == 0 {
		return p, ctx.Err()
	}
	var found []document.Document
	take := func(it item) error {
		doc, err := documentOf(it)
		if err != nil {
			return err
		}
		if f.Order.Place(doc) > f.After && f.Matches(doc) {
			found = append(found, doc)
		}
		if enough := f.PageSize() + 1; len(found) >= 4*enough {
			document.PageOf(found, f) // sorts them
			found = found[:enough]
		}
		return nil
	}
	if f.State == "" || !listed(f.State) {
		err = d.sweep(ctx, d.records(scope), take)
	} else {
		err = d.unready(ctx, scope, f.State, take)
	}
	if err != nil {
		return document.Page{}, err
	}
	return document.PageOf(found, f), nil
}

// records gives the query of the readable records below a hash key.
func (d Documents) records(scope auth.Scope) func(hash string) query {
	return func(hash string) query {
		q := d.readable(hash, scope)
		q.project = "#record, revision, readers"
		return q
	}
}

// unready visits the readable records that are in a state, which is not Ready.
func (d Documents) unready(ctx context.Context, scope auth.Scope, state document.State,
	visit func(item) error) error {
	named, err := d.s.collect(ctx, below(d.table(), stateHash(state)))
	if err != nil {
		return err
	}
	if len(named) > fewUnready {
		return d.sweep(ctx, d.records(scope), visit)
	}
	keys := make([]item, len(named))
	for i, it := range named {
		keys[i] = recordKey(document.ID(textOf(it["sk"])))
	}
	found, err := d.s.getAll(ctx, d.table(), keys)
	if err != nil {
		return err
	}
	for it, err := range d.s.each(ctx, d.records(scope)(documentKey)) {
		if err != nil {
			return err
		}
		found = append(found, it)
	}
	for _, it := range found {
		mine := func(p auth.Principal) bool { return slices.Contains(scope.Principals, p) }
		if it["record"] == nil || !slices.ContainsFunc(countedOf(it).readers, mine) {
			continue
		}
		if err := visit(it); err != nil {
			return err
		}
	}
	return nil
}

// Count implements document.Store.
func (d Documents) Count(ctx context.Context, scope auth.Scope, f document.Filter) (document.Counts,
	error) {
	counts := document.Counts{}
	if len(scope.Principals) == 0 {
		return counts, ctx.Err()
	}
	if f.Contains != "" || f.Owner != "" {
		f = document.Filter{Contains: f.Contains, Owner: f.Owner}
		return counts, d.sweep(ctx, d.records(scope), func(it item) error {
			doc, err := documentOf(it)
			if err == nil && f.Matches(doc) {
				counts[doc.State]++
			}
			return err
		})
	}
	if err := d.tallied(ctx, scope, counts); err != nil {
		return nil, err
	}
	q := d.readable(documentKey, scope)
	q.project, q.names["#state"] = "#state", "state"
	for it, err := range d.s.each(ctx, q) {
		if err != nil {
			return nil, err
		}
		counts[document.State(textOf(it["state"]))]++
	}
	return counts, nil
}

// Formats implements document.Store. It reads all records that scope may read.
func (d Documents) Formats(ctx context.Context, scope auth.Scope) (map[string]int, error) {
	formats := map[string]int{}
	if len(scope.Principals) == 0 {
		return formats, ctx.Err()
	}
	err := d.sweep(ctx, d.records(scope), func(it item) error {
		doc, err := documentOf(it)
		if err == nil && doc.WasRead() {
			formats[doc.Format]++
		}
		return err
	})
	return formats, err
}

// Used implements document.Store. It reads all records: nothing on AWS asks for it.
func (d Documents) Used(ctx context.Context, owner auth.Principal) (n int64, err error) {
	err = d.Each(ctx, func(doc document.Document) error {
		if doc.Owner == owner && doc.State != document.Deleting {
			n += doc.Size
		}
		return nil
	})
	return n, err
}

// Each implements document.Store.
func (d Documents) Each(ctx context.Context, f func(document.Document) error) error {
	all := func(hash string) query { return below(d.table(), hash) }
	return d.sweep(ctx, all, func(it item) error {
		if it["record"] == nil {
			return nil
		}
		doc, err := documentOf(it)
		if err != nil {
			return err
		}
		return f(doc)
	})
}
