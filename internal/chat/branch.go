package chat

import (
	"context"
	"fmt"
	"time"

	"github.com/mundap/mundap/internal/history"
)

// branchCalls is how many calls of a conversation are read to follow its
// branches.
const branchCalls = 200

// branch returns the ids of the calls that lead to the request, each with its
// distance in steps: the request's parent, the parent's parent, and so on. It
// returns nil if the request neither names a parent nor replaces another
// request; then every earlier call leads to it.
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

// lineage records which call of a conversation follows which.
type lineage struct {
	calls  []history.Call // oldest first
	at     map[string]int // index by request id
	newest map[version]string
}

// version identifies the group of answers to one question: the id of the first
// call at that place in the conversation, and the question.
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

// root returns the first call in a chain of replacements, starting from the
// call with the given id. A call that replaces nothing is its own root.
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

// parent returns the id of the call that the given call follows, or "" if it is
// unknown. A call that replaces another has the same parent as the one it
// replaces. A call that names no parent, as in the base protocol, follows the
// call before it.
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

// line returns the ids of the given call and of all calls that lead up to it,
// each with its distance in steps, starting at 1. If a question was answered
// several times, the newest answer counts.
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
