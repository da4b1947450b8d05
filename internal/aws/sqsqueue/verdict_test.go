package sqsqueue_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/queue"
)

var errNotNow = errors.New("not now")

// handled gives a batch of one message, delivered for the nth time, to a handler
// that returns err.
func handled(t *testing.T, ctx context.Context, nth string, err error) (*recorder, int) {
	t.Helper()
	r, q := newRecorded(t)
	b := records("a")
	b.Records[0].Attributes["ApproximateReceiveCount"] = nth
	failed := q.HandleBatch(ctx, b, func(ctx context.Context, _ queue.Message, _ queue.Extend) error {
		if err == context.DeadlineExceeded {
			<-ctx.Done()
			return ctx.Err()
		}
		return err
	})
	return r, len(failed.BatchItemFailures)
}

func TestWorkThatCanNotBeginYetIsNoFailure(t *testing.T) {
	r, failed := handled(t, t.Context(), "3", queue.Later(30*time.Second))
	hidden := r.of("ChangeMessageVisibility")
	if failed != 1 || len(hidden) != 1 || hidden[0].VisibilityTimeout != 30 {
		t.Errorf("%d reported, hidden %+v", failed, hidden)
	}
	if n := len(r.of("SendMessage")); n != 0 {
		t.Errorf("%d put aside", n)
	}
}

func TestAFunctionThatRunsOutOfTimePutsNothingAside(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 5100*time.Millisecond) // five of which are kept
	defer cancel()
	r, failed := handled(t, ctx, "3", context.DeadlineExceeded)
	if ctx.Err() != nil {
		t.Error("nothing is left of the function's time")
	}
	if n := len(r.of("SendMessage")); n != 0 || failed != 1 {
		t.Errorf("%d put aside, %d reported", n, failed)
	}
	hidden := r.of("ChangeMessageVisibility")
	if len(hidden) != 2 || hidden[1].VisibilityTimeout != 0 {
		t.Errorf("hidden %+v; the message should come again at once", hidden)
	}
}

func TestABacklogOfAttemptsGrowsTheWait(t *testing.T) {
	waits := map[string]int{}
	for _, nth := range []string{"1", "2"} {
		r, _ := handled(t, t.Context(), nth, errNotNow)
		waits[nth] = r.of("ChangeMessageVisibility")[0].VisibilityTimeout
	}
	if waits["1"] < 2 || waits["1"] > 6 || waits["2"] < 4 || waits["2"] > 12 {
		t.Errorf("after the first and second failure it waits %v s", waits)
	}
}

func TestAMessageWithoutAttemptsLeftIsPutAsideUnseen(t *testing.T) {
	r, q := newRecorded(t)
	b := records("a", "b")
	b.Records[0].Attributes["ApproximateReceiveCount"] = "4"
	b.Records[1].MessageAttributes = nil
	var seen []string
	failed := q.HandleBatch(t.Context(), b, func(_ context.Context, m queue.Message,
		_ queue.Extend) error {
		seen = append(seen, m.ID)
		return nil
	})
	if !slices.Equal(seen, []string{"m1"}) || len(failed.BatchItemFailures) != 0 {
		t.Errorf("seen %v, failed %+v", seen, failed)
	}
	if sent := r.of("SendMessage"); len(sent) != 1 || sent[0].MessageGroupId != "m0" {
		t.Errorf("put aside: %+v", sent)
	}
}

func TestAMessageThatCanNotBePutAsideComesAgain(t *testing.T) {
	r, q := newRecorded(t)
	r.answers = map[string]string{"SendMessage": "RequestThrottled"}
	failed := q.HandleBatch(t.Context(), records("a"), func(context.Context, queue.Message,
		queue.Extend) error {
		return queue.Permanent(errors.New("unreadable"))
	})
	if len(failed.BatchItemFailures) != 1 || len(r.of("DeleteMessage")) != 0 {
		t.Errorf("failed %+v, calls %+v", failed, r.calls)
	}
}

