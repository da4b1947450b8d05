package sqsqueue_test

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/sqs"

	"github.com/mundap/mundap/internal/aws/awstest"
	"github.com/mundap/mundap/internal/aws/sqsqueue"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/queue"
)

// call is one request to SQS, of the fields that the tests look at.
type call struct {
	Action                 string `json:"-"`
	QueueUrl               string
	ReceiptHandle          string
	VisibilityTimeout      int
	MessageGroupId         string
	MessageDeduplicationId string
	MaxNumberOfMessages    int
	MessageBody            string
	MessageAttributes      map[string]struct{ StringValue string }
}

// recorder stands in for SQS: it takes everything and remembers it.
type recorder struct {
	mu    sync.Mutex
	calls []call
	// answers are bodies by action; one that is no JSON object is an error's code
	answers map[string]string
}

func (r *recorder) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	body, err := io.ReadAll(req.Body)
	c := call{Action: strings.TrimPrefix(req.Header.Get("X-Amz-Target"), "AmazonSQS.")}
	if err != nil || json.Unmarshal(body, &c) != nil {
		http.Error(w, "unreadable", http.StatusBadRequest)
		return
	}
	r.mu.Lock()
	r.calls = append(r.calls, c)
	r.mu.Unlock()
	w.Header().Set("Content-Type", "application/x-amz-json-1.0")
	answer := cmp.Or(r.answers[c.Action], "{}")
	if !strings.HasPrefix(answer, "{") {
		w.WriteHeader(http.StatusBadRequest)
		answer = `{"__type":"` + answer + `"}`
	}
	fmt.Fprint(w, answer)
}

// of gives the calls of an action.
func (r *recorder) of(action string) []call {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(r.calls), func(c call) bool { return c.Action != action })
}

const mainURL, deadURL = "https://sqs.example/1/docs.fifo", "https://sqs.example/1/docs-dead.fifo"

func newRecorded(t *testing.T) (*recorder, *sqsqueue.Queue) {
	t.Helper()
	r := &recorder{}
	server := httptest.NewServer(r)
	t.Cleanup(server.Close)
	client := sqs.NewFromConfig(awstest.Config(t, "us-east-1"), func(o *sqs.Options) {
		o.BaseEndpoint, o.DisableMessageChecksumValidation = &server.URL, true
	})
	return r, sqsqueue.New(client, sqsqueue.Options{
		URL: mainURL, DeadURL: deadURL, Policy: queue.Policy{MaxAttempts: 3,
			Backoff: 4 * time.Second},
	})
}

// records are messages of groups as Lambda pushes them, each for the first time.
func records(groups ...string) sqsqueue.Batch {
	var b sqsqueue.Batch
	for i, g := range groups {
		b.Records = append(b.Records, sqsqueue.Record{
			MessageID: fmt.Sprint("m", i), ReceiptHandle: fmt.Sprint("r", i), Body: g,
			Attributes: map[string]string{
				"MessageGroupId": g, "ApproximateReceiveCount": "1",
				"SentTimestamp": "1770000000000", "MessageDeduplicationId": fmt.Sprint(i),
			},
		})
	}
	return b
}

func TestABatchIsHeldForWhatIsLeftOfTheFunctionsTime(t *testing.T) {
	r, q := newRecorded(t)
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Second)
	defer cancel()
	failed := q.HandleBatch(ctx, records("a", "b"), func(context.Context, queue.Message,
		queue.Extend) error {
		return nil
	})
	if len(failed.BatchItemFailures) != 0 {
		t.Errorf("failed: %+v", failed)
	}
	held := map[string]int{}
	for _, c := range r.of("ChangeMessageVisibility") {
		if c.QueueUrl != mainURL {
			t.Errorf("hides in %s", c.QueueUrl)
		}
		held[c.ReceiptHandle] = c.VisibilityTimeout
	}
	for _, receipt := range []string{"r0", "r1"} {
		// The function's time and a margin of 5 s; a busy machine may have used some of it.
		if held[receipt] < 60 || held[receipt] > 106 {
			t.Errorf("%s is hidden for %d s, want about 105", receipt, held[receipt])
		}
	}
}

