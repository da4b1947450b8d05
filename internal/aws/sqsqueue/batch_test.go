package sqsqueue_test

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"

	"github.com/mundap/mundap/internal/aws/sqsqueue"
	"github.com/mundap/mundap/internal/queue"
)

var patient = queue.Policy{MaxAttempts: 3, Backoff: time.Second}

// push receives n messages as Lambda's poller does and writes them in the event's form.
func (f fixture) push(t *testing.T, n int) sqsqueue.Batch {
	t.Helper()
	var b sqsqueue.Batch
	for len(b.Records) < n {
		out, err := f.sqs.ReceiveMessage(t.Context(), &sqs.ReceiveMessageInput{
			QueueUrl: &f.url, MaxNumberOfMessages: int32(n - len(b.Records)), WaitTimeSeconds: 20,
			VisibilityTimeout:           600,
			MessageSystemAttributeNames: []types.MessageSystemAttributeName{types.MessageSystemAttributeNameAll},
			MessageAttributeNames:       []string{"All"},
		})
		if err != nil {
			t.Fatal(err)
		}
		if len(out.Messages) == 0 {
			t.Fatalf("%d messages came, want %d", len(b.Records), n)
		}
		for _, m := range out.Messages {
			r := sqsqueue.Record{
				MessageID: *m.MessageId, ReceiptHandle: *m.ReceiptHandle, Body: *m.Body,
				Attributes:        m.Attributes,
				MessageAttributes: map[string]sqsqueue.Attribute{},
			}
			for name, v := range m.MessageAttributes {
				r.MessageAttributes[name] = sqsqueue.Attribute{StringValue: *v.StringValue,
					DataType: *v.DataType}
			}
			b.Records = append(b.Records, r)
		}
	}
	return b
}

// settle deletes what was not reported, as Lambda does.
func (f fixture) settle(t *testing.T, b sqsqueue.Batch, failures sqsqueue.Failures) {
	t.Helper()
	for _, r := range b.Records {
		if slices.Contains(failures.BatchItemFailures,
			sqsqueue.Failure{ItemIdentifier: r.MessageID}) {
			continue
		}
		// What the handler put aside is gone already: that is no error of Lambda's.
		_, _ = f.sqs.DeleteMessage(t.Context(), &sqs.DeleteMessageInput{QueueUrl: &f.url,
			ReceiptHandle: &r.ReceiptHandle})
	}
}

func (f fixture) send(t *testing.T, group string, bodies ...string) {
	t.Helper()
	for _, b := range bodies {
		if err := f.Send(t.Context(), queue.Message{Group: group, Body: []byte(b)}); err != nil {
			t.Fatal(err)
		}
	}
}

// record keeps the bodies that a handler saw.
type record struct {
	mu   sync.Mutex
	seen []string
}

func (r *record) handler(fail func(queue.Message) error) queue.Handler {
	return func(_ context.Context, m queue.Message, _ queue.Extend) error {
		r.mu.Lock()
		defer r.mu.Unlock()
		r.seen = append(r.seen, string(m.Body))
		return fail(m)
	}
}

func (r *record) bodies() []string {
	slices.Sort(r.seen)
	return r.seen
}

func want(t *testing.T, what string, got, want []string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("%s: %q, want %q", what, got, want)
	}
}

// failures are the bodies of the reported messages.
func failures(t *testing.T, b sqsqueue.Batch, f sqsqueue.Failures) []string {
	t.Helper()
	bodies := []string{}
	for _, x := range f.BatchItemFailures {
		i := slices.IndexFunc(b.Records,
			func(r sqsqueue.Record) bool { return r.MessageID == x.ItemIdentifier })
		bodies = append(bodies, b.Records[i].Body)
	}
	slices.Sort(bodies)
	return bodies
}

func failedGroup(t *testing.T, endpoint string) {
	f := open(t, endpoint, patient)
	f.send(t, "a", "a1", "a2", "a3")
	f.send(t, "b", "b1", "b2")
	var tried record
	b := f.push(t, 5)
	answer := f.HandleBatch(t.Context(), b, tried.handler(func(m queue.Message) error {
		if string(m.Body) == "a2" {
			return errors.New("the store is down")
		}
		return nil
	}))
	want(t, "tried", tried.bodies(), []string{"a1", "a2", "b1", "b2"})
	want(t, "failed", failures(t, b, answer), []string{"a2", "a3"})
	f.settle(t, b, answer)

	b = f.push(t, 2) // soon, not after the ten minutes for which they were hidden
	var again record
	answer = f.HandleBatch(t.Context(), b, again.handler(func(m queue.Message) error {
		if m.Attempt != 2 {
			t.Errorf("%s: attempt %d", m.Body, m.Attempt)
		}
		return nil
	}))
	want(t, "tried again", again.bodies(), []string{"a2", "a3"})
	encoded, err := json.Marshal(answer)
	if err != nil || string(encoded) != `{"batchItemFailures":[]}` { // null would be taken for a failure of all
		t.Errorf("the answer is %s (%v)", encoded, err)
	}
}

