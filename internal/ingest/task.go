package ingest

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"

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
	Delete  Action = "delete"  // make every store forget a document
)

// Task is the body of a queue message. It names what to do and what must still
// hold for it to be done.
type Task struct {
	Action     Action           `json:"action"`
	ID         document.ID      `json:"key"`
	Version    document.Version `json:"version"`
	Generation int64            `json:"generation"`
	// Nonce tells repeats that are wanted (a retry by the user, a recovery)
	// from duplicates of one event.
	Nonce int64 `json:"nonce,omitempty"`
	// Step counts the deliveries that a long document was worked on before this one.
	Step int `json:"step,omitempty"`
}

// Message is the queue message of a task: grouped by document, duplicates suppressed.
func (t Task) Message() (queue.Message, error) {
	body, err := json.Marshal(t)
	if err != nil {
		return queue.Message{}, fmt.Errorf("encoding a task for %s: %w", t.ID, err)
	}
	sum := sha256.Sum256(body)
	return queue.Message{Group: queue.GroupOf(string(t.ID)), Dedup: hex.EncodeToString(sum[:]),
		Body: body}, nil
}

// ParseTask reads a message's body. Malformed ones are fault.Damaged.
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
