package dynamostore_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/aws/awstest"
	"github.com/mundap/mundap/internal/aws/dynamostore"
	"github.com/mundap/mundap/internal/aws/dynamostore/schema"
	"github.com/mundap/mundap/internal/blob/blobtest"
	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/history"
	"github.com/mundap/mundap/internal/turn"
)

// guarded is a write, of the fields that the tests look at.
type guarded struct {
	Key, Item                 map[string]attribute
	ConditionExpression       string
	ExpressionAttributeValues map[string]attribute
}

// shelf is a DynamoDB with at most one item. It takes every write, or refuses
// one item of each transaction by its condition.
type shelf struct {
	t      *testing.T
	item   string // JSON; "": there is none
	batch  string // what a batch of reads finds, JSON; "": nothing
	refuse int    // this item of a transaction, from 1; 0: none
	lost   bool   // the answer to the next write is lost, and its repeat meets what it wrote
	writes []guarded
	blobs  *blobtest.Memory
}

func (f *shelf) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	var request struct {
		guarded
		TransactItems []struct{ Put, Update, Delete, ConditionCheck *guarded }
		RequestItems  map[string]json.RawMessage
	}
	if err := json.NewDecoder(r.Body).Decode(&request); err != nil {
		f.t.Error(err)
	}
	w.Header().Set("Content-Type", "application/x-amz-json-1.0")
	_, action, _ := strings.Cut(r.Header.Get("X-Amz-Target"), ".")
	switch action {
	case "GetItem":
		if f.item != "" {
			fmt.Fprintf(w, `{"Item":%s}`, f.item)
			return
		}
	case "BatchGetItem":
		for table := range request.RequestItems {
			fmt.Fprintf(w, `{"Responses":{%q:[%s]}}`, table, f.batch)
			return
		}
	case "Query":
	case "UpdateItem", "PutItem", "DeleteItem":
		f.writes = append(f.writes, request.guarded)
		if f.lost {
			w.WriteHeader(http.StatusBadRequest)
			fmt.Fprintf(w, `{"__type":"com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException",
				"Item":{"writer":{"S":%q},"revision":{"N":"6"}}}`, request.ExpressionAttributeValues[":writer"].S)
			return
		}
		fmt.Fprint(w, `{"Attributes":{"revision":{"N":"6"}}}`)
		return
	case "TransactWriteItems":
		var reasons []string
		for i, it := range request.TransactItems {
			code := "None"
			if i+1 == f.refuse {
				code = "ConditionalCheckFailed"
			}
			reasons = append(reasons, fmt.Sprintf(`{"Code":%q}`, code))
			for _, one := range []*guarded{it.Put, it.Update, it.Delete, it.ConditionCheck} {
				if one != nil {
					f.writes = append(f.writes, *one)
				}
			}
		}
		if f.lost {
			f.lost, reasons[0] = false, `{"Code":"ConditionalCheckFailed"}`
			item, err := json.Marshal(request.TransactItems[0].Put.Item)
			if err != nil {
				f.t.Error(err)
			}
			f.item = string(item)
			w.WriteHeader(http.StatusBadRequest)
			fmt.Fprintf(w, `{"__type":"com.amazonaws.dynamodb.v20120810#TransactionCanceledException",
				"CancellationReasons":[%s]}`, strings.Join(reasons, ","))
			return
		}
		if f.refuse > 0 {
			w.WriteHeader(http.StatusBadRequest)
			fmt.Fprintf(w, `{"__type":"com.amazonaws.dynamodb.v20120810#TransactionCanceledException",
				"CancellationReasons":[%s]}`, strings.Join(reasons, ","))
			return
		}
	default:
		f.t.Errorf("unexpected %s", action)
	}
	fmt.Fprint(w, `{}`)
}

func newShelf(t *testing.T, item string) (*shelf, *dynamostore.Store) {
	f := &shelf{t: t, item: item, blobs: blobtest.NewMemory(nil, time.Now)}
	server := httptest.NewServer(f)
	t.Cleanup(server.Close)
	db := dynamostore.NewClient(awstest.Config(t, "us-east-1"),
		func(o *dynamodb.Options) { o.BaseEndpoint = &server.URL })
	return f, dynamostore.New(db, f.blobs, schema.Named("t-"))
}

