package dynamostore_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/aws/awstest"
	"github.com/mundap/mundap/internal/aws/dynamostore"
	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/test/servers"
)

func TestCounted(t *testing.T) {
	endpoint := servers.DynamoDB(t)
	for name, test := range map[string]func(*testing.T, string){
		"counts and lists by state are true after many writers": manyWriters,
		"counting costs the same in a big library":              bigLibrary,
	} {
		t.Run(name, func(t *testing.T) { test(t, endpoint) })
	}
}

var someStates = []document.State{document.Queued, document.Reading, document.Indexing,
	document.Ready, document.Failed}

// manyWriters has several of them change the same documents, early ones too, and
// compares what is counted with what is there.
func manyWriters(t *testing.T, endpoint string) {
	s, f := store(t, endpoint, "Documents")
	docs := s.Documents()
	var ids []document.ID
	for i := range 12 {
		id := document.NewID(time.Now())
		if i%4 == 0 {
			id = document.ID(fmt.Sprintf("docs/%d.txt", i))
		}
		ids = append(ids, id)
	}
	var all sync.WaitGroup
	for w := range 4 {
		all.Go(func() {
			r := rand.New(rand.NewPCG(7, uint64(w)))
			for range 60 {
				if err := changeOne(t, docs, ids[r.IntN(len(ids))], r); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	for _, scope := range []auth.Scope{auth.UserScope("kim"), auth.UserScope("lee")} {
		compareCounts(t, docs, scope)
	}
	// Nobody takes entries of a state that is not listed away again.
	left, err := f.db.Query(t.Context(), &dynamodb.QueryInput{TableName: &f.names.Documents,
		KeyConditionExpression: aws.String("pk = :state"),
		ExpressionAttributeValues: map[string]types.AttributeValue{
			":state": &types.AttributeValueMemberS{Value: "state#" + string(document.Ready)}}})
	if err != nil || len(left.Items) > 0 {
		t.Errorf("%d entries of ready documents: %v", len(left.Items), err)
	}
}

// changeOne makes, changes or deletes a document. That somebody was faster is no
// error.
func changeOne(t *testing.T, docs dynamostore.Documents, id document.ID, r *rand.Rand) error {
	d, err := docs.Get(t.Context(), id)
	switch {
	case fault.Is(err, fault.NotFound):
		d = document.Document{ID: id, Owner: "kim", Name: string(id), Collection: document.Default}
	case err != nil:
		return err
	case r.IntN(5) == 0:
		return unlessFaster(docs.Delete(t.Context(), id, d.Revision))
	}
	d.State = someStates[r.IntN(len(someStates))]
	d.Readers = [][]auth.Principal{{auth.Everyone}, {"kim"}, {"kim", "lee"}, {}}[r.IntN(4)]
	_, err = docs.Put(t.Context(), d)
	return unlessFaster(err)
}

func unlessFaster(err error) error {
	if fault.Is(err, fault.Conflict) || fault.Is(err, fault.NotFound) ||
		fault.Is(err, fault.Overloaded) {
		return nil
	}
	return err
}

func compareCounts(t *testing.T, docs dynamostore.Documents, scope auth.Scope) {
	t.Helper()
	want := document.Counts{}
	err := docs.Each(t.Context(), func(d document.Document) error {
		if scope.CanRead(d.Readers) {
			want[d.State]++
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	got, err := docs.Count(t.Context(), scope, document.Filter{})
	if err != nil || !maps.Equal(got, want) {
		t.Errorf("%s counts %v, there are %v: %v", scope.User, got, want, err)
	}
	for _, state := range someStates {
		page, err := docs.List(t.Context(), scope, document.Filter{State: state})
		if err != nil || len(page.Documents) != want[state] {
			t.Errorf("%s sees %d that are %s, there are %d: %v", scope.User, len(page.Documents),
				state, want[state], err)
		}
	}
}

// counting counts requests.
type counting struct {
	next aws.HTTPClient
	n    atomic.Int64
}

func (c *counting) Do(r *http.Request) (*http.Response, error) {
	c.n.Add(1)
	return c.next.Do(r)
}

// bigLibrary has 20 records that fill a page of DynamoDB's together. What the
// client asks while it waits must not read them.
func bigLibrary(t *testing.T, endpoint string) {
	_, f := store(t, endpoint, "Documents")
	cfg := awstest.Config(t, servers.Region)
	network := &counting{next: cfg.HTTPClient}
	cfg.HTTPClient = network
	docs := dynamostore.New(dynamostore.NewClient(cfg,
		func(o *dynamodb.Options) { o.BaseEndpoint = &endpoint }), f.blobs, f.names).Documents()
	for i := range 20 {
		d := document.Document{ID: document.NewID(time.Now()), Owner: "kim",
			Name: fmt.Sprint(i), Collection: document.Default, State: document.Ready,
			Readers: []auth.Principal{auth.Everyone}, Title: strings.Repeat("x", 300<<10)}
		if i == 0 {
			d.State = document.Reading
		}
		if _, err := docs.Put(t.Context(), d); err != nil {
			t.Fatal(err)
		}
	}
	before := network.n.Load()
	counts, err := docs.Count(t.Context(), auth.UserScope("kim"), document.Filter{})
	if n := network.n.Load() - before; err != nil || counts[document.Ready] != 19 || n > 3 {
		t.Errorf("counted %v with %d requests: %v", counts, n, err)
	}
	before = network.n.Load()
	page, err := docs.List(t.Context(), auth.UserScope("kim"),
		document.Filter{State: document.Reading})
	if n := network.n.Load() - before; err != nil || len(page.Documents) != 1 || n > 3 {
		t.Errorf("listed %d with %d requests: %v", len(page.Documents), n, err)
	}
}
