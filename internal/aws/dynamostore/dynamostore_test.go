package dynamostore_test

import (
	"context"
	"slices"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/auth/authtest"
	"github.com/mundap/mundap/internal/aws/awstest"
	"github.com/mundap/mundap/internal/aws/dynamostore"
	"github.com/mundap/mundap/internal/aws/dynamostore/dynamotest"
	"github.com/mundap/mundap/internal/aws/dynamostore/schema"
	"github.com/mundap/mundap/internal/blob/blobtest"
	"github.com/mundap/mundap/internal/connections"
	"github.com/mundap/mundap/internal/connections/connectionstest"
	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/document/documenttest"
	"github.com/mundap/mundap/internal/history"
	"github.com/mundap/mundap/internal/history/historytest"
	"github.com/mundap/mundap/internal/settings"
	"github.com/mundap/mundap/internal/settings/settingstest"
	"github.com/mundap/mundap/internal/turn"
	"github.com/mundap/mundap/internal/turn/turntest"
	"github.com/mundap/mundap/test/servers"
)

// TestContracts runs every conformance suite against one DynamoDB Local.
func TestContracts(t *testing.T) {
	endpoint := servers.DynamoDB(t)
	open := func(t *testing.T, ids ...string) *dynamostore.Store {
		s, _ := store(t, endpoint, ids...)
		return s
	}
	t.Run("documents", func(t *testing.T) {
		documenttest.Run(t, func(t *testing.T) document.Store {
			return open(t,
				"Documents").Documents()
		})
	})
	t.Run("history", func(t *testing.T) {
		historytest.Run(t, func(t *testing.T) history.Store {
			return open(t, "Calls", "Conversations", "Turns").History()
		})
	})
	t.Run("turns", func(t *testing.T) {
		turntest.Run(t, func(t *testing.T) turn.Store { return open(t, "Turns").Turns() })
	})
	t.Run("settings", func(t *testing.T) {
		settingstest.Run(t, func(t *testing.T) settings.Store {
			return open(t,
				"Settings").Settings()
		})
	})
	t.Run("connections", func(t *testing.T) {
		connectionstest.Run(t, func(t *testing.T) connections.Store {
			return open(t,
				"Connections").Connections()
		})
	})
	t.Run("accounts", func(t *testing.T) {
		authtest.Run(t, func(t *testing.T) auth.Store { return open(t, "Accounts").Accounts() })
	})
}

// store makes the tables with these ids (none: all) for one test, and a store over them.
func store(t *testing.T, endpoint string, ids ...string) (*dynamostore.Store, *fixture) {
	t.Helper()
	f := &fixture{db: client(t, endpoint), blobs: blobtest.NewMemory(nil, nil),
		names: schema.Named(prefix(t))}
	tables := slices.DeleteFunc(f.names.Schema(), func(x schema.Table) bool {
		return len(ids) > 0 &&
			!slices.Contains(ids, x.ID)
	})
	if err := dynamotest.Create(t.Context(), f.db, tables); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := dynamotest.Delete(context.Background(), f.db, tables); err != nil {
			t.Error(err)
		}
	})
	return dynamostore.New(f.db, f.blobs, f.names), f
}

// fixture is what lies under a store.
type fixture struct {
	db    *dynamodb.Client
	blobs *blobtest.Memory
	names schema.Tables
}

func client(t *testing.T, endpoint string) *dynamodb.Client {
	return dynamostore.NewClient(awstest.Config(t, servers.Region),
		func(o *dynamodb.Options) { o.BaseEndpoint = &endpoint })
}

// prefix is one that no other test has.
func prefix(t *testing.T) string { return "t" + hash(t.Name()) + "-" }