// guards wants one of the writes to be made under a condition.
func (f *shelf) guards(condition string, values ...string) {
	f.t.Helper()
	for _, w := range f.writes {
		if !strings.Contains(" "+w.ConditionExpression, " "+condition) {
			continue
		}
		for i := 0; i < len(values); i += 2 {
			if got := w.ExpressionAttributeValues[values[i]]; got.S+got.N != values[i+1] {
				f.t.Errorf("under %q, %s is %+v, want %s", condition, values[i], got, values[i+1])
			}
		}
		return
	}
	f.t.Errorf("nothing is written under %q: %+v", condition, f.writes)
}

var storedID = document.NewID(time.Unix(1_770_000_000, 0))

// stored is the item of a document at revision 5.
func stored() string {
	record, err := json.Marshal(fmt.Sprintf(`{"id":%q,"name":"a.txt","owner":"kim","state":"ready"}`, storedID))
	if err != nil {
		panic(err)
	}
	return fmt.Sprintf(`{"record":{"S":%s},"revision":{"N":"5"},"owner":{"S":"kim"},"state":{"S":"ready"}}`, record)
}

func TestARecordIsWrittenOverItsLastRevisionAlone(t *testing.T) {
	d := document.Document{ID: storedID, Name: "a.txt", Owner: "kim", State: document.Ready, Revision: 5}
	f, s := newShelf(t, stored())
	if got, err := s.Documents().Put(t.Context(), d); err != nil || got.Revision != 6 {
		t.Fatalf("%+v, %v", got, err)
	}
	f.guards("revision = :revision", ":revision", "5")

	moved := d
	moved.State, moved.Readers = document.Deleting, []auth.Principal{"kim"} // is counted elsewhere
	f.writes = nil
	if _, err := s.Documents().Put(t.Context(), moved); err != nil {
		t.Fatal(err)
	}
	f.guards("revision = :revision", ":revision", "5")

	f.writes = nil
	d.Revision = 4
	if _, err := s.Documents().Put(t.Context(), d); !fault.Is(err, fault.Conflict) || len(f.writes) != 0 {
		t.Errorf("a late writer: %v, writes %+v", err, f.writes)
	}

	f.writes = nil
	if err := s.Documents().Delete(t.Context(), storedID, 5); err != nil {
		t.Fatal(err)
	}
	f.guards("revision = :revision", ":revision", "5")
	f.guards("id = :id", ":id", string(storedID)) // its name may be another's by now
}

func TestANewRecordTakesItsNameOrNothing(t *testing.T) {
	d := document.Document{ID: storedID, Name: "a.txt", Owner: "kim", State: document.Queued}
	for refuse, want := range map[int]fault.Kind{0: 0, 1: fault.Conflict, 2: fault.Conflict} {
		f, s := newShelf(t, "")
		f.refuse = refuse
		_, err := s.Documents().Put(t.Context(), d)
		if want == 0 && err != nil || want != 0 && !fault.Is(err, want) {
			t.Errorf("item %d is refused: %v", refuse, err)
		}
		f.guards("attribute_not_exists(#record)")
		f.guards("(attribute_not_exists(revision) OR revision = :base)", ":base", "0")
		f.guards("attribute_not_exists(pk)")
	}
}

// A claim on a name counts as long as its document is there and is called so.
func TestANameIsTakenFromNobody(t *testing.T) {
	other := document.NewID(time.Unix(1_770_000_001, 0))
	for name, c := range map[string]struct {
		owner, state string
		taken        bool
	}{
		"a document has it":             {"kim", "ready", true},
		"its document is being deleted": {"kim", "deleting", false},
		"its document is another's":     {"lee", "ready", false},
	} {
		record, err := json.Marshal(fmt.Sprintf(`{"id":%q,"name":"a.txt","owner":%q,"state":%q}`, other, c.owner, c.state))
		if err != nil {
			t.Fatal(err)
		}
		f, s := newShelf(t, fmt.Sprintf(`{"id":{"S":%q}}`, other))
		f.batch = fmt.Sprintf(`{"record":{"S":%s},"revision":{"N":"5"}}`, record)
		_, err = s.Documents().Put(t.Context(), document.Document{ID: storedID, Name: "a.txt", Owner: "kim",
			State: document.Queued})
		if c.taken && (!fault.Is(err, fault.Conflict) || len(f.writes) != 0) || !c.taken && err != nil {
			t.Errorf("%s: %v, writes %+v", name, err, f.writes)
		}
		if !c.taken {
			f.guards("attribute_not_exists(pk) OR id = :seen", ":seen", string(other))
		}
	}
}

