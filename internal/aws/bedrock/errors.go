package bedrock

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strings"

	"github.com/aws/smithy-go"

	"github.com/mundap/mundap/internal/aws/awsfault"
	"github.com/mundap/mundap/internal/fault"
)

// classify is the one place where Bedrock's errors get their kind.
func classify(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		err = ctx.Err()
	}
	kind := kindOf(err)
	var cause error = fmt.Errorf("bedrock: %w", err)
	return (&fault.Error{Kind: kind, Err: cause}).WithRetryAfter(awsfault.RetryAfter(err))
}

func kindOf(err error) fault.Kind {
	if errors.Is(err, context.Canceled) {
		return fault.Canceled
	}
	if errors.Is(err, context.DeadlineExceeded) {
		return fault.Timeout
	}
	if api, ok := errors.AsType[smithy.APIError](err); ok {
		return apiKind(api)
	}
	if n, ok := errors.AsType[net.Error](err); ok && n.Timeout() {
		return fault.Timeout
	}
	// Unavailable: not sent, or the answer could not be read
	return awsfault.KindOfStatus(awsfault.StatusOf(err))
}

// apiKind classifies an error by its code, which is the same before and within
// a stream.
func apiKind(err smithy.APIError) fault.Kind {
	switch err.ErrorCode() {
	case "ThrottlingException", "throttlingException", "ServiceQuotaExceededException",
		"TooManyRequestsException":
		return fault.Throttled
	case "ServiceUnavailableException", "serviceUnavailableException", "ModelNotReadyException":
		return fault.Overloaded
	case "ModelTimeoutException", "modelTimeoutException", "RequestTimeout",
		"RequestTimeoutException":
		return fault.Timeout
	case "InternalServerException", "internalServerException", "ModelErrorException",
		"ModelStreamErrorException",
		"modelStreamErrorException", "InternalFailure", "ConflictException":
		return fault.Unavailable
	case "AccessDeniedException", "UnrecognizedClientException", "InvalidSignatureException",
		"ExpiredTokenException",
		"IncompleteSignature", "MissingAuthenticationToken", "OptInRequired":
		return fault.Forbidden
	case "ResourceNotFoundException":
		return fault.NotFound
	case "ValidationException", "validationException":
		return validationKind(strings.ToLower(err.ErrorMessage()))
	}
	return awsfault.KindOfStatus(awsfault.StatusOf(err))
}

// validationKind classifies a ValidationException by its message, because there
// is no code for its cause.
func validationKind(message string) fault.Kind {
	for _, s := range []string{"too long", "too many input tokens", "context window",
		"context length", "maximum number of tokens", "input length", "exceeds the maximum"} {
		if strings.Contains(message, s) {
			return fault.TooLarge
		}
	}
	for _, s := range []string{"model identifier is invalid", "on-demand throughput isn",
		"model id is not", "end of its life"} {
		if strings.Contains(message, s) {
			return fault.NotFound
		}
	}
	return fault.Invalid
}
