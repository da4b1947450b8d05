package dynamoledger_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"os"
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
)

// local is a client of the DynamoDB that MUNDAP_TEST_DYNAMODB names, or skips the test.
func local(t *testing.T) *dynamodb.Client {
	endpoint := os.Getenv("MUNDAP_TEST_DYNAMODB")
	if endpoint == "" {
		t.Skip("MUNDAP_TEST_DYNAMODB names no DynamoDB Local (make test-aws starts one)")
	}
	return dynamodb.NewFromConfig(awstest.Config(t, "us-west-2"), func(o *dynamodb.Options) { o.BaseEndpoint = &endpoint })
}

// table makes an empty table for the test, once.
func table(t *testing.T, client *dynamodb.Client) string {
	sum := sha256.Sum256([]byte(t.Name()))
	name := "ledger-" + hex.EncodeToString(sum[:6])
	_, err := client.CreateTable(t.Context(), &dynamodb.CreateTableInput{
		TableName: &name, BillingMode: types.BillingModePayPerRequest,
		KeySchema:            []types.KeySchemaElement{{AttributeName: aws.String("pk"), KeyType: types.KeyTypeHash}},
		AttributeDefinitions: []types.AttributeDefinition{{AttributeName: aws.String("pk"), AttributeType: types.ScalarAttributeTypeS}},
	})
	if _, exists := errors.AsType[*types.ResourceInUseException](err); exists {
		return name
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if _, err := client.DeleteTable(context.Background(), &dynamodb.DeleteTableInput{TableName: &name}); err != nil {
			t.Error(err)
		}
	})
	return name
}

func TestDynamoDBKeepsTheContract(t *testing.T) {
	ledgertest.Run(t, func(t *testing.T, now func() time.Time) ledger.Ledger {
		client := local(t)
		return dynamoledger.New(client, table(t, client), now)
	})
}

func TestADrawIsOneRoundTripWhileNobodyElseDraws(t *testing.T) {
	client := local(t)
	name := table(t, client)
	counted := &counter{}
	cfg := awstest.Config(t, "us-west-2")
	cfg.HTTPClient = counted.wrap(cfg.HTTPClient)
	l := dynamoledger.New(dynamodb.NewFromConfig(cfg, func(o *dynamodb.Options) { o.BaseEndpoint = aws.String(os.Getenv("MUNDAP_TEST_DYNAMODB")) }), name, nil)
	q := ledger.Quota{Region: "r", Model: "m", TokensPerMinute: 1_000_000}
	const draws = 10
	for range draws {
		if _, err := l.Draw(t.Context(), q, ledger.Amount{Tokens: 100}); err != nil {
			t.Fatal(err)
		}
	}
	if n := counted.count(); n != draws+1 { // the first one looks
		t.Errorf("%d calls for %d draws", n, draws)
	}
}

func TestSixteenSharersDrawAtOnce(t *testing.T) {
	client := local(t)
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

func TestAMissingTableIsNotConfigured(t *testing.T) {
	l := dynamoledger.New(local(t), "nowhere", nil)
	if _, err := l.Draw(t.Context(), ledger.Quota{Region: "r", Model: "m", TokensPerMinute: 1}, ledger.Amount{Tokens: 1}); !fault.Is(err, fault.NotConfigured) {
		t.Errorf("%v", err)
	}
}

func TestAnUnreachableStoreIsUnavailable(t *testing.T) {
	client := dynamodb.NewFromConfig(awstest.Config(t, "us-west-2"), func(o *dynamodb.Options) { o.BaseEndpoint = aws.String("http://127.0.0.1:1") })
	if _, err := dynamoledger.New(client, "t", nil).Draw(t.Context(), ledger.Quota{}, ledger.Amount{Tokens: 1}); !fault.Is(err, fault.Unavailable) {
		t.Errorf("%v", err)
	}
}
