package dynamostore

import (
	"context"
	"iter"
	"maps"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/mundap/mundap/internal/fault"
)

// get reads one item. It returns nil if there is none.
func (s *Store) get(ctx context.Context, table string, key item) (item, error) {
	out, err := s.db.GetItem(ctx, &dynamodb.GetItemInput{TableName: &table, Key: key,
		ConsistentRead: aws.Bool(true)})
	if err != nil {
		return nil, classify(ctx, err)
	}
	if len(out.Item) == 0 {
		return nil, nil
	}
	return out.Item, nil
}

// query says which items of one hash key to read.
type query struct {
	table, index string
	where        string // key condition
	filter       string
	project      string // "": all attributes
	names        map[string]string
	values       item
	backwards    bool
	page         int32 // items looked at by one call; 0 means as many as fit into 1 MB
}

// each yields the items of a query, page by page. It stops after the first
// error.
func (s *Store) each(ctx context.Context, q query) iter.Seq2[item, error] {
	in := &dynamodb.QueryInput{
		TableName: &q.table, KeyConditionExpression: &q.where, ExpressionAttributeValues: q.values,
		ConsistentRead: aws.Bool(true), ScanIndexForward: aws.Bool(!q.backwards),
		ExpressionAttributeNames: q.names,
	}
	for field, text := range map[**string]string{
		&in.IndexName: q.index, &in.FilterExpression: q.filter, &in.ProjectionExpression: q.project,
	} {
		if text != "" {
			*field = &text
		}
	}
	if q.index != "" && q.project == "" {
		in.Select = types.SelectAllAttributes
	}
	if q.page > 0 {
		in.Limit = &q.page
	}
	return func(yield func(item, error) bool) {
		for pages := dynamodb.NewQueryPaginator(s.db, in); pages.HasMorePages(); {
			out, err := pages.NextPage(ctx)
			if err != nil {
				yield(nil, classify(ctx, err))
				return
			}
			for _, it := range out.Items {
				if !yield(it, nil) {
					return
				}
			}
		}
	}
}

// below returns the query for everything under a hash key.
func below(table, pk string) query {
	return query{table: table, where: "pk = :pk", values: item{":pk": str(pk)}}
}

// beginning narrows a query to range keys with a prefix.
func (q query) beginning(prefix string) query {
	q.where += " AND begins_with(sk, :prefix)"
	q.values = maps.Clone(q.values)
	q.values[":prefix"] = str(prefix)
	return q
}

// readBatch is the maximum number of keys in one call of BatchGetItem.
const readBatch = 100

// getAll reads many items of one table, in any order. The keys must be
// distinct. Missing items are left out.
func (s *Store) getAll(ctx context.Context, table string, keys []item) ([]item, error) {
	var found []item
	for try := 0; len(keys) > 0; try++ {
		n := min(len(keys), readBatch)
		out, err := s.db.BatchGetItem(ctx, &dynamodb.BatchGetItemInput{
			RequestItems: map[string]types.KeysAndAttributes{table: {Keys: keys[:n],
				ConsistentRead: aws.Bool(true)}},
		})
		if err != nil {
			return nil, classify(ctx, err)
		}
		found = append(found, out.Responses[table]...)
		left := out.UnprocessedKeys[table].Keys // over 16 MB, or throttled
		if len(left) < n {
			try = 0
		} else if err := again(ctx, try); err != nil {
			return nil, err
		}
		keys = append(left, keys[n:]...)
	}
	return found, nil
}

func throttled() error { return fault.Newf(fault.Throttled, "dynamodb left a batch undone") }
