package polly

import (
	"context"
	"errors"
	"net"

	"github.com/mundap/mundap/internal/aws/awsfault"
	"github.com/mundap/mundap/internal/fault"
)

// classify is the one place where Polly's errors get their kind.
func classify(ctx context.Context, err error) error {
	return awsfault.Classify(ctx, "polly", err, kindOf)
}

func kindOf(err error) fault.Kind {
	switch awsfault.Code(err) {
	case "ThrottlingException", "ServiceQuotaExceededException", "TooManyRequestsException":
		return fault.Throttled
	case "TextLengthExceededException":
		return fault.TooLarge
	case "EngineNotSupportedException", "LanguageNotSupportedException":
		return fault.Unsupported
	case "ServiceFailureException":
		return fault.Unavailable
	case "AccessDeniedException", "UnrecognizedClientException", "InvalidSignatureException",
		"ExpiredTokenException":
		return fault.Forbidden
	}
	if n, ok := errors.AsType[net.Error](err); ok && n.Timeout() {
		return fault.Timeout
	}
	return awsfault.KindOfStatus(awsfault.StatusOf(err))
}
