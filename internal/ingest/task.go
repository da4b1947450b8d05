package ingest

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/queue"
)

// Action is what a task does.
type Action string

const (
	Put     Action = "put"     // read a version and index it
	Reindex Action = "reindex" // index a version's contents again: its readers changed
	Guide   Action = "guide"   // have a guide to a version written
	Expire  Action = "expire"  // wait until a deletion can't be undone any more, then queue Delete
	Delete  Action = "delete"  // make every store forget a document
	Reread  Action = "reread"  // read the current upload again, as the next version
)

// Task is the body of a queue message. It says what to do, and on which
// conditions.
type Task struct {
	Action     Action           `json:"action"`
	ID         document.ID      `json:"key"`
	Version    document.Version `json:"version"`
	Generation int64            `json:"generation"`
	// Nonce tells repeats that are wanted (a retry by the user, a recovery)
	// from duplicates of one event.
	Nonce int64 `json:"nonce,omitempty"`
	// Step counts the earlier deliveries of a long document or a deletion.
	Step int `json:"step,omitempty"`
	// Owner and Size of the document decide how long the task waits for others.
	Owner auth.Principal `json:"owner,omitempty"`
	Size  int64          `json:"size,omitempty"` // bytes
}

// taskOf makes the task for a record in its present state.
func taskOf(a Action, d document.Document) Task {
	return Task{Action: a, ID: d.ID, Version: d.Version, Generation: d.Generation, Owner: d.Owner,
		Size: d.Size}
}

// bigFrom is the size from which a document may take several seconds to read.
const bigFrom = 2 << 20

// lane returns the lane in which a task waits. Deletions overtake everything,
// and documents are reread only when there is time.
func (t Task) lane() queue.Lane {
	switch t.Action {
	case Delete:
		return queue.Urgent
	case Reread:
		return queue.Background
	}
	return queue.Normal
}

// group returns the group of a task: its document. Expire waits for minutes, so
// it has a group of its own and holds up nothing else about the document.
func (t Task) group() string {
	if t.Action == Expire {
		return queue.GroupOf(fmt.Sprintf("undo %s %d", t.ID, t.Generation))
	}
	return queue.GroupOf(string(t.ID))
}

// big reports whether the task may take several seconds.
func (t Task) big() bool {
	switch t.Action {
	case Expire, Delete:
		return false
	case Reread:
		return true
	}
	return t.Size >= bigFrom
}

// Message is the queue message of a task: grouped by document, duplicates
// suppressed. Owners take turns, and big documents leave a worker to small ones.
func (t Task) Message() (queue.Message, error) {
	body, err := json.Marshal(t)
	if err != nil {
		return queue.Message{}, fmt.Errorf("encoding a task for %s: %w", t.ID, err)
	}
	sum := sha256.Sum256(body)
	return queue.Message{Group: t.group(), Dedup: hex.EncodeToString(sum[:]), Body: body,
		Lane: t.lane(), Flow: string(t.Owner), Big: t.big()}, nil
}

// ParseTask parses the body of a message. The error for a malformed one is
// fault.Damaged.
func ParseTask(body []byte) (Task, error) {
	var t Task
	if err := json.Unmarshal(body, &t); err != nil {
		return Task{}, fault.Wrap(fmt.Errorf("decoding a task: %w", err), fault.Damaged, "", "")
	}
	if t.ID == "" || t.Action == "" {
		return Task{}, fault.Newf(fault.Damaged, "a task without document or action: %.200s", body)
	}
	return t, nil
}
