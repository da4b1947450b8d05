package server

import (
	"slices"
	"sync"

	"github.com/mundap/mundap/internal/connections"
)

// maxNamed is how many changed conversations are sent to a window by name. If
// more have changed since the last time, one frame stands for all of them.
const maxNamed = 4

// news collects the changes that a window has not been told of. The goroutine
// that writes to the window takes them every changesEvery, which bounds the
// frames that a window gets, however many questions its user asks elsewhere.
// Its methods may be called concurrently.
type news struct {
	due chan struct{} // has a value when there is something to send

	mu            sync.Mutex
	documents     bool                 // documents have changed
	conversations []connections.Change // the last change of each
	many          bool                 // more conversations than conversations holds
}

func newNews() *news { return &news{due: make(chan struct{}, 1)} }

// document notes that documents have changed.
func (n *news) document() {
	n.mu.Lock()
	n.documents = true
	n.mu.Unlock()
	n.wake()
}

// conversation notes a change of a conversation.
func (n *news) conversation(c connections.Change) {
	n.mu.Lock()
	n.conversations = slices.DeleteFunc(n.conversations, func(earlier connections.Change) bool {
		return earlier.Conversation == c.Conversation
	})
	if n.many = n.many || len(n.conversations) == maxNamed; n.many {
		n.conversations = nil
	} else {
		n.conversations = append(n.conversations, c)
	}
	n.mu.Unlock()
	n.wake()
}

func (n *news) wake() {
	select {
	case n.due <- struct{}{}:
	default: // it has a value already
	}
}

// take returns the changes so far and forgets them. A change without a
// conversation stands for more than maxNamed conversations.
func (n *news) take() (documents bool, conversations []connections.Change) {
	n.mu.Lock()
	defer n.mu.Unlock()
	documents, conversations = n.documents, n.conversations
	if n.many {
		conversations = []connections.Change{{}}
	}
	n.documents, n.conversations, n.many = false, nil, false
	return documents, conversations
}
