package dynamostore_test

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/aws/awstest"
	"github.com/mundap/mundap/internal/aws/dynamostore"
	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/history"
	"github.com/mundap/mundap/test/servers"
)

func TestLimits(t *testing.T) {
	endpoint := servers.DynamoDB(t)
	for name, test := range map[string]func(*testing.T, string){
		"lists and batches over DynamoDB's pages are whole": overPages,
		"many tabs in one conversation all count":           manyTabs,
		"a transaction that met another one is repeated":    metAnother,
		"texts that fit no key are kept apart":              oddTexts,
	} {
		t.Run(name, func(t *testing.T) { test(t, endpoint) })
	}
}

// overPages: a query's page ends at 1 MB, a batch's answer at 16 MB.
func overPages(t *testing.T, endpoint string) {
	s, _ := store(t, endpoint, "Documents")
	const n = 60
	long := strings.Repeat("x", 300<<10)
	var keys []document.ID
	for i := range n {
		d := sampleDocument()
		d.Name = fmt.Sprintf("%02d.txt", i)
		d.ID, d.Readers, d.Title = document.ID("docs/"+d.Name), []auth.Principal{auth.Everyone},
			long
		if _, err := s.Documents().Put(t.Context(), d); err != nil {
			t.Fatal(err)
		}
		keys = append(keys, d.ID)
	}
	if found, err := s.Documents().GetBatch(t.Context(), keys); err != nil || len(found) != n {
		t.Errorf("a batch gives %d documents: %v", len(found), err)
	}
	if page, err := s.Documents().List(t.Context(), auth.UserScope("kim"),
		document.Filter{}); err != nil || len(page.Documents) != n || page.Next != "" {
		t.Errorf("a list gives %d documents, next %q: %v", len(page.Documents), page.Next, err)
	}
	if counts, err := s.Documents().Count(t.Context(), auth.UserScope("kim"), document.Filter{}); err != nil ||
		counts[document.Queued] != n {
		t.Errorf("counts %v: %v", counts, err)
	}
}

func manyTabs(t *testing.T, endpoint string) {
	s, _ := store(t, endpoint, "Calls", "Conversations")
	const n = 16
	var all sync.WaitGroup
	for i := range n {
		all.Go(func() {
			c := sampleCall()
			c.RequestID = fmt.Sprint("r", i)
			c.ServerTime = c.ServerTime.Add(time.Duration(i*7%n) * time.Second)
			if ok, err := s.History().Append(t.Context(), c); !ok || err != nil {
				t.Errorf("call %d: %t, %v", i, ok, err)
			}
		})
	}
	all.Wait()
	v, err := s.History().Conversation(t.Context(), "kim", "c1")
	if want := sampleCall().ServerTime.Add((n - 1) * time.Second); err != nil || v.Calls != n ||
		!v.Updated.Equal(want) {
		t.Errorf("%+v, %v; want %d calls, updated %v", v, err, n, want)
	}
}

// colliding answers the first transactions as DynamoDB does when they meet
// others; DynamoDB Local never does.
type colliding struct {
	next aws.HTTPClient
	left int
}

func (c *colliding) Do(r *http.Request) (*http.Response, error) {
	if c.left == 0 || !strings.HasSuffix(r.Header.Get("X-Amz-Target"), "TransactWriteItems") {
		return c.next.Do(r)
	}
	c.left--
	body := `{"__type":"com.amazonaws.dynamodb.v20120810#TransactionCanceledException","Message":"Transaction cancelled",
		"CancellationReasons":[{"Code":"None"},{"Code":"TransactionConflict","Message":"Transaction is ongoing for the item"}]}`
	return &http.Response{
		StatusCode: http.StatusBadRequest,
		Header:     http.Header{"Content-Type": {"application/x-amz-json-1.0"}}, Request: r,
		Body: io.NopCloser(bytes.NewReader([]byte(body))), ContentLength: int64(len(body)),
	}, nil
}

func metAnother(t *testing.T, endpoint string) {
	_, f := store(t, endpoint, "Documents")
	cfg := awstest.Config(t, servers.Region)
	network := &colliding{next: cfg.HTTPClient, left: 3}
	cfg.HTTPClient = network
	s := dynamostore.New(dynamostore.NewClient(cfg,
		func(o *dynamodb.Options) { o.BaseEndpoint = &endpoint }), f.blobs, f.names)
	g := document.Grant{ID: document.NewGrantID("docs/a.txt"), Owner: "kim",
		Expires: time.Now().Add(time.Minute)}
	if err := s.Documents().PutGrant(t.Context(), g); err != nil || network.left != 0 {
		t.Errorf("after %d collisions: %v", 3-network.left, err)
	}
	network.left = 1000
	if err := s.Documents().PutGrant(t.Context(), g); !fault.Is(err, fault.Overloaded) ||
		!fault.Retryable(err) {
		t.Errorf("colliding always: %v", err)
	}
}

// oddTexts: clients choose users and request ids, and DynamoDB's keys are
// short, not empty, and UTF-8.
func oddTexts(t *testing.T, endpoint string) {
	s, _ := store(t, endpoint, "Calls", "Conversations")
	odd := []string{"", "\x01", "#", "a#b", strings.Repeat("긴", 2000), strings.Repeat("긴", 2001),
		"\xff"}
	for _, user := range odd {
		for _, id := range odd {
			c := sampleCall()
			c.User, c.RequestID, c.Answer = history.User(user), id, fmt.Sprintf("%q %q", user, id)
			if ok, err := s.History().Append(t.Context(), c); !ok || err != nil {
				t.Fatalf("user %.9q, request %.9q: %t, %v", user, id, ok, err)
			}
		}
	}
	for _, user := range odd {
		for _, id := range odd {
			c, err := s.History().ByRequest(t.Context(), history.User(user), id)
			if want := fmt.Sprintf("%q %q", user, id); err != nil || c.Answer != want {
				t.Errorf("user %.9q, request %.9q: %.40s, %v", user, id, c.Answer, err)
			}
		}
	}
	c := sampleCall()
	c.RequestTime = strings.Repeat("9", 401)
	if _, err := s.History().Append(t.Context(), c); !fault.Is(err, fault.TooLarge) {
		t.Errorf("a time of 401 characters: %v", err)
	}
}
