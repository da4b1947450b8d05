package sqsqueue

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/queue"
)

// Batch is the event with which Lambda pushes messages to a function.
type Batch struct {
	Records []Record `json:"Records"`
}

// Record is one message of a Batch.
type Record struct {
	MessageID         string               `json:"messageId"`
	ReceiptHandle     string               `json:"receiptHandle"`
	Body              string               `json:"body"`
	Attributes        map[string]string    `json:"attributes"`
	MessageAttributes map[string]Attribute `json:"messageAttributes"`
}

// Attribute of a Record.
type Attribute struct {
	StringValue string `json:"stringValue"`
	DataType    string `json:"dataType"`
}

// Failures answers a Batch (ReportBatchItemFailures): the messages that Lambda must not delete.
type Failures struct {
	BatchItemFailures []Failure `json:"batchItemFailures"`
}

// Failure names a message by its id.
type Failure struct {
	ItemIdentifier string `json:"itemIdentifier"`
}

func (r Record) received() received {
	all := received{id: r.MessageID, receipt: r.ReceiptHandle, body: r.Body, system: r.Attributes,
		attributes: map[string]string{}}
	for name, a := range r.MessageAttributes {
		all.attributes[name] = a.StringValue
	}
	return all
}

// settleMargin is what is kept of a function's time for the verdicts, after the
// handlers' context has ended.
const settleMargin = 5 * time.Second

// HandleBatch passes the messages of a batch to h. Groups are handled
// concurrently, each in its order. After a failure, the rest of that group is
// not tried and fails as well, so that Lambda deletes nothing that was not done
// and no message overtakes another. Failed messages are hidden for their
// backoff. Messages that failed for good, or at their last attempt, are put
// aside and not reported. The handlers' context ends shortly before ctx does.
func (q *Queue) HandleBatch(ctx context.Context, b Batch, h queue.Handler) Failures {
	handling, cancel := ctx, context.CancelFunc(func() {})
	if deadline, ok := ctx.Deadline(); ok {
		handling, cancel = context.WithDeadline(ctx, deadline.Add(-settleMargin))
	}
	defer cancel()
	q.hold(ctx, b)
	failed := make([]bool, len(b.Records)) // each group writes its own
	var groups sync.WaitGroup
	for _, members := range byGroup(b.Records) {
		groups.Go(func() {
			for n, i := range members {
				wait, err := q.handle(ctx, handling, b.Records[i].received(), h)
				if err == nil {
					continue
				}
				q.log.WarnContext(ctx, "a message failed", "message", b.Records[i].MessageID,
					"error", err)
				for _, rest := range members[n:] {
					failed[rest] = true
					q.hideAgain(ctx, b.Records[rest], wait)
				}
				return
			}
		})
	}
	groups.Wait()
	answer := Failures{BatchItemFailures: []Failure{}}
	for i, f := range failed {
		if f {
			answer.BatchItemFailures = append(answer.BatchItemFailures,
				Failure{b.Records[i].MessageID})
		}
	}
	return answer
}

// left returns how long a message must stay hidden: at least t, and as long as
// the function may still work on it, because otherwise another function would
// start to work on it too.
func left(ctx context.Context, t time.Duration) time.Duration {
	if deadline, ok := ctx.Deadline(); ok {
		return max(t, time.Until(deadline)+settleMargin)
	}
	return t
}

// hold replaces the queue's visibility (six times the function's time) by what
// is left of the function's: when it is killed, its messages come again soon
// after.
func (q *Queue) hold(ctx context.Context, b Batch) {
	if _, ok := ctx.Deadline(); !ok {
		return
	}
	for _, r := range b.Records {
		q.hideAgain(ctx, r, left(ctx, 0))
	}
}

// byGroup returns the indices of each group's records, in order.
func byGroup(records []Record) map[string][]int {
	groups := map[string][]int{}
	for i, r := range records {
		group := r.Attributes["MessageGroupId"]
		groups[group] = append(groups[group], i)
	}
	return groups
}

// hideAgain hides a message for wait from now, if it still can.
func (q *Queue) hideAgain(ctx context.Context, r Record, wait time.Duration) {
	if err := q.hide(ctx, q.o.URL, r.ReceiptHandle, wait); err != nil &&
		!fault.Is(err, fault.Conflict) {
		q.log.WarnContext(ctx, "a message stays hidden for the queue's time", "message",
			r.MessageID, "error", err)
	}
}

// handle tries one message. If it returns an error, the message is delivered
// again after wait.
func (q *Queue) handle(ctx, handling context.Context, r received,
	h queue.Handler) (wait time.Duration, err error) {
	d, reason := q.open(r)
	if reason == "" {
		err = q.try(ctx, handling, d, h)
		if wait, later := queue.IsLater(err); later {
			return wait, err
		}
		switch {
		case err == nil:
			return 0, nil
		case queue.IsPermanent(err):
			reason = err.Error()
		case handling.Err() != nil:
			return 0, fmt.Errorf("the function's time is over: %w", err)
		case d.Attempt >= q.policy.MaxAttempts:
			reason = fmt.Sprintf("attempt %d of %d: %v", d.Attempt, q.policy.MaxAttempts, err)
		default:
			return q.policy.Delay(d.Attempt), err
		}
	}
	if buried := q.bury(ctx, d, reason); buried != nil && !fault.Is(buried, fault.Conflict) {
		return q.policy.Delay(d.Attempt), errors.Join(buried, err)
	}
	return 0, nil
}

func (q *Queue) try(ctx, handling context.Context, d queue.Delivery, h queue.Handler) error {
	if err := handling.Err(); err != nil {
		return err
	}
	return h(handling, d.Message, func(asked context.Context, t time.Duration) error {
		return q.Extend(asked, d, left(ctx, t))
	})
}
