package server

import (
	"slices"
	"sync"

	"github.com/mundap/mundap/internal/connections"
)

// apiece is how many changed conversations a window is told of one by one. If
// more have changed since it was last told, one frame stands for all of them.
const apiece = 4

// news is what a window has not been told yet about changes. Its writer takes
// it at intervals of changesEvery, so however many windows a user has open and
// however many questions run in them, a change costs each window little. Safe
// for concurrent use.
type news struct {
	due chan struct{} // has a value when there is something to tell

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
	if n.many = n.many || len(n.conversations) == apiece; n.many {
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
	default: // the writer will come
	}
}

// take returns what is to be told and forgets it. A change without a
// conversation stands for many conversations.
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