// A document whose deletion is undone takes its name back from one that is being
// deleted, unless that one comes back first.
func TestARestoredDocumentTakesItsNameOrNothing(t *testing.T) {
	other := document.NewID(time.Unix(1_770_000_001, 0))
	item := func(id document.ID, state string, revision int) string {
		record, err := json.Marshal(fmt.Sprintf(`{"id":%q,"name":"a.txt","owner":"kim","state":%q}`, id, state))
		if err != nil {
			t.Fatal(err)
		}
		return fmt.Sprintf(`"record":{"S":%s},"revision":{"N":"%d"},"state":{"S":%q}`, record, revision, state)
	}
	restored := document.Document{ID: storedID, Name: "a.txt", Owner: "kim", State: document.Ready,
		Revision: 5}
	for refuse, want := range map[int]fault.Kind{0: 0, 2: fault.Conflict, 3: fault.Conflict} {
		// the record, and the claim on its name
		f, s := newShelf(t, fmt.Sprintf(`{%s,"id":{"S":%q}}`, item(storedID, "deleting", 5), other))
		f.batch, f.refuse = fmt.Sprintf(`{%s}`, item(other, "deleting", 7)), refuse
		_, err := s.Documents().Put(t.Context(), restored)
		if want == 0 && err != nil || want != 0 && !fault.Is(err, want) ||
			errors.Is(err, document.ErrNameTaken) {
			t.Errorf("item %d is refused: %v", refuse, err)
		}
		f.guards("attribute_not_exists(pk) OR id = :seen", ":seen", string(other))
		f.guards("attribute_not_exists(#record) OR revision = :revision", ":revision", "7")
		f.guards("attribute_exists(#record) AND revision = :revision", ":revision", "5")
	}
	f, s := newShelf(t, fmt.Sprintf(`{%s,"id":{"S":%q}}`, item(storedID, "deleting", 5), other))
	f.batch = fmt.Sprintf(`{%s}`, item(other, "ready", 7))
	if _, err := s.Documents().Put(t.Context(), restored); !errors.Is(err, document.ErrNameTaken) ||
		!fault.Is(err, fault.Conflict) || len(f.writes) != 0 {
		t.Errorf("the name is taken: %v, writes %+v", err, f.writes)
	}
}

func TestAGrantOutlivesItsURLForLateEvents(t *testing.T) {
	ends := time.Unix(1_770_000_000, 0).UTC()
	id := document.NewGrantID(storedID)
	g, err := json.Marshal(document.Grant{ID: id, Expires: ends})
	if err != nil {
		t.Fatal(err)
	}
	record, err := json.Marshal(string(g))
	if err != nil {
		t.Fatal(err)
	}
	_, s := newShelf(t, fmt.Sprintf(`{"record":{"S":%s}}`, record))
	for after, known := range map[time.Duration]bool{time.Hour: true, document.GrantSlack: true,
		document.GrantSlack + time.Second: false} {
		_, err := s.Documents().Grant(t.Context(), id, ends.Add(after))
		if known && err != nil || !known && !fault.Is(err, fault.NotFound) {
			t.Errorf("%v after its URL: %v", after, err)
		}
	}
}

func TestATurnIsBegunWhereThereIsNone(t *testing.T) {
	f, s := newShelf(t, "")
	id := turn.ID{User: "kim", Request: "r1"}
	if _, _, begun, err := s.Turns().Begin(t.Context(), id, []byte("{}"), time.Minute, lateMorning); err != nil || !begun {
		t.Fatal(begun, err)
	}
	f.guards("attribute_not_exists(pk)")

	deleted, s := newShelf(t, fmt.Sprintf(`{"user":{"S":"kim"},"request":{"S":"r1"},"life":{"S":"l"},
		"attempt":{"N":"1"},"fence":{"N":"41"},"last_seq":{"N":"7"},"lease":{"N":"%d"},"touched":{"N":"%[1]d"},
		"finished":{"BOOL":false},"deleted":{"BOOL":true}}`, lateMorning.Add(time.Hour).UnixNano()))
	grip, _, begun, err := s.Turns().Begin(t.Context(), id, []byte("{}"), time.Minute, lateMorning)
	if err != nil || !begun || grip.Attempt != 1 || grip.LastSeq != 0 || grip.Fence <= 41 {
		t.Errorf("one whose user was deleted: %+v, begun %v, %v", grip, begun, err)
	}
	deleted.guards("fence = :fence AND last_seq = :last", ":fence", "41", ":last", "7")
}