func TestAfterAFailureTheRestOfItsGroupWaitsAsLong(t *testing.T) {
	r, q := newRecorded(t)
	var tried sync.Map
	failed := q.HandleBatch(t.Context(), records("a", "a", "b"),
		func(_ context.Context, m queue.Message, _ queue.Extend) error {
			tried.Store(m.ID, true)
			if m.Group == "a" {
				return errors.New("not now")
			}
			return nil
		})
	want := []sqsqueue.Failure{{ItemIdentifier: "m0"}, {ItemIdentifier: "m1"}}
	if !slices.Equal(failed.BatchItemFailures, want) {
		t.Errorf("failed: %+v", failed)
	}
	if _, ok := tried.Load("m1"); ok {
		t.Error("a message was tried although the one before it in its group failed")
	}
	waits := map[string]int{}
	for _, c := range r.of("ChangeMessageVisibility") {
		waits[c.ReceiptHandle] = c.VisibilityTimeout
	}
	if waits["r0"] < 1 || waits["r1"] != waits["r0"] || waits["r2"] != 0 {
		t.Errorf("hidden for %v", waits)
	}
}

func TestADeadLetterHasAGroupOfItsOwnAndTellsWhereItCameFrom(t *testing.T) {
	r, q := newRecorded(t)
	q.HandleBatch(t.Context(), records("a"), func(context.Context, queue.Message,
		queue.Extend) error {
		return queue.Permanent(errors.New("unreadable"))
	})
	sent, removed := r.of("SendMessage"), r.of("DeleteMessage")
	if len(sent) != 1 || len(removed) != 1 {
		t.Fatalf("sent %+v, removed %+v", sent, removed)
	}
	letter := sent[0]
	if letter.QueueUrl != deadURL || letter.MessageGroupId != "m0" || letter.MessageBody != "a" {
		t.Errorf("the letter: %+v", letter)
	}
	var texts []string
	for a := range maps.Values(letter.MessageAttributes) {
		texts = append(texts, a.StringValue)
	}
	for _, want := range []string{"unreadable", "m0", "a", "1", "1770000000000"} {
		if !slices.Contains(texts, want) {
			t.Errorf("its attributes %q lack %q", texts, want)
		}
	}
	if removed[0].QueueUrl != mainURL || removed[0].ReceiptHandle != "r0" {
		t.Errorf("removed %+v", removed[0])
	}
}

func TestAMessageThatFailsForTheLastTimeIsPutAside(t *testing.T) {
	for count, buried := range map[string]int{"2": 0, "3": 1} {
		r, q := newRecorded(t)
		b := records("a")
		b.Records[0].Attributes["ApproximateReceiveCount"] = count
		failed := q.HandleBatch(t.Context(), b, func(context.Context, queue.Message,
			queue.Extend) error {
			return errors.New("not now")
		})
		if n := len(r.of("SendMessage")); n != buried || len(failed.BatchItemFailures) != 1-buried {
			t.Errorf("delivery %s of 3: %d put aside, %d reported", count, n,
				len(failed.BatchItemFailures))
		}
	}
}

func TestSettlingDoesWhatTheVerdictSays(t *testing.T) {
	for outcome, want := range map[queue.Outcome]call{
		queue.Remove: {Action: "DeleteMessage", QueueUrl: mainURL, ReceiptHandle: "r"},
		queue.Retry: {Action: "ChangeMessageVisibility", QueueUrl: mainURL, ReceiptHandle: "r",
			VisibilityTimeout: 7},
	} {
		r, q := newRecorded(t)
		d := queue.Delivery{Message: queue.Message{ID: "m", Group: "a"}, Receipt: "r"}
		if err := q.Settle(t.Context(), d, queue.Verdict{Outcome: outcome,
			Wait: 7 * time.Second}); err != nil {
			t.Fatal(err)
		}
		got := r.of(want.Action)
		if len(got) != 1 || got[0].QueueUrl != want.QueueUrl ||
			got[0].ReceiptHandle != want.ReceiptHandle ||
			got[0].VisibilityTimeout != want.VisibilityTimeout || len(r.calls) != 1 {
			t.Errorf("%v: %+v", outcome, r.calls)
		}
	}
}

