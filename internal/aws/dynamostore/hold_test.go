package dynamostore_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"github.com/mundap/mundap/internal/aws/awstest"
	"github.com/mundap/mundap/internal/aws/dynamostore"
	"github.com/mundap/mundap/internal/aws/dynamostore/schema"
	"github.com/mundap/mundap/internal/blob/blobtest"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/history"
	"github.com/mundap/mundap/internal/turn"
)

// heldTurn is a table with one running turn. It takes every write, or refuses
// every one by its condition.
type heldTurn struct {
	t       *testing.T
	item    map[string]attribute
	refuses bool
	writes  []update
}

func (f *heldTurn) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		f.t.Error(err)
	}
	w.Header().Set("Content-Type", "application/x-amz-json-1.0")
	var transaction struct {
		update
		TransactItems []struct{ Update *update }
	}
	if err := json.Unmarshal(body, &transaction); err != nil {
		f.t.Error(err)
	}
	action := r.Header.Get("X-Amz-Target")
	_, action, _ = strings.Cut(action, ".")
	switch action {
	case "GetItem":
		if err := json.NewEncoder(w).Encode(map[string]any{"Item": f.item}); err != nil {
			f.t.Error(err)
		}
		return
	case "UpdateItem":
		f.writes = append(f.writes, transaction.update)
	case "TransactWriteItems":
		f.writes = append(f.writes, *transaction.TransactItems[0].Update)
	default:
		f.t.Errorf("unexpected %s", action)
	}
	switch {
	case !f.refuses:
		fmt.Fprint(w, `{}`)
	case action == "UpdateItem":
		w.WriteHeader(http.StatusBadRequest)
		fmt.Fprint(w, `{"__type":"com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException"}`)
	default:
		w.WriteHeader(http.StatusBadRequest)
		fmt.Fprint(w, `{"__type":"com.amazonaws.dynamodb.v20120810#TransactionCanceledException",
			"CancellationReasons":[{"Code":"ConditionalCheckFailed"},{"Code":"None"}]}`)
	}
}

var lateMorning = time.Unix(1_770_000_000, 0)

func newHeldTurn(t *testing.T) (*heldTurn, turn.Store) {
	no := false
	f := &heldTurn{t: t, item: map[string]attribute{
		"user": {S: "kim"}, "request": {S: "r1"}, "life": {S: "first"}, "holder": {S: "other"},
		"attempt": {N: "2"}, "fence": {N: "41"}, "last_seq": {N: "7"},
		"started": {N: fmt.Sprint(lateMorning.UnixNano())},
		"touched": {N: fmt.Sprint(lateMorning.UnixNano())},
		"lease":   {N: fmt.Sprint(lateMorning.Add(time.Minute).UnixNano())}, "finished": {BOOL: &no},
	}}
	server := httptest.NewServer(f)
	t.Cleanup(server.Close)
	db := dynamostore.NewClient(awstest.Config(t, "us-east-1"),
		func(o *dynamodb.Options) { o.BaseEndpoint = &server.URL })
	return f, dynamostore.New(db, blobtest.NewMemory(nil, time.Now), schema.Named("t-")).Turns()
}

var grip = turn.Grip{ID: turn.ID{User: "kim", Request: "r1"}, Attempt: 2, Fence: 41, LastSeq: 7}

// event is the eighth of the turn.
func event(kind turn.Kind) []turn.Event {
	e := turn.Event{Seq: 8, Attempt: 2, Kind: kind, Time: lateMorning, Text: "글"}
	if kind == turn.Done {
		e.Text, e.Outcome = "", history.Completed
	}
	return []turn.Event{e}
}

// holds checks that a write is made only while the grip holds the turn.
func holds(t *testing.T, u update, more ...string) {
	t.Helper()
	for _, want := range append(more, "fence = ", "finished = ", "attribute_not_exists(deleted)") {
		if !strings.Contains(u.ConditionExpression, want) {
			t.Errorf("the condition %q lacks %q", u.ConditionExpression, want)
		}
	}
	if u.ExpressionAttributeValues[":fence"].N != "41" {
		t.Errorf("the condition's values are %+v", u.ExpressionAttributeValues)
	}
}

