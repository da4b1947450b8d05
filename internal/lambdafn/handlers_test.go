//go:build !nodict

package lambdafn

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/sqs"

	"github.com/mundap/mundap/internal/aws/awstest"
	"github.com/mundap/mundap/internal/aws/sqsqueue"
	"github.com/mundap/mundap/internal/blob"
	"github.com/mundap/mundap/internal/blob/blobtest"
	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/queue"
)

// TestEveryNameOpensItsFunction by an event that no other function answers alike.
func TestEveryNameOpensItsFunction(t *testing.T) {
	sdk(t)
	account := emptyAccount(t)
	call := func(name, signIn, event string) (any, error) {
		t.Helper()
		config, err := FromEnv(environment(map[string]string{"MUNDAP_SIGN_IN": signIn,
			"MUNDAP_S3_ENDPOINT": account, "MUNDAP_DYNAMODB_ENDPOINT": account, "MUNDAP_SQS_ENDPOINT": account,
			"MUNDAP_BUCKET": "uploads", "MUNDAP_SITE_URL": "https://site.example"}))
		if err != nil {
			t.Fatal(err)
		}
		f, err := Open(t.Context(), name, config, slog.New(slog.DiscardHandler))
		if err != nil {
			t.Fatal(err)
		}
		return f(t.Context(), json.RawMessage(event))
	}
	if _, err := call("authorizer", "accounts", `{"methodArn":"arn:x"}`); !errors.Is(err, errUnauthorized) {
		t.Errorf("the authorizer: %v", err)
	}
	if out, err := call("event-manager", "none", `{"Records":[]}`); out != nil || err != nil {
		t.Errorf("the event manager: %v, %v", out, err)
	}
	if _, err := call("event-manager", "none", `[]`); !fault.Is(err, fault.Damaged) {
		t.Errorf("the event manager, told nonsense: %v", err)
	}
	if _, err := call("site", "none", `{"lockAccount":{"user":"kim"}}`); !fault.Is(err, fault.NotConfigured) {
		t.Errorf("the site: %v", err)
	}
	out, err := call("ping", "none", `{}`)
	if r, ok := out.(events.APIGatewayProxyResponse); !ok || err != nil || r.Body != `{"event":"pong"}` {
		t.Errorf("ping: %v, %v", out, err)
	}
	out, err = call("document-manager", "none", `{"Records":[]}`)
	if f, ok := out.(sqsqueue.Failures); !ok || err != nil || f.BatchItemFailures == nil {
		t.Errorf("the document manager: %v, %v", out, err)
	}
	if out, err := call("document-manager", "none", `{"mundapRebuild":"kendra"}`); !fault.Is(err, fault.NotConfigured) {
		t.Errorf("the document manager, asked to rebuild: %v, %v", out, err)
	}
	for _, name := range []string{"provisioning", "upload", "query", "history", "delete"} {
		out, err := call(name, "none", `{"httpMethod":"POST","path":"/`+name+`","body":"?"}`)
		if r, ok := out.(events.APIGatewayProxyResponse); !ok || err != nil || r.StatusCode != http.StatusBadRequest {
			t.Errorf("%s: %v, %v", name, out, err)
		}
	}
}

