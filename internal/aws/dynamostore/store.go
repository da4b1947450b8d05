package dynamostore

import (
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"github.com/mundap/mundap/internal/aws/dynamostore/schema"
	"github.com/mundap/mundap/internal/blob"
)

// Store provides the views of one installation's tables. It is safe for
// concurrent use and needs no closing.
type Store struct {
	db     *dynamodb.Client
	blobs  blob.Store
	tables schema.Tables
}

// New makes a Store. blobs stores answers that are too long for an item, under
// the prefix "history/".
func New(db *dynamodb.Client, blobs blob.Store, tables schema.Tables) *Store {
	return &Store{db: db, blobs: blobs, tables: tables}
}

const (
	// maxAttempts of one call, the first included: a question's time is too short for more.
	maxAttempts = 4
	// maxBackoff between them. DynamoDB's throttling of an on-demand table
	// passes within a second or so.
	maxBackoff = time.Second
)

// NewClient makes a client with the retries that the stores rely on: the SDK's
// standard mode, few and fast.
func NewClient(cfg aws.Config, options ...func(*dynamodb.Options)) *dynamodb.Client {
	return dynamodb.NewFromConfig(cfg, append([]func(*dynamodb.Options){func(o *dynamodb.Options) {
		o.Retryer = retry.NewStandard(func(r *retry.StandardOptions) {
			r.MaxAttempts,
				r.MaxBackoff = maxAttempts, maxBackoff
		})
	}}, options...)...)
}
