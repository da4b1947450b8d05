// Package connections is the contract for open sockets: who is connected, with
// which protocol, and which turns each socket follows. On one machine the
// connections are kept in memory. On AWS they are in DynamoDB, because the
// function that answers is not the one that accepted the socket.
package connections

import (
	"context"
	"time"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/history"
	"github.com/mundap/mundap/internal/turn"
)

// Protocol is the subprotocol of a socket.
type Protocol string

const (
	Base Protocol = ""          // the base protocol
	V2   Protocol = "mundap.v2" // deltas, stages, structured sources
)

// Connection is one open socket.
type Connection struct {
	ID       string
	Scope    auth.Scope // of the session it was opened with
	Session  string     // that session's id; "" without accounts
	Address  string     // of the network that it was opened from, by which questions are limited; may be ""
	Protocol Protocol
	Language string // of the client, for messages: "ko" or "en"
	Opened   time.Time
	// forgotten after this, whatever happens (API Gateway ends sockets after 2 hours)
	Expires time.Time
}

// Follow is a connection's place in a turn.
type Follow struct {
	Turn turn.ID
	Seq  int64 // the last event that was sent to it
	Stop bool  // its client wishes the turn to end
}

// Change says that a conversation is not what it was: a turn has begun or ended
// in it, it has another title or place in the list, or it is gone.
type Change struct {
	User         history.User
	Conversation string // "": all of the user's conversations
	Request      string // the request id of the turn that has begun; "" otherwise
}

// Store keeps connections. Safe for concurrent use. What is written is seen by every later read.
type Store interface {
	// Open records a connection, replacing one of the same ID.
	Open(ctx context.Context, c Connection) error
	// Get reads one; fault.NotFound when it was closed or expired.
	Get(ctx context.Context, id string, now time.Time) (Connection, error)
	// Close forgets a connection and all that it follows. Idempotent.
	Close(ctx context.Context, id string) error
	// Of lists the unexpired connections of a user, in any order: those of a
	// session that ends are closed.
	Of(ctx context.Context, user auth.Principal, now time.Time) ([]Connection, error)
	// Follow sets a connection's place in a turn; fault.NotFound when the
	// connection is not there. A wish to stop stays until Unfollow, whatever
	// places are set after it.
	Follow(ctx context.Context, id string, f Follow) error
	// Unfollow ends it. Idempotent.
	Unfollow(ctx context.Context, id string, t turn.ID) error
	// Followers lists the unexpired connections that follow a turn, with their places.
	Followers(ctx context.Context, t turn.ID, now time.Time) (map[string]Follow, error)
}
