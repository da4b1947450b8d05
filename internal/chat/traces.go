package chat

import (
	"context"
	"fmt"

	"github.com/mundap/mundap/internal/blob"
	"github.com/mundap/mundap/internal/history"
	"github.com/mundap/mundap/internal/turn"
)

// Traces removes what a question leaves outside the call log: its turn, and the
// recording of its answer.
type Traces struct {
	Turns interface {
		Delete(ctx context.Context, id turn.ID) error
	}
	Blobs blob.Store
}

// Remove removes the traces of a question. If the turn is running, it stops.
// Remove may be repeated.
func (t Traces) Remove(ctx context.Context, user history.User, requestID string) error {
	if err := t.Turns.Delete(ctx, turn.ID{User: user, Request: requestID}); err != nil {
		return err
	}
	return t.RemoveRecording(ctx, user, requestID)
}

// RemoveRecording removes the recordings of an answer and of its sentences. It
// may be repeated.
func (t Traces) RemoveRecording(ctx context.Context, user history.User, requestID string) error {
	if err := blob.DeleteAll(ctx, t.Blobs, SpeechBlobs(user, requestID)); err != nil {
		return fmt.Errorf("deleting a spoken answer: %w", err)
	}
	return nil
}

// DeleteAgain repeats deletions in a log that was restored from a backup made
// before them, and removes the traces of the deleted questions. It returns the
// number of calls that it deleted.
func (t Traces) DeleteAgain(ctx context.Context, log history.Store,
	deletions []history.Deletion) (n int, err error) {
	for _, d := range deletions {
		requests, err := log.DeleteAgain(ctx, d)
		if err != nil {
			return n, fmt.Errorf("deleting again what %s had deleted: %w", d.User, err)
		}
		n += len(requests)
		for _, id := range requests {
			if err := t.Remove(ctx, d.User, id); err != nil {
				return n, err
			}
		}
	}
	return n, nil
}
