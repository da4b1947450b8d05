package lambdafn

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/mundap/mundap/internal/aws/s3blob"
	"github.com/mundap/mundap/internal/aws/sqsqueue"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/ingest"
	"github.com/mundap/mundap/internal/queue"
)

// documentEvents handles S3's notifications about the bucket. S3 waits for no
// answer: Lambda repeats what fails and finally sets it aside.
func documentEvents(ctx context.Context, service *ingest.Service, raw json.RawMessage) error {
	list, err := s3blob.ParseEvents(raw)
	if fault.Is(err, fault.Invalid) {
		err = nil // a key that can be no document's will be none the next time
	}
	for _, e := range list {
		if eventErr := service.Event(ctx, e); eventErr != nil {
			err = errors.Join(err, fmt.Errorf("taking in an event of %s: %w", e.Key, eventErr))
		}
	}
	return err
}

// documentTasks carries out a batch of tasks. If one fails, the remaining tasks
// of its document fail as well.
func documentTasks(ctx context.Context, tasks *sqsqueue.Queue, h queue.Handler,
	b sqsqueue.Batch) (sqsqueue.Failures, error) {
	return tasks.HandleBatch(ctx, b, h), nil
}
