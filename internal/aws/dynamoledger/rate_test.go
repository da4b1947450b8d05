package dynamoledger_test

import (
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/mundap/mundap/internal/aws/dynamoledger"
	"github.com/mundap/mundap/internal/aws/dynamostore/schema"
)

// aRateHolds does what limit's TestARateIsMetInTheLongRun does, by two functions
// that take turns.
func aRateHolds(t *testing.T, connect func(*testing.T, *counter) *dynamodb.Client) {
	client := connect(t, &counter{})
	name := table(t, client)
	now := time.UnixMilli(1_770_000_000_000)
	var rates []dynamoledger.Rate
	for range 2 {
		rates = append(rates, dynamoledger.Rate{Name: "questions", Most: 60,
			Ledger: dynamoledger.New(client, name, func() time.Time { return now })})
	}
	use := func(i int, key string) time.Duration {
		t.Helper()
		wait, err := rates[i%2].Use(t.Context(), key)
		if err != nil {
			t.Fatal(err)
		}
		return wait
	}
	let := 0
	for i := range 300 { // two a second for two and a half minutes
		if use(i, "kim") == 0 {
			let++
		}
		now = now.Add(500 * time.Millisecond)
	}
	if let < 60+148 || let > 60+151 { // a minute's at once, and then one a second
		t.Errorf("%d were let through", let)
	}
	for i := range 3 {
		use(i, "kim")
	}
	if wait := use(0, "kim"); wait <= 0 || wait > time.Second {
		t.Errorf("wait %v", wait)
	}
	if at := vanishes(t, client, name, "rate#questions#kim"); at < now.Unix() || at > now.Add(2*time.Hour).Unix() {
		t.Errorf("the count is kept until %d, at %d", at, now.Unix())
	}
	if wait := use(0, "lee"); wait != 0 {
		t.Errorf("lee waits %v for kim", wait)
	}
	other := rates[0]
	other.Name = "uploads"
	if wait, err := other.Use(t.Context(), "kim"); wait != 0 || err != nil {
		t.Errorf("uploads wait %v for questions, %v", wait, err)
	}
	now = now.Add(time.Hour)
	if wait := use(1, "kim"); wait != 0 {
		t.Errorf("an hour later kim waits %v", wait)
	}
}

// vanishes is when DynamoDB may delete an item, in seconds since 1970; 0: never.
func vanishes(t *testing.T, client *dynamodb.Client, table, key string) int64 {
	t.Helper()
	out, err := client.GetItem(t.Context(), &dynamodb.GetItemInput{TableName: &table,
		Key: map[string]types.AttributeValue{"pk": &types.AttributeValueMemberS{Value: key}}})
	if err != nil {
		t.Fatal(err)
	}
	n, ok := out.Item[schema.TTL].(*types.AttributeValueMemberN)
	if !ok {
		return 0
	}
	at, err := strconv.ParseInt(n.Value, 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

// aRateIsSharedByManyAtOnce counts exactly, and lets nobody through twice.
func aRateIsSharedByManyAtOnce(t *testing.T, connect func(*testing.T, *counter) *dynamodb.Client) {
	client := connect(t, &counter{})
	name := table(t, client)
	at := time.UnixMilli(1_770_000_000_000)
	var all sync.WaitGroup
	var mu sync.Mutex
	let, refused := 0, 0
	for range 8 {
		r := dynamoledger.Rate{Name: "questions", Most: 10,
			Ledger: dynamoledger.New(client, name, func() time.Time { return at })}
		all.Go(func() {
			for range 4 {
				wait, err := r.Use(t.Context(), "kim")
				mu.Lock()
				switch {
				case err != nil: // too many at once, which is told
				case wait == 0:
					let++
				default:
					refused++
				}
				mu.Unlock()
			}
		})
	}
	all.Wait()
	if let != 10 || refused == 0 {
		t.Errorf("%d of 10 were let through, and %d refused", let, refused)
	}
}

// aUseIsOneWrite of somebody who asks now and then.
func aUseIsOneWrite(t *testing.T, connect func(*testing.T, *counter) *dynamodb.Client) {
	var calls counter
	client := connect(t, &calls)
	now := time.UnixMilli(1_770_000_000_000)
	r := dynamoledger.Rate{Name: "questions", Most: 120,
		Ledger: dynamoledger.New(client, table(t, client), func() time.Time { return now })}
	before := calls.count()
	for range 5 {
		if wait, err := r.Use(t.Context(), "kim"); wait != 0 || err != nil {
			t.Fatal(wait, err)
		}
		now = now.Add(time.Second)
	}
	if n := calls.count() - before; n != 5 {
		t.Errorf("%d calls for 5 uses", n)
	}
	r.Most = 0
	if wait, err := r.Use(t.Context(), "kim"); wait != 0 || err != nil || calls.count() != before+5 {
		t.Errorf("a bound where there is none: %v, %v", wait, err)
	}
}