func TestALeaseIsRenewedByItsHolderAlone(t *testing.T) {
	f, s := newHeldTurn(t)
	if err := s.Renew(t.Context(), grip, time.Minute, lateMorning); err != nil || len(f.writes) != 1 {
		t.Fatalf("%v, writes %+v", err, f.writes)
	}
	holds(t, f.writes[0])
	if got := f.writes[0].ExpressionAttributeValues[":lease"].N; got != fmt.Sprint(
		lateMorning.Add(time.Minute).UnixNano()) {
		t.Errorf("the lease ends at %s", got)
	}
	f.refuses = true
	if err := s.Renew(t.Context(), grip, time.Minute, lateMorning); !fault.Is(err, fault.Conflict) {
		t.Errorf("another holds it: %v", err)
	}
}

func TestEventsAreAppendedByTheHolderAlone(t *testing.T) {
	f, s := newHeldTurn(t)
	for kind, finished := range map[turn.Kind]bool{turn.Delta: false, turn.Done: true} {
		f.writes = nil
		if err := s.Append(t.Context(), grip, event(kind), lateMorning); err != nil || len(f.writes) != 1 {
			t.Fatalf("%v, writes %+v", err, f.writes)
		}
		u := f.writes[0]
		holds(t, u, "last_seq = ")
		v := u.ExpressionAttributeValues
		if v[":before"].N != "7" || v[":last"].N != "8" || v[":finished"].BOOL == nil ||
			*v[":finished"].BOOL != finished {
			t.Errorf("%s: values %+v", kind, v)
		}
	}
	f.refuses = true
	if err := s.Append(t.Context(), grip, event(turn.Delta), lateMorning); !fault.Is(err, fault.Conflict) {
		t.Errorf("the write was refused: %v", err)
	}
}

func TestATurnThatSomebodyElseHoldsTakesNothing(t *testing.T) {
	yes := true
	for name, change := range map[string]func(map[string]attribute){
		"another fence": func(it map[string]attribute) { it["fence"] = attribute{N: "42"} },
		"it is over":    func(it map[string]attribute) { it["finished"] = attribute{BOOL: &yes} },
		"it is deleted": func(it map[string]attribute) { it["deleted"] = attribute{BOOL: &yes} },
		"it is gone":    func(it map[string]attribute) { clear(it) },
	} {
		for _, events := range [][]turn.Event{nil, event(turn.Delta)} {
			f, s := newHeldTurn(t)
			change(f.item)
			if err := s.Append(t.Context(), grip, events, lateMorning); !fault.Is(err, fault.Conflict) {
				t.Errorf("%s, %d events: %v", name, len(events), err)
			}
			if len(f.writes) != 0 {
				t.Errorf("%s: wrote %+v", name, f.writes)
			}
		}
	}
}

func TestARunningTurnIsNotBegunAgain(t *testing.T) {
	f, s := newHeldTurn(t)
	_, status, begun, err := s.Begin(t.Context(), grip.ID, []byte("{}"), time.Minute, lateMorning)
	if err != nil || begun || status.State != turn.Running || status.Attempt != 2 || len(f.writes) != 0 {
		t.Errorf("begun %v, %+v, %v, writes %+v", begun, status, err, f.writes)
	}
	for age, want := range map[time.Duration]turn.State{
		59 * time.Second: turn.Running, time.Minute: turn.Interrupted, time.Hour: turn.Interrupted,
	} {
		got, err := s.Status(t.Context(), grip.ID, lateMorning.Add(age))
		if err != nil || got.State != want {
			t.Errorf("after %v: %v, %v", age, got.State, err)
		}
	}
	if _, err := s.Status(t.Context(), grip.ID, lateMorning.Add(turn.Keep+time.Hour)); !fault.Is(err,
		fault.NotFound) {
		t.Errorf("when it is forgotten: %v", err)
	}
}
