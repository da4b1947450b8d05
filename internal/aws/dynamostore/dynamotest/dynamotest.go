// Package dynamotest creates and removes Mundap's tables on a test DynamoDB,
// according to package schema.
package dynamotest

import (
	"context"
	"errors"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/mundap/mundap/internal/aws/dynamostore/schema"
)

// Create makes tables with their indexes and times to live.
func Create(ctx context.Context, db *dynamodb.Client, tables []schema.Table) error {
	for _, t := range tables {
		if _, err := db.CreateTable(ctx, input(t)); err != nil {
			return fmt.Errorf("creating table %s: %w", t.Name, err)
		}
		if t.TTL == "" {
			continue
		}
		if _, err := db.UpdateTimeToLive(ctx, &dynamodb.UpdateTimeToLiveInput{
			TableName: &t.Name,
			TimeToLiveSpecification: &types.TimeToLiveSpecification{AttributeName: &t.TTL,
				Enabled: aws.Bool(true)},
		}); err != nil {
			return fmt.Errorf("the time to live of table %s: %w", t.Name, err)
		}
	}
	return nil
}

// Delete removes tables.
func Delete(ctx context.Context, db *dynamodb.Client, tables []schema.Table) error {
	var errs []error
	for _, t := range tables {
		if _, err := db.DeleteTable(ctx,
			&dynamodb.DeleteTableInput{TableName: &t.Name}); err != nil {
			errs = append(errs, fmt.Errorf("deleting table %s: %w", t.Name, err))
		}
	}
	return errors.Join(errs...)
}

func input(t schema.Table) *dynamodb.CreateTableInput {
	in := &dynamodb.CreateTableInput{
		TableName: &t.Name, BillingMode: types.BillingModePayPerRequest,
		KeySchema: keys(t.HashKey, t.RangeKey),
	}
	defined := map[string]bool{}
	define := func(names ...string) {
		for _, name := range names {
			if name != "" && !defined[name] {
				defined[name] = true
				in.AttributeDefinitions = append(in.AttributeDefinitions, types.AttributeDefinition{
					AttributeName: &name, AttributeType: types.ScalarAttributeTypeS,
				})
			}
		}
	}
	define(t.HashKey, t.RangeKey)
	for _, x := range t.GlobalIndexes {
		define(x.HashKey, x.RangeKey)
		in.GlobalSecondaryIndexes = append(in.GlobalSecondaryIndexes, types.GlobalSecondaryIndex{
			IndexName: &x.Name, KeySchema: keys(x.HashKey, x.RangeKey), Projection: projection(x),
		})
	}
	for _, x := range t.LocalIndexes {
		define(x.HashKey, x.RangeKey)
		in.LocalSecondaryIndexes = append(in.LocalSecondaryIndexes, types.LocalSecondaryIndex{
			IndexName: &x.Name, KeySchema: keys(x.HashKey, x.RangeKey), Projection: projection(x),
		})
	}
	return in
}

func keys(hash, sort string) []types.KeySchemaElement {
	k := []types.KeySchemaElement{{AttributeName: &hash, KeyType: types.KeyTypeHash}}
	if sort != "" {
		k = append(k, types.KeySchemaElement{AttributeName: &sort, KeyType: types.KeyTypeRange})
	}
	return k
}

func projection(x schema.Index) *types.Projection {
	if len(x.Include) == 0 {
		return &types.Projection{ProjectionType: types.ProjectionTypeKeysOnly}
	}
	return &types.Projection{ProjectionType: types.ProjectionTypeInclude,
		NonKeyAttributes: x.Include}
}
