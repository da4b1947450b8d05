package dynamostore

import (
	"context"
	"errors"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/smithy-go"

	"github.com/mundap/mundap/internal/fault"
)

// Reasons for which DynamoDB cancels a transaction.
const (
	conditionFailed = "ConditionalCheckFailed"
	metAnother      = "TransactionConflict"
)

// classify is the one place where DynamoDB's errors get their kind.
func classify(ctx context.Context, err error) error {
	if err == nil {
		return nil
	}
	if ended := ctx.Err(); ended != nil { // the SDK wraps it in words of its own
		return fmt.Errorf("dynamodb: %w", ended)
	}
	if _, ok := errors.AsType[*fault.Error](err); ok {
		return err
	}
	return fault.Wrap(fmt.Errorf("dynamodb: %w", err), kindOf(err), "", "")
}

func kindOf(err error) fault.Kind {
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return fault.KindOf(err)
	}
	if canceled, ok := errors.AsType[*types.TransactionCanceledException](err); ok {
		for _, r := range canceled.CancellationReasons {
			if r.Code != nil && *r.Code != "None" {
				return codeKind(*r.Code)
			}
		}
	}
	if api, ok := errors.AsType[smithy.APIError](err); ok {
		return codeKind(api.ErrorCode())
	}
	return fault.Unavailable
}

func codeKind(code string) fault.Kind {
	switch code {
	case "ProvisionedThroughputExceededException", "ProvisionedThroughputExceeded",
		"ThrottlingException", "ThrottlingError",
		"RequestLimitExceeded", "ThrottledException":
		return fault.Throttled
	case "ConditionalCheckFailedException", conditionFailed:
		return fault.Conflict
	case "TransactionConflictException", metAnother, "TransactionInProgressException",
		"TransactionCanceledException":
		return fault.Overloaded
	case "ItemCollectionSizeLimitExceededException", "ItemCollectionSizeLimitExceeded":
		return fault.TooLarge
	case "ResourceNotFoundException":
		return fault.NotConfigured
	case "AccessDeniedException", "UnrecognizedClientException", "InvalidSignatureException",
		"ExpiredTokenException",
		"MissingAuthenticationToken", "MissingAuthenticationTokenException":
		return fault.Forbidden
	case "ValidationException", "ValidationError":
		return fault.Internal
	}
	return fault.Unavailable
}

// meets reports whether a write met another one, so that the same write may succeed in a moment.
func meets(err error) bool {
	if canceled, ok := errors.AsType[*types.TransactionCanceledException](err); ok {
		met := false
		for _, r := range canceled.CancellationReasons {
			switch {
			case r.Code == nil:
			case *r.Code == conditionFailed:
				return false // once more would fail the same way
			case *r.Code == metAnother:
				met = true
			}
		}
		return met
	}
	api, ok := errors.AsType[smithy.APIError](err)
	return ok && (api.ErrorCode() == "TransactionConflictException" ||
		api.ErrorCode() == "TransactionInProgressException")
}

// refused reports whether the condition of a transaction's i-th item failed. It
// also returns the stored item, or nil if there is none.
func refused(err error, i int) (item, bool) {
	canceled, ok := errors.AsType[*types.TransactionCanceledException](err)
	if !ok || i >= len(canceled.CancellationReasons) {
		return nil, false
	}
	r := canceled.CancellationReasons[i]
	return r.Item, r.Code != nil && *r.Code == conditionFailed
}

// refusedLast is refused for a transaction's last item.
func refusedLast(err error) (item, bool) {
	canceled, ok := errors.AsType[*types.TransactionCanceledException](err)
	if !ok {
		return nil, false
	}
	return refused(err, len(canceled.CancellationReasons)-1)
}

// refusedOne is refused for a write of a single item.
func refusedOne(err error) (item, bool) {
	failed, ok := errors.AsType[*types.ConditionalCheckFailedException](err)
	if !ok {
		return nil, false
	}
	return failed.Item, true
}

func notFound(format string, args ...any) error {
	return fault.Newf(fault.NotFound, format,
		args...)
}
func conflict(format string, args ...any) error {
	return fault.Newf(fault.Conflict, format,
		args...)
}
