package dynamoledger_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/mundap/mundap/internal/aws/awstest"
	"github.com/mundap/mundap/internal/aws/dynamoledger"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/llm/pool/ledger"
	"github.com/mundap/mundap/internal/llm/pool/ledger/ledgertest"
	"github.com/mundap/mundap/test/servers"
)

// TestDynamoDB runs everything against one DynamoDB Local.
func TestDynamoDB(t *testing.T) {
	endpoint := servers.DynamoDB(t)
	client := func(t *testing.T, calls *counter) *dynamodb.Client {
		cfg := awstest.Config(t, servers.Region)
		cfg.HTTPClient = counting{calls, cfg.HTTPClient}
		return dynamodb.NewFromConfig(cfg, func(o *dynamodb.Options) { o.BaseEndpoint = &endpoint })
	}
	for name, test := range map[string]func(*testing.T,
		func(*testing.T, *counter) *dynamodb.Client){
		"keeps the contract": keepsTheContract,
		"a draw is one round trip while nobody else draws": oneRoundTrip,
		"sixteen sharers draw at once":                     sixteenSharers,
		"a missing table is not configured":                missingTable,
		"a note is for all sharers":                        keepsNotes,
		"a rate holds over several functions":              aRateHolds,
		"a rate is shared by many at once":                 aRateIsSharedByManyAtOnce,
		"a use of a rate is one write":                     aUseIsOneWrite,
	} {
		t.Run(name, func(t *testing.T) { test(t, client) })
	}
}

func keepsNotes(t *testing.T, client func(*testing.T, *counter) *dynamodb.Client) {
	c := client(t, &counter{})
	name := table(t, c)
	one, other := dynamoledger.New(c, name, nil), dynamoledger.New(c, name, nil)
	if text, err := other.Noted(t.Context(), "quotas"); text != "" || err != nil {
		t.Errorf("before it is written: %q, %v", text, err)
	}
	if err := one.Note(t.Context(), "quotas", `{"a":1}`); err != nil {
		t.Fatal(err)
	}
	if text, err := other.Noted(t.Context(), "quotas"); text != `{"a":1}` || err != nil {
		t.Errorf("%q, %v", text, err)
	}
}

// table makes an empty table for the test, once.
func table(t *testing.T, client *dynamodb.Client) string {
	sum := sha256.Sum256([]byte(t.Name()))
	name := "ledger-" + hex.EncodeToString(sum[:6])
	_, err := client.CreateTable(t.Context(), &dynamodb.CreateTableInput{
		TableName: &name, BillingMode: types.BillingModePayPerRequest,
		KeySchema: []types.KeySchemaElement{{AttributeName: aws.String("pk"),
			KeyType: types.KeyTypeHash}},
		AttributeDefinitions: []types.AttributeDefinition{{AttributeName: aws.String("pk"),
			AttributeType: types.ScalarAttributeTypeS}},
	})
	if _, exists := errors.AsType[*types.ResourceInUseException](err); exists {
		return name
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if _, err := client.DeleteTable(context.Background(),
			&dynamodb.DeleteTableInput{TableName: &name}); err != nil {
			t.Error(err)
		}
	})
	return name
}

func keepsTheContract(t *testing.T, connect func(*testing.T, *counter) *dynamodb.Client) {
	ledgertest.Run(t, func(t *testing.T, now func() time.Time) ledger.Ledger {
		client := connect(t, &counter{})
		return dynamoledger.New(client, table(t, client), now)
	})
}

func oneRoundTrip(t *testing.T, connect func(*testing.T, *counter) *dynamodb.Client) {
	var calls counter
	client := connect(t, &calls)
	l := dynamoledger.New(client, table(t, client), nil)
	before := calls.count()
	q := ledger.Quota{Region: "r", Model: "m", TokensPerMinute: 1_000_000}
	const draws = 10
	for range draws {
		if _, err := l.Draw(t.Context(), q, ledger.Amount{Tokens: 100}); err != nil {
			t.Fatal(err)
		}
	}
	if n := calls.count() - before; n != draws+1 { // the first one looks
		t.Errorf("%d calls for %d draws", n, draws)
	}
}

func sixteenSharers(t *testing.T, connect func(*testing.T, *counter) *dynamodb.Client) {
	client := connect(t, &counter{})
	name := table(t, client)
	at := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
	q := ledger.Quota{Region: "r", Model: "m", TokensPerMinute: 100_000}
	sums := make([]int, 16)
	var all sync.WaitGroup
	for i := range sums {
		l := dynamoledger.New(client, name, func() time.Time { return at })
		all.Go(func() {
			for range 5 {
				g, err := l.Draw(t.Context(), q, ledger.Amount{Tokens: 2000})
				if err != nil && !fault.Is(err, fault.Throttled) {
					t.Error(err)
				}
				sums[i] += g.Tokens
			}
		})
	}
	all.Wait()
	sum := 0
	for _, s := range sums {
		sum += s
	}
	if sum > 100_000 || sum < 80_000 {
		t.Errorf("%d drawn of 100,000", sum)
	}
}

func missingTable(t *testing.T, connect func(*testing.T, *counter) *dynamodb.Client) {
	l := dynamoledger.New(connect(t, &counter{}), "nowhere", nil)
	if _, err := l.Draw(t.Context(), ledger.Quota{Region: "r", Model: "m", TokensPerMinute: 1},
		ledger.Amount{Tokens: 1}); !fault.Is(err, fault.NotConfigured) {
		t.Errorf("%v", err)
	}
}

func TestAnUnreachableStoreIsUnavailable(t *testing.T) {
	client := dynamodb.NewFromConfig(awstest.Config(t, "us-west-2"),
		func(o *dynamodb.Options) { o.BaseEndpoint = aws.String("http://127.0.0.1:1") })
	if _, err := dynamoledger.New(client, "t", nil).Draw(t.Context(), ledger.Quota{},
		ledger.Amount{Tokens: 1}); !fault.Is(err, fault.Unavailable) {
		t.Errorf("%v", err)
	}
}
