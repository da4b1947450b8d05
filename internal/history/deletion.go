package history

import (
	"crypto/sha256"
	"encoding/hex"
	"time"
)

// Deletion is what a store remembers of something that a user deleted. It has no
// text. With it, the deletion can be carried out again in data that was restored
// from before it.
type Deletion struct {
	User         User
	Conversation string    // a digest of its id, of the store's choice; if "", all of the user's
	Memory       bool      // only the memories were cleared; the log stays
	Through      time.Time // ServerTime of the latest call that was deleted, or later
}

// Digest is a digest of a conversation's id, for stores that have none of their
// own: clients choose ids, and some may say what a conversation is about.
func Digest(id string) string {
	sum := sha256.Sum256([]byte(id))
	return hex.EncodeToString(sum[:16])
}
