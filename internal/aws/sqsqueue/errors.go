package sqsqueue

import (
	"context"
	"errors"
	"strings"

	"github.com/aws/smithy-go"

	"github.com/mundap/mundap/internal/aws/awsfault"
	"github.com/mundap/mundap/internal/fault"
)

// classify is the one place where SQS's errors get their kind.
func classify(ctx context.Context, err error) error {
	return awsfault.Classify(ctx, "sqs", err, kindOf)
}

func kindOf(err error) fault.Kind {
	if errors.Is(err, context.DeadlineExceeded) {
		return fault.Timeout
	}
	if api, ok := errors.AsType[smithy.APIError](err); ok {
		return codeKind(api)
	}
	return fault.Unavailable
}

func codeKind(err smithy.APIError) fault.Kind {
	// Some servers write the namespace before the code, and the older protocol another one.
	code := err.ErrorCode()
	if i := strings.LastIndexAny(code, "#."); i >= 0 {
		code = code[i+1:]
	}
	switch code {
	case "RequestThrottled", "ThrottlingException", "Throttling", "KmsThrottled", "OverLimit":
		return fault.Throttled
	case "QueueDoesNotExist", "NonExistentQueue":
		return fault.NotConfigured
	case "AccessDenied", "AccessDeniedException", "KmsAccessDenied", "InvalidSecurity",
		"UnrecognizedClientException",
		"InvalidClientTokenId", "ExpiredToken", "SignatureDoesNotMatch":
		return fault.Forbidden
	case "ReceiptHandleIsInvalid", "MessageNotInflight":
		return fault.Conflict
	case "InvalidParameterValue":
		// Of a FIFO queue: "The receipt handle has expired", "Message does not
		// exist or is not available for visibility timeout change".
		message := strings.ToLower(err.ErrorMessage())
		if strings.Contains(message, "receipt handle") ||
			strings.Contains(message, "visibility timeout change") {
			return fault.Conflict
		}
		return fault.Internal
	case "InvalidMessageContents", "InvalidParameterValueException", "UnsupportedOperation",
		"MissingParameter", "InvalidAddress":
		return fault.Internal
	}
	return fault.Unavailable
}
