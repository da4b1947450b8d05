package history

import (
	"cmp"
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"

	"github.com/mundap/mundap/internal/document"
)

// MaxLimit bounds the number of calls or conversations that one read gives.
const MaxLimit = 1000

const titleLength = 60 // characters

// Title is the first 60 characters of a text's first line that is not empty.
// cut: the line continues.
func Title(body string) (title string, cut bool) {
	for line := range strings.Lines(body) {
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		if r := []rune(line); len(r) > titleLength {
			return strings.TrimSpace(string(r[:titleLength])), true
		}
		return line, false
	}
	return "", false
}

// Title is what the conversation is called that c begins, until somebody
// renames it: its topic, otherwise the beginning of its question.
func (c Call) Title() (title string, cut bool) {
	if c.Topic != "" {
		return Title(c.Topic)
	}
	return Title(c.Body)
}

// ByList orders conversations as lists show them: pinned ones first, then the
// latest updated.
func ByList(a, b Conversation) int {
	if a.Pinned != b.Pinned {
		if a.Pinned {
			return -1
		}
		return 1
	}
	return cmp.Or(b.Updated.Compare(a.Updated), strings.Compare(a.ID, b.ID))
}

// ByMatch orders conversations that a search for a folded text found: those
// whose title contains it first, and both as ByList does.
func ByMatch(folded string) func(a, b Conversation) int {
	titled := func(v Conversation) bool { return strings.Contains(Fold(v.Title), folded) }
	return func(a, b Conversation) int {
		if in := titled(a); in != titled(b) {
			if in {
				return -1
			}
			return 1
		}
		return ByList(a, b)
	}
}

// Fold is the form in which texts are searched: NFC, lower case.
func Fold(s string) string { return strings.ToLower(norm.NFC.String(s)) }

// Remembered reports whether c is in the memory that q asks for, its limit and ClearMemory aside.
func (q RecentQuery) Remembered(c Call) bool {
	return c.User == q.User && c.Conversation == q.Conversation && c.Memory == q.Memory &&
		(q.Replaced || !c.Replaced) &&
		(c.Outcome == Completed || c.Outcome == Stopped) && c.ServerTime.After(q.Since)
}

// ByServerTime orders calls as memory and conversations show them.
func ByServerTime(a, b Call) int {
	return cmp.Or(a.ServerTime.Compare(b.ServerTime), strings.Compare(a.RequestID, b.RequestID))
}

// ByRequestTime orders calls as the base protocol's /history shows them.
func ByRequestTime(a, b Call) int {
	return cmp.Or(strings.Compare(a.RequestTime, b.RequestTime),
		strings.Compare(a.RequestID, b.RequestID))
}

// Newest cuts calls, oldest first, to the last limit ones.
func Newest(calls []Call, limit int) []Call {
	return calls[max(0, len(calls)-min(max(limit, 1), MaxLimit)):]
}

// Fitting cuts calls, oldest first, to the newest whose JSON takes at most
// maxBytes together, and to the newest one at least; 0 means no bound.
func Fitting(calls []Call, maxBytes int) []Call {
	if maxBytes <= 0 {
		return calls
	}
	for i, c := range slices.Backward(calls) {
		encoded, err := json.Marshal(c)
		if maxBytes -= len(encoded); err != nil || maxBytes < 0 && i < len(calls)-1 {
			return calls[i+1:]
		}
	}
	return calls
}

// Unname puts another id in place of a document's, wherever the call names it.
// The chunks of its sources are forgotten.
func (c *Call) Unname(id, instead document.ID) {
	for i := range c.Sources {
		if s := &c.Sources[i]; s.Document == id {
			s.Document, s.Chunk = instead, ""
		}
	}
	for i := range c.Scope {
		if c.Scope[i] == id {
			c.Scope[i] = instead
		}
	}
}

// Clone is a copy of c that shares no memory with it.
func (c Call) Clone() Call {
	c.Scope = slices.Clone(c.Scope)
	c.Notes = slices.Clone(c.Notes)
	if c.Failure != nil {
		failure := *c.Failure
		c.Failure = &failure
	}
	c.Verdicts = slices.Clone(c.Verdicts)
	for i, v := range c.Verdicts {
		c.Verdicts[i].Citations, c.Verdicts[i].Evidence = slices.Clone(v.Citations),
			slices.Clone(v.Evidence)
	}
	c.Sources = slices.Clone(c.Sources)
	for i := range c.Sources {
		c.Sources[i].Extra = maps.Clone(c.Sources[i].Extra)
	}
	c.Trace.Stores = slices.Clone(c.Trace.Stores)
	c.Trace.Stages = slices.Clone(c.Trace.Stages)
	c.Trace.Tried = slices.Clone(c.Trace.Tried)
	c.Trace.Unavailable = slices.Clone(c.Trace.Unavailable)
	return c
}
