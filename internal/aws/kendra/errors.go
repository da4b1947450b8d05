package kendra

import (
	"context"
	"errors"

	"github.com/mundap/mundap/internal/aws/awsfault"
	"github.com/mundap/mundap/internal/fault"
)

// classify is the one place where Kendra's errors get their kind.
func classify(ctx context.Context, doing string, err error) error {
	return awsfault.Classify(ctx, "kendra: "+doing, err, kindOf)
}

func kindOf(err error) fault.Kind {
	if errors.Is(err, context.DeadlineExceeded) {
		return fault.Timeout
	}
	if kind, known := codes[awsfault.Code(err)]; known {
		return kind
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
	"AccessDeniedException":               fault.NotConfigured,
	"UnrecognizedClientException":         fault.NotConfigured,
	"InvalidSignatureException":           fault.NotConfigured,
	"ExpiredTokenException":               fault.NotConfigured,
	"MissingAuthenticationTokenException": fault.NotConfigured,
	"IncompleteSignatureException":        fault.NotConfigured,
}
