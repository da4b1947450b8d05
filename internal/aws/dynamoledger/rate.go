package dynamoledger

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/mundap/mundap/internal/fault"
)

// Rate bounds how often each key may do something, over all functions together:
// Most times at once after a pause, and Most times per minute in the long run. It
// does what limit.Rate does within one process. A key is one item with the time
// when all of its share will be free again. Safe for concurrent use.
//
// A use costs one write unit. It costs two if the key's share was not all free, as
// for somebody who asks twice within a second, or if it is refused.
type Rate struct {
	Ledger *Ledger
	Name   string // of what is bounded; part of the items' keys
	Most   int    // 0: no bound
}

const (
	rateWindow = time.Minute
	// rateKept is how long an item stays after its share is free again.
	rateKept = time.Hour
	// full is the attribute with that time, in milliseconds since 1970.
	full = "full"
)

// Use takes one use of a key's share. If there is none left it takes nothing, and
// wait is how long it takes until there is; otherwise wait is 0.
func (r Rate) Use(ctx context.Context, key string) (wait time.Duration, err error) {
	if r.Most <= 0 {
		return 0, nil
	}
	step := rateWindow / time.Duration(r.Most)
	now := r.Ledger.now()
	// Most people's share is all free, so this comes first.
	left, err := r.take(ctx, key, now.Add(step), "attribute_not_exists(pk) OR #full <= :bound", now)
	for try := 0; err == nil && left != nil && try < races; try++ {
		next := left.Add(step)
		if left.Before(now) { // freed while others asked
			next = now.Add(step)
		}
		if wait := next.Sub(now) - rateWindow; wait > 0 {
			return wait, nil
		}
		left, err = r.take(ctx, key, next, "#full = :bound", *left)
	}
	if err == nil && left != nil {
		err = fault.Newf(fault.Throttled, "too many uses of a share at once").WithRetryAfter(time.Second)
	}
	if err != nil {
		return 0, fmt.Errorf("counting %s: %w", r.Name, err)
	}
	return 0, nil
}

// take sets when the share will be free, if the condition on that time holds.
// Otherwise it returns the time as it is.
func (r Rate) take(ctx context.Context, key string, next time.Time, condition string,
	bound time.Time) (*time.Time, error) {
	_, err := r.Ledger.client.UpdateItem(ctx, &dynamodb.UpdateItemInput{
		TableName: &r.Ledger.table,
		Key: map[string]types.AttributeValue{"pk": &types.AttributeValueMemberS{
			Value: "rate#" + r.Name + "#" + key}},
		UpdateExpression:         aws.String("SET #full = :next, expires = :expires"),
		ConditionExpression:      &condition,
		ExpressionAttributeNames: map[string]string{"#full": full},
		ExpressionAttributeValues: map[string]types.AttributeValue{
			":next": milliseconds(next), ":bound": milliseconds(bound),
			":expires": number(float64(next.Add(rateKept).Unix())),
		},
		ReturnValuesOnConditionCheckFailure: types.ReturnValuesOnConditionCheckFailureAllOld,
	})
	if lost, ok := errors.AsType[*types.ConditionalCheckFailedException](err); ok {
		n, _ := lost.Item[full].(*types.AttributeValueMemberN)
		if n == nil {
			return nil, fault.Newf(fault.Damaged, "a share has no time")
		}
		at, err := strconv.ParseInt(n.Value, 10, 64)
		left := time.UnixMilli(at)
		return &left, fault.Wrap(err, fault.Damaged, "", "")
	}
	if err != nil {
		return nil, classify(ctx, err)
	}
	return nil, nil
}

func milliseconds(t time.Time) types.AttributeValue {
	return &types.AttributeValueMemberN{Value: strconv.FormatInt(t.UnixMilli(), 10)}
}
