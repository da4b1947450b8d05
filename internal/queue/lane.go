package queue

import "cmp"

// Lane says which messages are handled first. Within a lane flows take turns,
// and the messages of a flow keep the order in which they were sent. A group is
// as urgent as the most urgent of its messages, so that what waits in front of an
// urgent one does not hold it up.
type Lane int8

const (
	Normal     Lane = 0
	Urgent     Lane = -1 // before everything else, and never Big
	Background Lane = 1  // when nothing else waits
)

// Turn is the place of a message among all that wait.
type Turn struct {
	Lane Lane
	Rank int64 // within the lane: flows take turns by it
	ID   int64 // the order of sending
}

// Compare orders turns: negative if t comes before u.
func (t Turn) Compare(u Turn) int {
	return cmp.Or(cmp.Compare(t.Lane, u.Lane), cmp.Compare(t.Rank, u.Rank), cmp.Compare(t.ID, u.ID))
}
