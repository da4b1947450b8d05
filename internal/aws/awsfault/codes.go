package awsfault

import (
	"context"
	"errors"

	"github.com/mundap/mundap/internal/fault"
)

// Codes map a search service's own error codes to kinds. They take precedence
// over the codes that these services share.
type Codes map[string]fault.Kind

// KindOf returns the kind of an error from the service, or otherwise if its
// code is in neither table.
func (c Codes) KindOf(err error, otherwise fault.Kind) fault.Kind {
	if errors.Is(err, context.DeadlineExceeded) {
		return fault.Timeout
	}
	code := Code(err)
	if kind, known := c[code]; known {
		return kind
	}
	if kind, known := shared[code]; known {
		return kind
	}
	return otherwise
}

// shared are the codes of Kendra, Bedrock's knowledge bases and S3 Vectors.
var shared = Codes{
	"ThrottlingException":           fault.Throttled,
	"TooManyRequestsException":      fault.Throttled,
	"ServiceQuotaExceededException": fault.Throttled,
	"InternalServerException":       fault.Unavailable,
	"ConflictException":             fault.Unavailable, // the index is being made or changed
	"ValidationException":           fault.Invalid,
	// The deployment lacks permissions. No document is to blame for that.
	"AccessDeniedException":               fault.NotConfigured,
	"UnrecognizedClientException":         fault.NotConfigured,
	"InvalidSignatureException":           fault.NotConfigured,
	"IncompleteSignatureException":        fault.NotConfigured,
	"ExpiredTokenException":               fault.NotConfigured,
	"MissingAuthenticationTokenException": fault.NotConfigured,
}
