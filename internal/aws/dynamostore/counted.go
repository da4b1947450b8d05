package dynamostore

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/document"
)

// counted is what a record counts as. The zero value is that of a document that
// is not there.
//
// For every set of readers there is a counter below each of the readers, which
// says how many documents of that set are in which state. Who may read as several
// principals adds up the sets that they find below them, each set once. A
// document that is not ready is named below its state besides. All of it is
// written together with the record, so that it is always true.
//
// Documents of version 0.1, which lie below a hash key of their own, are not
// counted: reading what is left of them costs what it always did.
type counted struct {
	state   document.State
	readers []auth.Principal // sorted
}

// countedOf reads the attributes of a record.
func countedOf(it item) counted {
	c := counted{state: document.State(textOf(it["state"]))}
	if set, ok := it["readers"].(*types.AttributeValueMemberSS); ok {
		for _, p := range set.Value {
			c.readers = append(c.readers, auth.Principal(p))
		}
	}
	slices.Sort(c.readers)
	return c
}

func (c counted) is(other counted) bool {
	return c.state == other.state && slices.Equal(c.readers, other.readers)
}

// listed reports whether the documents in a state are named below it. Most
// documents are ready.
func listed(s document.State) bool { return s != "" && s != document.Ready }

func stateHash(s document.State) string { return "state#" + string(s) }

func countHash(reader auth.Principal) string { return "count#" + keyText(reader) }

// countPrefix begins the name of a counter's attribute for a state.
const countPrefix = "n_"

// set names the readers of a document, in one partition: documents of others
// change another counter, so that their writers don't wait for each other.
func (c counted) set(id document.ID) string {
	names := make([]string, len(c.readers))
	for i, p := range c.readers {
		names[i] = string(p)
	}
	return digest(names...) + "#" + partitionOf(id)
}

// moves are the writes that count a document differently; none if it counts as
// before.
func (d Documents) moves(id document.ID, from, to counted) []types.TransactWriteItem {
	if id.Early() || from.is(to) {
		return nil
	}
	var all []types.TransactWriteItem
	if listed(from.state) && from.state != to.state {
		all = append(all, writing{table: d.table(),
			key: pair(stateHash(from.state), string(id))}.delete())
	}
	if listed(to.state) && from.state != to.state {
		all = append(all, writing{table: d.table(),
			item: pair(stateHash(to.state), string(id))}.put())
	}
	return append(all, d.counters(id, from, to)...)
}

// counters are the changes of the counters that a document moves between.
func (d Documents) counters(id document.ID, from, to counted) []types.TransactWriteItem {
	type counter struct{ hash, set string }
	changes := map[counter]map[document.State]int64{}
	add := func(c counted, n int64) {
		for _, p := range c.readers {
			at := counter{countHash(p), c.set(id)}
			if changes[at] == nil {
				changes[at] = map[document.State]int64{}
			}
			changes[at][c.state] += n
		}
	}
	add(from, -1)
	add(to, 1)
	var all []types.TransactWriteItem
	for at, states := range changes {
		w := writing{table: d.table(), key: pair(at.hash, at.set), names: map[string]string{},
			values: item{}}
		var parts []string
		for i, s := range slices.Sorted(maps.Keys(states)) {
			name, value := fmt.Sprintf("#s%d", i), fmt.Sprintf(":n%d", i)
			w.names[name], w.values[value] = countPrefix+string(s), num(states[s])
			parts = append(parts, name+" "+value)
		}
		w.set = "ADD " + strings.Join(parts, ", ")
		all = append(all, w.update())
	}
	return all
}

// tallied adds up the counters of a scope.
func (d Documents) tallied(ctx context.Context, scope auth.Scope, into document.Counts) error {
	seen := map[string]bool{}
	for _, p := range scope.Principals {
		sets, err := d.s.collect(ctx, below(d.table(), countHash(p)))
		if err != nil {
			return err
		}
		for _, it := range sets {
			set := textOf(it["sk"])
			if seen[set] {
				continue
			}
			seen[set] = true
			for name, n := range it {
				state, ok := strings.CutPrefix(name, countPrefix)
				if ok && numberOf(n) > 0 {
					into[document.State(state)] += int(numberOf(n))
				}
			}
		}
	}
	return nil
}
