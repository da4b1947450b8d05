package dynamostore

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

const (
	// tries bounds how often a write that met another one is repeated: with the
	// waits below 3 seconds at most, which is longer than many writers of one
	// record need.
	tries = 10
	// firstWait is the longest first wait; each next one may be twice as long, up to longestWait.
	firstWait   = 10 * time.Millisecond
	longestWait = 640 * time.Millisecond
)

// again waits before the repetition after try (0, 1, …). It fails if there have
// been enough tries or ctx has ended.
func again(ctx context.Context, try int) error {
	if try >= tries {
		return throttled()
	}
	timer := time.NewTimer(rand.N(min(firstWait<<try, longestWait)) + time.Millisecond)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("dynamodb: %w", ctx.Err())
	}
}

// persist repeats a write as long as it conflicts with others.
func persist(ctx context.Context, write func() error) error {
	for try := 0; ; try++ {
		err := write()
		if err == nil || !meets(err) || try == tries {
			return classify(ctx, err)
		}
		if waited := again(ctx, try); waited != nil {
			return errors.Join(waited, err)
		}
	}
}

// transact carries out writes together. Repeats of the SDK carry a token, so
// that a transaction whose answer was lost does not fail on its own effect. See
// refused for the conditions.
func (s *Store) transact(ctx context.Context, writes ...types.TransactWriteItem) error {
	return persist(ctx, func() error {
		_, err := s.db.TransactWriteItems(ctx,
			&dynamodb.TransactWriteItemsInput{TransactItems: writes})
		return err
	})
}

// writing is a write of one item, by itself or in a transaction.
type writing struct {
	table  string
	key    item   // of an update, a deletion or a check
	item   item   // of a put
	set    string // of an update: its expression
	when   string // condition; "" if there is none
	names  map[string]string
	values item
}

func (w writing) condition() *string {
	if w.when == "" {
		return nil
	}
	return &w.when
}

const allOld = types.ReturnValuesOnConditionCheckFailureAllOld

func (w writing) put() types.TransactWriteItem {
	return types.TransactWriteItem{Put: &types.Put{
		TableName: &w.table, Item: w.item, ConditionExpression: w.condition(),
		ExpressionAttributeNames:  w.names,
		ExpressionAttributeValues: w.values, ReturnValuesOnConditionCheckFailure: allOld,
	}}
}

func (w writing) update() types.TransactWriteItem {
	return types.TransactWriteItem{Update: &types.Update{
		TableName: &w.table, Key: w.key, UpdateExpression: &w.set,
		ConditionExpression:      w.condition(),
		ExpressionAttributeNames: w.names, ExpressionAttributeValues: w.values,
		ReturnValuesOnConditionCheckFailure: allOld,
	}}
}

func (w writing) delete() types.TransactWriteItem {
	return types.TransactWriteItem{Delete: &types.Delete{
		TableName: &w.table, Key: w.key, ConditionExpression: w.condition(),
		ExpressionAttributeNames:  w.names,
		ExpressionAttributeValues: w.values, ReturnValuesOnConditionCheckFailure: allOld,
	}}
}

func (w writing) check() types.TransactWriteItem {
	return types.TransactWriteItem{ConditionCheck: &types.ConditionCheck{
		TableName: &w.table, Key: w.key, ConditionExpression: w.condition(),
		ExpressionAttributeNames:  w.names,
		ExpressionAttributeValues: w.values, ReturnValuesOnConditionCheckFailure: allOld,
	}}
}

// updateOne carries out a single update and returns the updated item.
func (s *Store) updateOne(ctx context.Context, w writing) (item, error) {
	var out *dynamodb.UpdateItemOutput
	err := persist(ctx, func() (err error) {
		out, err = s.db.UpdateItem(ctx, &dynamodb.UpdateItemInput{
			TableName: &w.table, Key: w.key, UpdateExpression: &w.set,
			ConditionExpression:      w.condition(),
			ExpressionAttributeNames: w.names, ExpressionAttributeValues: w.values,
			ReturnValues: types.ReturnValueAllNew, ReturnValuesOnConditionCheckFailure: allOld,
		})
		return err
	})
	if err != nil {
		return nil, err
	}
	return out.Attributes, nil
}

// putOne puts a single item.
func (s *Store) putOne(ctx context.Context, table string, it item) error {
	return persist(ctx, func() error {
		_, err := s.db.PutItem(ctx, &dynamodb.PutItemInput{TableName: &table, Item: it})
		return err
	})
}

// deleteOne removes a single item. Without a condition, it is idempotent.
func (s *Store) deleteOne(ctx context.Context, w writing) error {
	return persist(ctx, func() error {
		_, err := s.db.DeleteItem(ctx, &dynamodb.DeleteItemInput{
			TableName: &w.table, Key: w.key, ConditionExpression: w.condition(),
			ExpressionAttributeNames:  w.names,
			ExpressionAttributeValues: w.values, ReturnValuesOnConditionCheckFailure: allOld,
		})
		return err
	})
}

const (
	writeBatch       = 25  // the most writes that one call of BatchWriteItem takes
	transactionItems = 100 // the most items of a transaction
)

// deleteAll removes many items of one table, but not atomically. It is
// idempotent.
func (s *Store) deleteAll(ctx context.Context, table string, keys []item) error {
	all := make([]types.WriteRequest, len(keys))
	for i, k := range keys {
		all[i].DeleteRequest = &types.DeleteRequest{Key: k}
	}
	return s.writeAll(ctx, table, all)
}

// putAll puts many items into one table, but not atomically.
func (s *Store) putAll(ctx context.Context, table string, items []item) error {
	all := make([]types.WriteRequest, len(items))
	for i, it := range items {
		all[i].PutRequest = &types.PutRequest{Item: it}
	}
	return s.writeAll(ctx, table, all)
}

func (s *Store) writeAll(ctx context.Context, table string, all []types.WriteRequest) error {
	for left := range slices.Chunk(all, writeBatch) {
		for try := 0; len(left) > 0; try++ {
			out, err := s.db.BatchWriteItem(ctx,
				&dynamodb.BatchWriteItemInput{RequestItems: map[string][]types.WriteRequest{table: left}})
			if err != nil {
				return classify(ctx, err)
			}
			if left = out.UnprocessedItems[table]; len(left) == 0 {
				break
			}
			if err := again(ctx, try); err != nil {
				return err
			}
		}
	}
	return nil
}

// pairs returns the keys of items in a table with the keys pk and sk.
func pairs(items []item) []item {
	keys := make([]item, len(items))
	for i, it := range items {
		keys[i] = item{"pk": it["pk"], "sk": it["sk"]}
	}
	return keys
}

// collect reads all items of a query.
func (s *Store) collect(ctx context.Context, q query) ([]item, error) {
	var items []item
	for it, err := range s.each(ctx, q) {
		if err != nil {
			return nil, err
		}
		items = append(items, it)
	}
	return items, nil
}
