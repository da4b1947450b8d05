package polly

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strconv"
	"time"

	"github.com/aws/smithy-go"
	smithyhttp "github.com/aws/smithy-go/transport/http"

	"github.com/mundap/mundap/internal/fault"
)

// classify is the one place where Polly's errors get their kind.
func classify(ctx context.Context, err error) error {
	if ended := ctx.Err(); ended != nil { // the SDK wraps it in words of its own
		return fmt.Errorf("polly: %w", ended)
	}
	return (&fault.Error{Kind: kindOf(err), Err: fmt.Errorf("polly: %w", err)}).WithRetryAfter(retryAfter(err))
}

func kindOf(err error) fault.Kind {
	if api, ok := errors.AsType[smithy.APIError](err); ok {
		switch api.ErrorCode() {
		case "ThrottlingException", "ServiceQuotaExceededException", "TooManyRequestsException":
			return fault.Throttled
		case "TextLengthExceededException":
			return fault.TooLarge
		case "EngineNotSupportedException", "LanguageNotSupportedException":
			return fault.Unsupported
		case "ServiceFailureException":
			return fault.Unavailable
		case "AccessDeniedException", "UnrecognizedClientException", "InvalidSignatureException", "ExpiredTokenException":
			return fault.Forbidden
		}
	}
	if n, ok := errors.AsType[net.Error](err); ok && n.Timeout() {
		return fault.Timeout
	}
	if r, ok := errors.AsType[*smithyhttp.ResponseError](err); ok {
		return statusKind(r.HTTPStatusCode())
	}
	return fault.Unavailable
}

func statusKind(status int) fault.Kind {
	switch {
	case status == http.StatusTooManyRequests:
		return fault.Throttled
	case status == http.StatusForbidden || status == http.StatusUnauthorized:
		return fault.Forbidden
	case status == http.StatusRequestTimeout || status == http.StatusGatewayTimeout:
		return fault.Timeout
	case status == http.StatusServiceUnavailable:
		return fault.Overloaded
	case status >= 400 && status < 500:
		return fault.Invalid
	}
	return fault.Unavailable
}

// retryAfter reads the header in seconds; 0: it said nothing.
func retryAfter(err error) time.Duration {
	r, ok := errors.AsType[*smithyhttp.ResponseError](err)
	if !ok || r.Response == nil {
		return 0
	}
	seconds, err := strconv.Atoi(r.Response.Header.Get("Retry-After"))
	if err != nil || seconds < 0 || seconds > 3600 {
		return 0
	}
	return time.Duration(seconds) * time.Second
}