func TestWhatSomebodyElseSettledIsDone(t *testing.T) {
	r, q := newRecorded(t)
	r.answers = map[string]string{"DeleteMessage": "ReceiptHandleIsInvalid"}
	failed := q.HandleBatch(t.Context(), records("a"), func(context.Context, queue.Message,
		queue.Extend) error {
		return queue.Permanent(errors.New("unreadable"))
	})
	if len(failed.BatchItemFailures) != 0 {
		t.Errorf("failed %+v", failed)
	}
}

func TestOtherVerdicts(t *testing.T) {
	r, q := newRecorded(t)
	d := queue.Delivery{Message: queue.Message{ID: "m", Group: "a"}, Receipt: "r"}
	if err := q.Settle(t.Context(), d, queue.Verdict{Outcome: queue.Release,
		Wait: 1500 * time.Millisecond}); err != nil {
		t.Fatal(err)
	}
	if got := r.of("ChangeMessageVisibility"); len(got) != 1 || got[0].VisibilityTimeout != 2 {
		t.Errorf("released: %+v", got)
	}
	long := "\x00" + strings.Repeat("가", 700)
	if err := q.Settle(t.Context(), d, queue.Verdict{Outcome: queue.Bury, Reason: long}); err != nil {
		t.Fatal(err)
	}
	sent := r.of("SendMessage")
	if len(sent) != 1 || sent[0].MessageDeduplicationId != "m" || len(r.of("DeleteMessage")) != 1 {
		t.Fatalf("buried: %+v", r.calls)
	}
	reason := ""
	for _, a := range sent[0].MessageAttributes {
		if strings.Contains(a.StringValue, "가") {
			reason = a.StringValue
		}
	}
	if reason != " "+strings.Repeat("가", 666) {
		t.Errorf("the reason has %d bytes: %.20q", len(reason), reason)
	}
}

func TestMessagesSentAlikeAreTwoUnlessTheyName(t *testing.T) {
	r, q := newRecorded(t)
	for _, dedup := range []string{"", "", "x", "x"} {
		if err := q.Send(t.Context(), queue.Message{Group: "g", Body: []byte("b"),
			Dedup: dedup}); err != nil {
			t.Fatal(err)
		}
	}
	sent := r.of("SendMessage")
	if len(sent) != 4 || sent[0].MessageDeduplicationId == sent[1].MessageDeduplicationId ||
		sent[0].MessageDeduplicationId == "" || sent[2].MessageDeduplicationId != "x" {
		t.Errorf("%+v", sent)
	}
	if err := q.Send(t.Context(), queue.Message{Body: []byte("b")}); !fault.Is(err, fault.Invalid) {
		t.Errorf("a message without a group: %v", err)
	}
}

const oneMessage = `{"Messages":[{"MessageId":"m1","ReceiptHandle":"r1","Body":"글",
	"Attributes":{"MessageGroupId":"g","ApproximateReceiveCount":"2","SentTimestamp":"1770000000000"}}]}`

func TestReceivedMessagesAreHiddenForThePolicysTime(t *testing.T) {
	r, q := newRecorded(t)
	r.answers = map[string]string{"ReceiveMessage": oneMessage}
	d, err := q.Receive(t.Context())
	if err != nil || d.ID != "m1" || d.Receipt != "r1" || d.Group != "g" || d.Attempt != 2 ||
		string(d.Body) != "글" || !d.Sent.Equal(time.UnixMilli(1_770_000_000_000)) {
		t.Errorf("%+v, %v", d, err)
	}
	asked := r.of("ReceiveMessage")
	want := int(queue.Policy{}.WithDefaults().Visibility / time.Second)
	if len(asked) != 1 || asked[0].QueueUrl != mainURL || asked[0].MaxNumberOfMessages != 1 ||
		asked[0].VisibilityTimeout != want {
		t.Errorf("%+v, want it hidden for %d s", asked, want)
	}
}