// TestTheChatTellsItsEventsApart: a job is done, a message is answered, and both
// differ from the search page, which TestTheChatFunctionServesTheSearchPage asks.
func TestTheChatTellsItsEventsApart(t *testing.T) {
	sdk(t)
	account := emptyAccount(t)
	config, err := FromEnv(environment(map[string]string{"MUNDAP_SIGN_IN": "none",
		"MUNDAP_S3_ENDPOINT": account, "MUNDAP_DYNAMODB_ENDPOINT": account, "MUNDAP_BUCKET": "uploads"}))
	if err != nil {
		t.Fatal(err)
	}
	chat, err := Open(t.Context(), "chat", config, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	out, err := chat(t.Context(), json.RawMessage(`{"requestContext":{"routeKey":"$default","connectionId":"c1"},"body":"ping"}`))
	if r, ok := out.(events.APIGatewayProxyResponse); !ok || err != nil || r.StatusCode != http.StatusGone {
		t.Errorf("a message of a socket that is not known: %v, %v", out, err)
	}
	out, err = chat(t.Context(), json.RawMessage(`{"mundapJob":{"connection":"c1","turn":{"User":"local","Request":"r1"}}}`))
	if _, ok := out.(events.APIGatewayProxyResponse); ok || !fault.Is(err, fault.NotFound) {
		t.Errorf("a job for a turn that is not there: %v, %v", out, err)
	}
}

func TestTheUpkeepIsToldFromABatch(t *testing.T) {
	for event, want := range map[string]bool{`{"mundapUpkeep":true}`: true, `{"mundapUpkeep":false}`: false,
		`{"Records":[]}`: false, `{"mundapIndexSize":true}`: false, `[]`: false} {
		if isUpkeep(json.RawMessage(event)) != want {
			t.Errorf("%s: %t", event, !want)
		}
	}
}

// TestAJobGoesToTheAliasAndIsTaken or the client is told.
func TestAJobGoesToTheAliasAndIsTaken(t *testing.T) {
	status, asked := http.StatusAccepted, ""
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked = r.URL.Path + "?" + r.URL.RawQuery + " " + r.Header.Get("X-Amz-Invocation-Type")
		w.WriteHeader(status)
	}))
	t.Cleanup(s.Close)
	client := lambda.NewFromConfig(awstest.Config(t, region), func(o *lambda.Options) { o.BaseEndpoint = &s.URL })
	i := selfInvoker{client, "mundap-chat", "live"}
	if err := i.Invoke(t.Context(), Job{}); err != nil ||
		asked != "/2015-03-31/functions/mundap-chat/invocations?Qualifier=live Event" {
		t.Errorf("%s, %v", asked, err)
	}
	status = http.StatusOK // it was run, or nothing was
	if err := i.Invoke(t.Context(), Job{}); !fault.Is(err, fault.Unavailable) {
		t.Errorf("a job that was not taken: %v", err)
	}
}

// deaf fails at every event.
type deaf struct{ told int }

func (d *deaf) Event(context.Context, blob.Event) error {
	d.told++
	return fault.Newf(fault.Unavailable, "no table")
}

func TestAFailedEventIsRepeatedWithTheOthers(t *testing.T) {
	var d deaf
	err := documentEvents(t.Context(), &d, blobtest.NewMemory(nil, nil), json.RawMessage(`{"Records":[
		{"eventName":"ObjectCreated:Put","s3":{"object":{"key":"docs/a.txt","sequencer":"1"}}},
		{"eventName":"ObjectCreated:Put","s3":{"object":{"key":"docs/b.txt","sequencer":"1"}}}]}`))
	if err == nil || d.told != 2 || !strings.Contains(err.Error(), "docs/a.txt") {
		t.Errorf("told of %d: %v", d.told, err)
	}
}

// Lambda would repeat it for hours, with all other events of its batch.
func TestAnEventOfAKeyThatNoDocumentHasIsNotRepeated(t *testing.T) {
	var h heard
	err := documentEvents(t.Context(), &h, blobtest.NewMemory(nil, nil), json.RawMessage(`{"Records":[
		{"eventName":"ObjectCreated:Put","s3":{"object":{"key":"docs/a%5Cb.txt","sequencer":"1"}}},
		{"eventName":"ObjectCreated:Put","s3":{"object":{"key":"docs/b.txt","sequencer":"1"}}}]}`))
	if err != nil || len(h) != 1 {
		t.Errorf("told %v, %v", h, err)
	}
}

func TestFailedMessagesOfABatchAreReported(t *testing.T) {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, "{}")
	}))
	t.Cleanup(s.Close)
	tasks := sqsqueue.New(sqs.NewFromConfig(awstest.Config(t, region), func(o *sqs.Options) { o.BaseEndpoint = &s.URL }),
		sqsqueue.Options{URL: s.URL + "/documents.fifo"})
	out, err := documentTasks(t.Context(), tasks, func(context.Context, queue.Message, queue.Extend) error {
		return fault.Newf(fault.Unavailable, "no store")
	}, sqsqueue.Batch{Records: []sqsqueue.Record{{MessageID: "m1", Body: "{}", Attributes: map[string]string{
		"MessageGroupId": "g", "ApproximateReceiveCount": "1"}}}})
	if err != nil || !slices.Equal(out.BatchItemFailures, []sqsqueue.Failure{{ItemIdentifier: "m1"}}) {
		t.Errorf("%+v, %v", out, err)
	}
}

// TestTheIndexLiesApart from documents, whose events would be its own, and each
// shard from the others.
func TestTheIndexLiesApart(t *testing.T) {
	seen := map[string]bool{}
	for of := 1; of <= 3; of++ {
		for shard := range of {
			prefix := shardPrefix(shard, of)
			if seen[prefix] || !strings.HasPrefix(prefix, indexRoot) || strings.HasPrefix(prefix, document.Prefix) ||
				strings.HasPrefix(indexLock, prefix) {
				t.Errorf("shard %d of %d lies at %s", shard, of, prefix)
			}
			seen[prefix] = true
		}
	}
}
