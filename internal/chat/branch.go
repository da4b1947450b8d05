package chat

import (
	"context"
	"fmt"
	"time"

	"github.com/mundap/mundap/internal/history"
)

// branchCalls is how far back the branches of a conversation are followed.
const branchCalls = 200

// branch gives the ids of the calls that lead to the request, with how many steps
// each is away: the one that it names as its parent, that one's parent, and so
// on. nil: the request names none and takes no other's place, so that
// everything before it leads to it.
func (m memory) branch(ctx context.Context) (map[string]int, error) {
	if m.r.Parent == "" && m.r.Replaces == "" {
		return nil, nil
	}
	calls, err := m.calls.Calls(ctx, m.r.User, m.r.conversation(), time.Time{}, branchCalls)
	if err != nil {
		return nil, fmt.Errorf("reading the branches of a conversation: %w", err)
	}
	l := newLineage(calls)
	from := m.r.Parent
	if from == "" {
		from = l.parent(m.r.Replaces)
	}
	return l.line(from), nil
}

// lineage says how the calls of a conversation follow one another.
type lineage struct {
	calls  []history.Call // oldest first
	at     map[string]int // index by request id
	newest map[version]string
}

// version names the answers to one question: the id of the first call with that
// place in the conversation, and the question.
type version struct{ root, body string }

func newLineage(calls []history.Call) lineage {
	l := lineage{calls: calls, at: map[string]int{}, newest: map[version]string{}}
	for i, c := range calls {
		l.at[c.RequestID] = i
	}
	for _, c := range calls {
		l.newest[version{l.root(c.RequestID), c.Body}] = c.RequestID
	}
	return l
}

// root is the first call that the call with an id was asked instead of, or the
// call itself.
func (l lineage) root(id string) string {
	for range l.calls { // a circle of replacements ends, too
		i, known := l.at[id]
		if !known || l.calls[i].Replaces == "" {
			break
		}
		if _, known := l.at[l.calls[i].Replaces]; !known {
			break
		}
		id = l.calls[i].Replaces
	}
	return id
}

// parent is the call that the call with an id follows; "": none that is known.
// A call that takes another's place follows what that one follows; one that
// names no parent, as in the base protocol, follows the call before it.
func (l lineage) parent(id string) string {
	if i, known := l.at[id]; known && l.calls[i].Parent != "" {
		return l.calls[i].Parent
	}
	i, known := l.at[l.root(id)]
	switch {
	case !known:
		return ""
	case l.calls[i].Parent != "":
		return l.calls[i].Parent
	case i == 0:
		return ""
	}
	return l.calls[i-1].RequestID
}

// line gives the ids of the calls that lead up to the one with an id, and its
// own, with the number of steps to each, from 1. Of several answers to the same
// question the newest counts.
func (l lineage) line(id string) map[string]int {
	all := map[string]int{}
	seen := map[string]bool{}
	for id != "" && !seen[id] {
		seen[id] = true
		if i, known := l.at[id]; known {
			all[l.newest[version{l.root(id), l.calls[i].Body}]] = len(seen)
		}
		id = l.parent(id)
	}
	return all
}
