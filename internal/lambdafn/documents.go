package lambdafn

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/mundap/mundap/internal/aws/s3blob"
	"github.com/mundap/mundap/internal/aws/sqsqueue"
	"github.com/mundap/mundap/internal/blob"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/queue"
)

// listener handles the events of documents; it is an ingest.Service.
type listener interface {
	Event(ctx context.Context, e blob.Event) error
}

// documentEvents handles S3's notifications about the bucket. S3 waits for no
// answer: Lambda repeats what fails and finally sets it aside.
func documentEvents(ctx context.Context, service listener, blobs blob.Store,
	raw json.RawMessage) error {
	list, err := s3blob.ParseEvents(raw)
	if fault.Is(err, fault.Invalid) {
		err = nil // a key that can be no document's will be none the next time
	}
	for _, e := range list {
		old, eventErr := ofOldVersion(ctx, blobs, e)
		if eventErr == nil && !old {
			eventErr = service.Event(ctx, e)
		}
		if eventErr != nil {
			err = errors.Join(err, fmt.Errorf("taking in an event of %s: %w", e.Key, eventErr))
		}
	}
	return err
}

// ofOldVersion reports whether a removal is that of an earlier version. A bucket
// with versions also sends events when these expire, while the object itself still
// exists.
func ofOldVersion(ctx context.Context, blobs blob.Store, e blob.Event) (bool, error) {
	if e.Kind != blob.Removed {
		return false, nil
	}
	_, err := blobs.Stat(ctx, e.Key)
	if fault.Is(err, fault.NotFound) {
		return false, nil
	}
	return err == nil, err
}

// documentTasks carries out a batch of tasks. If one fails, the remaining tasks
// of its document fail as well.
func documentTasks(ctx context.Context, tasks *sqsqueue.Queue, h queue.Handler,
	b sqsqueue.Batch) (sqsqueue.Failures, error) {
	return tasks.HandleBatch(ctx, b, h), nil
}
