package kendra

import (
	"context"
	"errors"
	"fmt"

	"github.com/aws/smithy-go"

	"github.com/mundap/mundap/internal/fault"
)

// classify is the one place where Kendra's errors get their kind.
func classify(ctx context.Context, doing string, err error) error {
	if err == nil {
		return nil
	}
	if ended := ctx.Err(); ended != nil { // the SDK wraps it in words of its own
		return fmt.Errorf("kendra: %s: %w", doing, ended)
	}
	return fault.Wrap(fmt.Errorf("kendra: %s: %w", doing, err), kindOf(err), "", "")
}

func kindOf(err error) fault.Kind {
	if errors.Is(err, context.DeadlineExceeded) {
		return fault.Timeout
	}
	if api, ok := errors.AsType[smithy.APIError](err); ok {
		if kind, known := codes[api.ErrorCode()]; known {
			return kind
		}
	}
	return fault.Unavailable
}

var codes = map[string]fault.Kind{
	"ThrottlingException": fault.Throttled, "ServiceQuotaExceededException": fault.Throttled,
	"TooManyRequestsException":  fault.Throttled,
	"ResourceNotFoundException": fault.NotConfigured, // no such index
	"ConflictException":         fault.Unavailable,   // the index is being made or changed
	"InternalServerException":   fault.Unavailable,
	"ServiceUnavailable":        fault.Overloaded,
	"ValidationException":       fault.Invalid,
	// Permissions that the deployment lacks: nobody's document is to blame.
	"AccessDeniedException": fault.NotConfigured, "UnrecognizedClientException": fault.NotConfigured,
	"InvalidSignatureException": fault.NotConfigured, "ExpiredTokenException": fault.NotConfigured,
	"MissingAuthenticationTokenException": fault.NotConfigured, "IncompleteSignatureException": fault.NotConfigured,
}