// The SDK repeats a write whose answer it did not get.
func TestAWriteWhoseAnswerWasLostIsNoConflict(t *testing.T) {
	f, s := newShelf(t, stored())
	f.lost = true
	d := document.Document{ID: storedID, Name: "a.txt", Owner: "kim", State: document.Ready, Revision: 5}
	if got, err := s.Documents().Put(t.Context(), d); err != nil || got.Revision != 6 {
		t.Errorf("a record: %+v, %v", got, err)
	}
	f, s = newShelf(t, "")
	f.lost = true
	grip, _, begun, err := s.Turns().Begin(t.Context(), turn.ID{User: "kim", Request: "r1"}, []byte("{}"),
		time.Minute, lateMorning)
	if err != nil || !begun || grip.Attempt != 1 {
		t.Errorf("a turn: %+v, begun %v, %v", grip, begun, err)
	}
}

// A long answer lies in a blob of its own.
func TestACallThatIsNotLoggedLeavesNoBlob(t *testing.T) {
	f, s := newShelf(t, "")
	f.refuse = 1
	c := history.Call{User: "kim", RequestID: "r1", RequestTime: "2026-03-01 10:00:00", Conversation: "c",
		Answer: strings.Repeat("가", 200_000), ServerTime: time.Unix(1_770_000_000, 0)}
	if added, err := s.History().Append(t.Context(), c); err != nil || added {
		t.Fatalf("%v, %v", added, err)
	}
	if left, err := f.blobs.List(t.Context(), "", "", 10); err != nil || len(left) != 0 {
		t.Errorf("left: %+v, %v", left, err)
	}
}

func TestTheLatestGrantOfANameIsTheOneIssuedLast(t *testing.T) {
	f, s := newShelf(t, "")
	issued := time.Unix(1_770_000_000, 0)
	g := document.Grant{ID: document.NewGrantID(storedID), Document: storedID, Name: "a.txt", Owner: "kim",
		Issued: issued, Expires: issued.Add(time.Minute)}
	if err := s.Documents().PutGrant(t.Context(), g); err != nil {
		t.Fatal(err)
	}
	f.guards("issued <= :issued", ":issued", fmt.Sprint(issued.UnixNano()))
}

func TestARequestIsLoggedOnce(t *testing.T) {
	c := history.Call{User: "kim", RequestID: "r1", RequestTime: "2026-03-01 10:00:00", Conversation: "c",
		ServerTime: time.Unix(1_770_000_000, 0)}
	f, s := newShelf(t, "")
	if added, err := s.History().Append(t.Context(), c); err != nil || !added {
		t.Fatalf("%v, %v", added, err)
	}
	f.guards("attribute_not_exists(pk)")
	f.guards("attribute_not_exists(user_id)")
	f.guards("updated <= :at")

	f.writes, f.refuse = nil, 3 // the conversation has a newer call
	if _, err := s.History().Append(t.Context(), c); !fault.Is(err, fault.Overloaded) {
		t.Errorf("a conversation that never comes to rest: %v", err)
	}
	f.guards("updated > :at")

	c.Replaces = c.RequestID // which is nothing to replace
	f.writes, f.refuse = nil, 0
	if _, err := s.History().Append(t.Context(), c); err != nil || len(f.writes) != 3 {
		t.Errorf("%v, writes %+v", err, f.writes)
	}

	f.refuse = 1 // another attempt has logged it meanwhile
	if added, err := s.History().Append(t.Context(), c); err != nil || added {
		t.Errorf("%v, %v", added, err)
	}
}

func TestATitleOfTheModelsDoesNotReplaceAName(t *testing.T) {
	f, s := newShelf(t, "")
	if err := s.History().Entitle(t.Context(), "kim", "c", "제목"); err != nil {
		t.Fatal(err)
	}
	f.guards("attribute_exists(pk) AND attribute_not_exists(named)")
}
