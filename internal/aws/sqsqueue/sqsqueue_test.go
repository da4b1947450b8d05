package sqsqueue_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/sqs"

	"github.com/mundap/mundap/internal/aws/awstest"
	"github.com/mundap/mundap/internal/aws/sqsqueue"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/queue"
	"github.com/mundap/mundap/internal/queue/queuetest"
	"github.com/mundap/mundap/test/servers"
)

// TestSQS runs everything against one ElasticMQ.
func TestSQS(t *testing.T) {
	endpoint := servers.SQS(t)
	t.Run("keeps the contract", func(t *testing.T) {
		queuetest.Run(t, queuetest.Harness{Open: func(t *testing.T,
			p queue.Policy) queue.Queue {
			return open(t, endpoint, p).Queue
		}})
	})
	for name, test := range map[string]func(*testing.T, string){
		"after a failure the rest of its group fails":  failedGroup,
		"what can't be mended is put aside at once":    permanentInBatch,
		"a message's last attempt in a batch":          lastAttemptInBatch,
		"a function that runs out of time":             outOfTime,
		"a killed function's message comes again soon": killed,
		"a missing queue is not configured":            missingQueue,
	} {
		t.Run(name, func(t *testing.T) { test(t, endpoint) })
	}
}

// fixture is a queue with what lies under it.
type fixture struct {
	*sqsqueue.Queue
	sqs       *sqs.Client
	url, dead string
}

func client(t *testing.T, endpoint string) *sqs.Client {
	return sqs.NewFromConfig(awstest.Config(t, servers.Region),
		func(o *sqs.Options) { o.BaseEndpoint = &endpoint })
}

// open makes an empty queue for one test.
func open(t *testing.T, endpoint string, p queue.Policy) fixture {
	t.Helper()
	f := fixture{sqs: client(t, endpoint)}
	sum := sha256.Sum256([]byte(t.Name()))
	name := hex.EncodeToString(sum[:8])
	for suffix, url := range map[string]*string{".fifo": &f.url, "-dead.fifo": &f.dead} {
		queueName := name + suffix
		out, err := f.sqs.CreateQueue(t.Context(), &sqs.CreateQueueInput{QueueName: &queueName,
			Attributes: map[string]string{"FifoQueue": "true"}})
		if err != nil {
			t.Fatal(err)
		}
		*url = *out.QueueUrl
		t.Cleanup(func() {
			if _, err := f.sqs.DeleteQueue(context.Background(),
				&sqs.DeleteQueueInput{QueueUrl: out.QueueUrl}); err != nil {
				t.Error(err)
			}
		})
	}
	f.Queue = sqsqueue.New(f.sqs, sqsqueue.Options{URL: f.url, DeadURL: f.dead, Policy: p})
	return f
}

func missingQueue(t *testing.T, endpoint string) {
	q := sqsqueue.New(client(t, endpoint),
		sqsqueue.Options{URL: endpoint + "/000000000000/none.fifo"})
	err := q.Send(t.Context(), queue.Message{Group: "g", Body: []byte("x")})
	if !fault.Is(err, fault.NotConfigured) {
		t.Errorf("%v", err)
	}
}

func TestErrorsAreClassified(t *testing.T) {
	for code, want := range map[string]fault.Kind{
		"com.amazonaws.sqs#RequestThrottled":                               fault.Throttled,
		"AWS.SimpleQueueService.NonExistentQueue":                          fault.NotConfigured,
		"com.amazonaws.sqs#QueueDoesNotExist":                              fault.NotConfigured,
		"com.amazon.coral.service#AccessDeniedException":                   fault.Forbidden,
		"com.amazonaws.sqs#ReceiptHandleIsInvalid":                         fault.Conflict,
		"InvalidParameterValue":                                            fault.Internal,
		"InternalFailure":                                                  fault.Unavailable,
		`InvalidParameterValue","message":"The receipt handle has expired`: fault.Conflict,
	} {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/x-amz-json-1.0")
			w.WriteHeader(http.StatusBadRequest)
			w.Write([]byte(`{"__type":"` + code + `"}`))
		}))
		q := sqsqueue.New(client(t, server.URL), sqsqueue.Options{URL: server.URL + "/1/q.fifo"})
		if err := q.Send(t.Context(), queue.Message{Group: "g", Body: []byte("x")}); !fault.Is(err,
			want) {
			t.Errorf("%s: %v, want %v", code, err, want)
		}
		server.Close()
	}
}
