// Package dynamoledger keeps the accounts of shared quotas in DynamoDB, for
// several servers or for Lambda functions. It implements ledger.Ledger.
//
// An account is one item. A draw computes the next state of the account and
// writes it on the condition that the item has not changed since it was read.
// It first assumes the last state that this process has seen; if another
// process has written in the meantime, the failed write returns the newer
// state. A draw therefore takes one round trip unless others draw at the same
// moment. The times are those of the processes' own clocks, which may differ by
// 3 seconds (ledger.Burst).
//
// The table needs a string key named pk. Its time to live may be set to the
// attribute expires.
package dynamoledger

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strconv"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/smithy-go"

	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/llm/pool/ledger"
)

// Ledger is a ledger.Ledger. Safe for concurrent use.
type Ledger struct {
	client *dynamodb.Client
	table  string
	now    func() time.Time

	mu   sync.Mutex
	seen map[string]account
}

// account is an item as it was last read. Version 0: there is no item yet.
type account struct {
	state   ledger.State
	version int64
}

const (
	// races is how often a draw that lost a race is tried again.
	races = 10
	// kept is how long an account that nobody uses stays: after a day it is full anyway.
	kept = 48 * time.Hour
)

// New makes a ledger in a table. now is its clock; nil means the real one.
func New(client *dynamodb.Client, table string, now func() time.Time) *Ledger {
	if now == nil {
		now = time.Now
	}
	return &Ledger{client: client, table: table, now: now, seen: map[string]account{}}
}

// Draw draws a slice; see ledger.Ledger.
func (l *Ledger) Draw(ctx context.Context, q ledger.Quota, want ledger.Amount) (ledger.Grant,
	error) {
	var g ledger.Grant
	err := l.change(ctx, q, want, func(s ledger.State) (ledger.State, bool) {
		s, g = s.Draw(q, l.now(), want)
		return s, g.Amount != ledger.Amount{}
	})
	if err != nil {
		return ledger.Grant{}, fmt.Errorf("drawing from the quota of %s in %s: %w", q.Model,
			q.Region, err)
	}
	return g, nil
}

// Return returns a slice; see ledger.Ledger.
func (l *Ledger) Return(ctx context.Context, q ledger.Quota, unused ledger.Amount) error {
	err := l.change(ctx, q, unused, func(s ledger.State) (ledger.State, bool) {
		return s.Return(q, l.now(), unused), unused != ledger.Amount{}
	})
	if err != nil {
		return fmt.Errorf("returning quota of %s in %s: %w", q.Model, q.Region, err)
	}
	return nil
}

// change computes an account's next state and writes it, and repeats that if
// others were faster. The result of next for a possibly old state counts only
// if its write succeeds, or if the state has just been read.
func (l *Ledger) change(ctx context.Context, q ledger.Quota, n ledger.Amount,
	next func(ledger.State) (ledger.State, bool)) error {
	if n.Tokens < 0 || n.Requests < 0 {
		return fault.Newf(fault.Invalid, "a negative amount of a quota")
	}
	key := "quota#" + q.Region + "#" + q.Model
	a, known := l.cached(key)
	fresh := false
	for try := range races {
		if !known {
			var err error
			if a, err = l.read(ctx, key); err != nil {
				return err
			}
			fresh = true
		}
		known = true
		if a.version == 0 {
			a.state = ledger.Fresh(q, l.now())
		}
		state, write := next(a.state)
		if !write {
			if fresh {
				return nil
			}
			known = false // what was remembered gives nothing: look again
			continue
		}
		newer, err := l.write(ctx, key, state, a.version)
		if err == nil {
			l.remember(key, account{state, a.version + 1})
			return nil
		}
		if newer == nil {
			return err
		}
		a, fresh = *newer, true
		if err := pause(ctx, try); err != nil {
			return err
		}
	}
	return fault.Newf(fault.Throttled, "too many sharers at once").WithRetryAfter(100 * time.Millisecond)
}

// pause lets others finish: a random time up to 2 ms, 4 ms and so on.
func pause(ctx context.Context, try int) error {
	t := time.NewTimer(time.Duration(rand.Int64N(int64(2*time.Millisecond) << min(try, 5))))
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return classify(ctx, ctx.Err())
	}
}