func TestAHandlerThatAsksForTimeKeepsAtLeastTheFunctions(t *testing.T) {
	r, q := newRecorded(t)
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Second)
	defer cancel()
	q.HandleBatch(ctx, records("a"), func(ctx context.Context, _ queue.Message,
		extend queue.Extend) error {
		return errors.Join(extend(ctx, time.Second), extend(ctx, 10*time.Minute))
	})
	var times []int
	for _, c := range r.of("ChangeMessageVisibility") {
		times = append(times, c.VisibilityTimeout)
	}
	if len(times) != 3 || times[1] < 60 || times[2] != 600 {
		t.Errorf("hidden for %v; want the hold, about 105 s, and 600 s", times)
	}
}

// deadLetters are two letters as SQS gives them.
const deadLetters = `{"Messages":[
	{"MessageId":"d0","ReceiptHandle":"r0","Body":"first","MessageAttributes":{
		"id":{"DataType":"String","StringValue":"m0"},"group":{"DataType":"String","StringValue":"a"}}},
	{"MessageId":"d1","ReceiptHandle":"r1","Body":"second","MessageAttributes":{
		"id":{"DataType":"String","StringValue":"m1"},"group":{"DataType":"String","StringValue":"b"}}},
	{"MessageId":"d2","ReceiptHandle":"r2","Body":"third","MessageAttributes":{
		"id":{"DataType":"String","StringValue":"m2"},"group":{"DataType":"String","StringValue":"a"}}}]}`

// A letter that is sent again goes back into its group, under a name that a
// repeat after a crash has, too. The letters around it can be seen again at once.
func TestADeadLetterThatIsSentAgainGoesBackIntoItsGroup(t *testing.T) {
	r, q := newRecorded(t)
	r.answers = map[string]string{"ReceiveMessage": deadLetters}
	if err := q.Redrive(t.Context(), "m1"); err != nil {
		t.Fatal(err)
	}
	sent, removed := r.of("SendMessage"), r.of("DeleteMessage")
	if len(sent) != 1 || sent[0].QueueUrl != mainURL || sent[0].MessageGroupId != "b" ||
		sent[0].MessageDeduplicationId != "redrive-d1" || sent[0].MessageBody != "second" {
		t.Errorf("sent %+v", sent)
	}
	if len(removed) != 1 || removed[0].QueueUrl != deadURL || removed[0].ReceiptHandle != "r1" {
		t.Errorf("removed %+v", removed)
	}
	var shown []string
	for _, c := range r.of("ChangeMessageVisibility") {
		if c.QueueUrl != deadURL || c.VisibilityTimeout != 0 {
			t.Errorf("hidden: %+v", c)
		}
		shown = append(shown, c.ReceiptHandle)
	}
	if !slices.Equal(shown, []string{"r0", "r2"}) {
		t.Errorf("given back: %v", shown)
	}
}

func TestADeadLetterThatCouldNotBeSentAgainStays(t *testing.T) {
	r, q := newRecorded(t)
	r.answers = map[string]string{"ReceiveMessage": deadLetters, "SendMessage": "QueueDoesNotExist"}
	if err := q.Redrive(t.Context(), "m1"); !fault.Is(err, fault.NotConfigured) {
		t.Errorf("sent again: %v", err)
	}
	if removed := r.of("DeleteMessage"); len(removed) != 0 {
		t.Errorf("removed %+v", removed)
	}
	if n := len(r.of("ChangeMessageVisibility")); n != 3 {
		t.Errorf("%d letters were given back", n)
	}
}

// Lambda takes null for a failure of the whole batch.
func TestABatchWithoutFailuresIsAnsweredWithAnEmptyList(t *testing.T) {
	_, q := newRecorded(t)
	answer, err := json.Marshal(q.HandleBatch(t.Context(), records("a"),
		func(context.Context, queue.Message, queue.Extend) error { return nil }))
	if err != nil || string(answer) != `{"batchItemFailures":[]}` {
		t.Errorf("%s, %v", answer, err)
	}
}
