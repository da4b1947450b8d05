package dynamostore_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"github.com/mundap/mundap/internal/aws/awstest"
	"github.com/mundap/mundap/internal/aws/dynamostore"
	"github.com/mundap/mundap/internal/aws/dynamostore/schema"
	"github.com/mundap/mundap/internal/blob/blobtest"
	"github.com/mundap/mundap/internal/turn"
)

// attribute is a value as DynamoDB writes it.
type attribute struct {
	S    string `json:",omitempty"`
	N    string `json:",omitempty"`
	BOOL *bool  `json:",omitempty"`
}

// update is an UpdateItem, of the fields that the test looks at.
type update struct {
	ConditionExpression       string
	ExpressionAttributeNames  map[string]string
	ExpressionAttributeValues map[string]attribute
}

// interrupted is a table with one turn whose writer's lease ran out. Its writer
// renews the lease right after somebody read it.
type interrupted struct {
	t       *testing.T
	lease   time.Time
	renewed time.Time
	reads   int
	updates []update
}

func (f *interrupted) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		f.t.Error(err)
	}
	w.Header().Set("Content-Type", "application/x-amz-json-1.0")
	switch action := r.Header.Get("X-Amz-Target"); {
	case strings.HasSuffix(action, ".GetItem") && strings.Contains(string(body), `"request"}`):
		fmt.Fprint(w, `{"Item":{"body":{"B":"e30="}}}`)
	case strings.HasSuffix(action, ".GetItem"):
		f.reads++
		f.item(w)
	case strings.HasSuffix(action, ".UpdateItem"):
		var u update
		if err := json.Unmarshal(body, &u); err != nil {
			f.t.Error(err)
		}
		f.updates = append(f.updates, u)
		w.WriteHeader(http.StatusBadRequest)
		fmt.Fprint(w, `{"__type":"com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException","message":"The conditional request failed"}`)
	default:
		f.t.Errorf("unexpected %s %s", action, body)
		w.WriteHeader(http.StatusInternalServerError)
	}
}

func (f *interrupted) item(w io.Writer) {
	lease := f.lease
	if f.reads > 1 {
		lease = f.renewed
	}
	no := false
	item := map[string]attribute{
		"user": {S: "kim"}, "request": {S: "r1"}, "life": {S: "first"}, "holder": {S: "other"},
		"attempt": {N: "1"}, "fence": {N: "41"},
		"last_seq": {N: "7"}, "started": {N: fmt.Sprint(f.lease.UnixNano())},
		"touched": {N: fmt.Sprint(f.lease.UnixNano())},
		"lease":   {N: fmt.Sprint(lease.UnixNano())}, "finished": {BOOL: &no},
	}
	if err := json.NewEncoder(w).Encode(map[string]any{"Item": item}); err != nil {
		f.t.Error(err)
	}
}

// TestAWriterThatComesBackIsNotTakenOver: between the read and the take-over the
// writer renewed its lease. The condition must name the lease that was read, and
// its failure must lead to another look, not to a second writer.
func TestAWriterThatComesBackIsNotTakenOver(t *testing.T) {
	now := time.Unix(1_770_000_000, 0)
	f := &interrupted{t: t, lease: now.Add(-time.Minute), renewed: now.Add(time.Minute)}
	server := httptest.NewServer(f)
	defer server.Close()
	db := dynamostore.NewClient(awstest.Config(t, "us-east-1"),
		func(o *dynamodb.Options) { o.BaseEndpoint = &server.URL })
	store := dynamostore.New(db, blobtest.NewMemory(nil, time.Now), schema.Named("t-"))
	_, status, begun, err := store.Turns().Begin(t.Context(), turn.ID{User: "kim", Request: "r1"},
		[]byte("{}"), turn.Lease, now)
	if err != nil || begun || status.State != turn.Running || status.LastSeq != 7 {
		t.Errorf("begun %t: %+v, %v", begun, status, err)
	}
	if f.reads != 2 || len(f.updates) != 1 {
		t.Fatalf("%d reads, updates %+v", f.reads, f.updates)
	}
	u := f.updates[0]
	saw := map[string]string{"fence": "41", "lease": fmt.Sprint(f.lease.UnixNano())}
	for term := range strings.SplitSeq(u.ConditionExpression, " AND ") {
		name, value, ok := strings.Cut(term, " = ")
		if !ok {
			continue
		}
		if real := u.ExpressionAttributeNames[name]; real != "" {
			name = real
		}
		if want, ok := saw[name]; ok && u.ExpressionAttributeValues[value].N == want {
			delete(saw, name)
		}
	}
	v := u.ExpressionAttributeValues
	if fence, err := strconv.ParseInt(v[":fence"].N, 10, 64); err != nil || fence <= 41 ||
		v[":attempt"].N != "2" || v[":holder"].S == "" || v[":holder"].S == "other" {
		t.Errorf("the next attempt would be %+v", v)
	}
	if len(saw) != 0 || !strings.Contains(u.ConditionExpression, "finished = ") ||
		!strings.Contains(u.ConditionExpression, "attribute_not_exists(deleted)") {
		t.Errorf("the condition %q does not hold the turn as it was read: %v",
			u.ConditionExpression, saw)
	}
}