func (l *Ledger) cached(key string) (account, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	a, ok := l.seen[key]
	return a, ok
}

func (l *Ledger) remember(key string, a account) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.seen[key].version < a.version {
		l.seen[key] = a
	}
}

func (l *Ledger) read(ctx context.Context, key string) (account, error) {
	out, err := l.client.GetItem(ctx, &dynamodb.GetItemInput{
		TableName: &l.table, ConsistentRead: aws.Bool(true),
		Key: map[string]types.AttributeValue{"pk": &types.AttributeValueMemberS{Value: key}},
	})
	if err != nil {
		return account{}, classify(ctx, err)
	}
	return parse(out.Item)
}

// write replaces the version from which a state was computed. If others have
// replaced it meanwhile, the newer account is returned with the error.
func (l *Ledger) write(ctx context.Context, key string, s ledger.State, version int64) (*account,
	error) {
	in := &dynamodb.PutItemInput{
		TableName: &l.table,
		Item: map[string]types.AttributeValue{
			"pk": &types.AttributeValueMemberS{Value: key}, "version": number(float64(version + 1)),
			"tokens": number(s.Tokens), "day": number(s.Day), "requests": number(s.Requests),
			"at":      number(float64(s.At.UnixMilli())),
			"expires": number(float64(s.At.Add(kept).Unix())),
		},
		ConditionExpression:                 aws.String("attribute_not_exists(pk)"),
		ReturnValuesOnConditionCheckFailure: types.ReturnValuesOnConditionCheckFailureAllOld,
	}
	if version > 0 {
		in.ConditionExpression = aws.String("version = :v")
		in.ExpressionAttributeValues = map[string]types.AttributeValue{":v": number(float64(version))}
	}
	_, err := l.client.PutItem(ctx, in)
	if lost, ok := errors.AsType[*types.ConditionalCheckFailedException](err); ok {
		newer, parseErr := parse(lost.Item)
		if parseErr != nil {
			return nil, parseErr
		}
		return &newer, err
	}
	if err != nil {
		return nil, classify(ctx, err)
	}
	return nil, nil
}

func number(f float64) types.AttributeValue {
	return &types.AttributeValueMemberN{Value: strconv.FormatFloat(f, 'f', -1, 64)}
}

// parse reads an item; none is an account that nobody drew from.
func parse(item map[string]types.AttributeValue) (account, error) {
	if len(item) == 0 {
		return account{}, nil
	}
	var err error
	get := func(name string) float64 {
		n, ok := item[name].(*types.AttributeValueMemberN)
		if !ok {
			err = errors.Join(err, fault.Newf(fault.Damaged, "the account has no number %s", name))
			return 0
		}
		f, parseErr := strconv.ParseFloat(n.Value, 64)
		err = errors.Join(err, parseErr)
		return f
	}
	a := account{version: int64(get("version")), state: ledger.State{
		Tokens: get("tokens"), Day: get("day"), Requests: get("requests"),
		At: time.UnixMilli(int64(get("at"))),
	}}
	return a, fault.Wrap(err, fault.Damaged, "", "")
}

// classify is the one place where DynamoDB's errors get their kind.
func classify(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		err = ctx.Err()
	}
	kind := fault.Unavailable
	switch {
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		kind = fault.KindOf(err)
	default:
		if api, ok := errors.AsType[smithy.APIError](err); ok {
			kind = codeKind(api.ErrorCode())
		}
	}
	return fault.Wrap(fmt.Errorf("dynamodb: %w", err), kind, "", "")
}

func codeKind(code string) fault.Kind {
	switch code {
	case "ProvisionedThroughputExceededException", "ThrottlingException", "RequestLimitExceeded",
		"ThrottledException":
		return fault.Throttled
	case "ResourceNotFoundException":
		return fault.NotConfigured
	case "AccessDeniedException", "UnrecognizedClientException", "InvalidSignatureException",
		"ExpiredTokenException", "MissingAuthenticationToken":
		return fault.Forbidden
	case "ValidationException":
		return fault.Internal
	}
	return fault.Unavailable
}