func TestCountsOfBothQueues(t *testing.T) {
	r, q := newRecorded(t)
	r.answers = map[string]string{"GetQueueAttributes": `{"Attributes":{
		"ApproximateNumberOfMessages":"3","ApproximateNumberOfMessagesNotVisible":"2"}}`}
	if s, err := q.Stats(t.Context()); err != nil ||
		s != (queue.Stats{Waiting: 3, InFlight: 2, Dead: 5}) {
		t.Errorf("%+v, %v", s, err)
	}
	r.answers["GetQueueAttributes"] = "AccessDenied"
	if _, err := q.Stats(t.Context()); !fault.Is(err, fault.Forbidden) {
		t.Errorf("%v", err)
	}
}

func TestADeadLetterThatTheQueueItselfMovedHasAReason(t *testing.T) {
	r, q := newRecorded(t)
	r.answers = map[string]string{"ReceiveMessage": oneMessage}
	dead, err := q.DeadLetters(t.Context(), 1)
	if err != nil || len(dead) != 1 || dead[0].Reason == "" || string(dead[0].Body) != "글" {
		t.Errorf("%+v, %v", dead, err)
	}
	shown := slices.ContainsFunc(r.of("ChangeMessageVisibility"), func(c call) bool {
		return c.QueueUrl == deadURL && c.ReceiptHandle == "r1" && c.VisibilityTimeout == 0
	})
	if !shown {
		t.Errorf("the letter stays hidden: %+v", r.calls)
	}
	r.answers["ReceiveMessage"] = "AccessDenied"
	if _, err := q.DeadLetters(t.Context(), 1); !fault.Is(err, fault.Forbidden) {
		t.Errorf("%v", err)
	}
}

func TestADeadLetterTellsWhereItCameFrom(t *testing.T) {
	r, q := newRecorded(t)
	d := queue.Delivery{Message: queue.Message{ID: "m", Group: "a", Attempt: 3, Body: []byte("\x00\x01"),
		Sent: time.UnixMilli(1_770_000_000_000)}, Receipt: "r"}
	if err := q.Settle(t.Context(), d, queue.Verdict{Outcome: queue.Bury, Reason: "no"}); err != nil {
		t.Fatal(err)
	}
	sent := r.of("SendMessage")[0]
	attributes := map[string]any{}
	for name, a := range sent.MessageAttributes {
		attributes[name] = map[string]string{"DataType": "String", "StringValue": a.StringValue}
	}
	letter, err := json.Marshal(map[string]any{"Messages": []any{map[string]any{"MessageId": "d",
		"ReceiptHandle": "r2", "Body": sent.MessageBody, "MessageAttributes": attributes,
		"Attributes": map[string]string{"SentTimestamp": "1770000060000"}}}})
	if err != nil {
		t.Fatal(err)
	}
	r.answers = map[string]string{"ReceiveMessage": string(letter)}
	dead, err := q.DeadLetters(t.Context(), 1)
	if err != nil || len(dead) != 1 {
		t.Fatalf("%+v, %v", dead, err)
	}
	got := dead[0]
	if got.Attempt != 3 || got.Group != "a" || got.Reason != "no" || !got.Sent.Equal(d.Sent) ||
		!bytes.Equal(got.Body, d.Body) || !got.Died.Equal(time.UnixMilli(1_770_000_060_000)) {
		t.Errorf("%+v", got)
	}
}

func TestErrorsOfReceivingAreTold(t *testing.T) {
	r, q := newRecorded(t)
	r.answers = map[string]string{"ReceiveMessage": "AccessDenied"}
	if d, err := q.Receive(t.Context()); !fault.Is(err, fault.Forbidden) {
		t.Errorf("%+v, %v", d, err)
	}
	r.answers = map[string]string{"ReceiveMessage": strings.Replace(oneMessage, `"2"`, `"9"`, 1),
		"SendMessage": "AccessDenied"}
	if d, err := q.Receive(t.Context()); !fault.Is(err, fault.Forbidden) {
		t.Errorf("a message that can't be put aside: %+v, %v", d, err)
	}
}