func permanentInBatch(t *testing.T, endpoint string) {
	f := open(t, endpoint, patient)
	f.send(t, "a", "\x00bad", "good")
	var tried record
	b := f.push(t, 2)
	answer := f.HandleBatch(t.Context(), b, tried.handler(func(m queue.Message) error {
		if string(m.Body) == "\x00bad" {
			return queue.Permanent(errors.New("암호가 걸린 파일 \x01"))
		}
		return nil
	}))
	want(t, "tried", tried.bodies(), []string{"\x00bad", "good"})
	want(t, "failed", failures(t, b, answer), []string{})
	dead, err := f.DeadLetters(t.Context(), 10)
	if err != nil || len(dead) != 1 || string(dead[0].Body) != "\x00bad" ||
		dead[0].Reason != "암호가 걸린 파일  " || dead[0].Group != "a" {
		t.Errorf("dead letters %+v, %v", dead, err)
	}
	f.settle(t, b, answer)
	if s, err := f.Stats(t.Context()); err != nil || s != (queue.Stats{Dead: 1}) {
		t.Errorf("%+v, %v", s, err)
	}
}

func lastAttemptInBatch(t *testing.T, endpoint string) {
	f := open(t, endpoint, queue.Policy{MaxAttempts: 1, Backoff: time.Second})
	f.send(t, "a", "poison", "next")
	var tried record
	b := f.push(t, 2)
	answer := f.HandleBatch(t.Context(), b, tried.handler(func(m queue.Message) error {
		if string(m.Body) == "poison" {
			return errors.New("no")
		}
		return nil
	}))
	want(t, "tried", tried.bodies(), []string{"next", "poison"})
	want(t, "failed", failures(t, b, answer), []string{})
	f.send(t, "b", "killed") // its function is killed again and again, and settles nothing
	b = f.push(t, 1)
	b.Records[0].Attributes["ApproximateReceiveCount"] = "2"
	answer = f.HandleBatch(t.Context(), b, func(context.Context, queue.Message,
		queue.Extend) error {
		t.Error("a message without attempts is tried")
		return nil
	})
	want(t, "failed", failures(t, b, answer), []string{})
	dead, err := f.DeadLetters(t.Context(), 10)
	if err != nil || len(dead) != 2 || dead[1].Reason != queue.ExpiredReason(1) {
		t.Errorf("dead letters %+v, %v", dead, err)
	}
}

func outOfTime(t *testing.T, endpoint string) {
	f := open(t, endpoint, patient)
	f.send(t, "a", "long", "next")
	b := f.push(t, 2)
	// of which five are for the verdicts
	ctx, cancel := context.WithTimeout(t.Context(), 6*time.Second)
	defer cancel()
	answer := f.HandleBatch(ctx, b, func(ctx context.Context, _ queue.Message,
		_ queue.Extend) error {
		<-ctx.Done()
		return ctx.Err()
	})
	if ctx.Err() != nil {
		t.Error("nothing is left of the function's time")
	}
	want(t, "failed", failures(t, b, answer), []string{"long", "next"})
	if got := f.push(t, 1); got.Records[0].Body != "long" {
		t.Errorf("%s comes first", got.Records[0].Body)
	}
}

func killed(t *testing.T, endpoint string) {
	f := open(t, endpoint, patient)
	f.send(t, "a", "x")
	b := f.push(t, 1)
	ctx, cancel := context.WithTimeout(t.Context(), 7*time.Second) // hidden for five more
	defer cancel()
	started := time.Now()
	extended, leave, left := make(chan error), make(chan struct{}), make(chan struct{})
	go func() {
		defer close(left)
		f.HandleBatch(ctx, b, func(ctx context.Context, _ queue.Message,
			extend queue.Extend) error {
			extended <- extend(ctx, time.Second) // less than what is left
			<-leave                              // nothing is heard of it any more
			return ctx.Err()
		})
	}()
	if err := <-extended; err != nil {
		t.Error(err)
	}
	again := f.push(t, 1)
	if took := time.Since(started); took < 7*time.Second {
		t.Errorf("it came again after %v, when the function still ran", took)
	}
	if n := again.Records[0].Attributes["ApproximateReceiveCount"]; n != "2" {
		t.Errorf("it came %s times", n)
	}
	close(leave)
	<-left
}
