package s3blob

import (
	"context"
	"errors"
	"net/http"

	"github.com/mundap/mundap/internal/aws/awsfault"
	"github.com/mundap/mundap/internal/fault"
)

// classify is the one place where S3's errors get their kind.
func classify(ctx context.Context, doing, key string, err error) error {
	return awsfault.Classify(ctx, "s3: "+doing+" "+key, err, kindOf)
}

func kindOf(err error) fault.Kind {
	if errors.Is(err, context.DeadlineExceeded) {
		return fault.Timeout
	}
	if kind, known := codes[awsfault.Code(err)]; known {
		return kind
	}
	if kind, known := statuses[awsfault.StatusOf(err)]; known { // a HEAD's error has no code
		return kind
	}
	return fault.Unavailable
}

var codes = map[string]fault.Kind{
	"NoSuchKey": fault.NotFound, "NotFound": fault.NotFound, "NoSuchVersion": fault.NotFound,
	"NoSuchBucket":       fault.NotConfigured,
	"PreconditionFailed": fault.Conflict, "ConditionalRequestConflict": fault.Conflict,
	"OperationAborted": fault.Conflict,
	"SlowDown":         fault.Throttled, "TooManyRequests": fault.Throttled,
	"RequestLimitExceeded": fault.Throttled,
	"ThrottlingException":  fault.Throttled, "Throttling": fault.Throttled,
	"ServiceUnavailable": fault.Overloaded, "Busy": fault.Overloaded,
	"RequestTimeout": fault.Timeout,
	"AccessDenied":   fault.Forbidden, "Forbidden": fault.Forbidden,
	"InvalidAccessKeyId":    fault.Forbidden,
	"SignatureDoesNotMatch": fault.Forbidden, "ExpiredToken": fault.Forbidden,
	"InvalidToken":          fault.Forbidden,
	"KMS.DisabledException": fault.Forbidden,
	"EntityTooLarge":        fault.TooLarge,
	"KeyTooLongError":       fault.Invalid, "InvalidRange": fault.Invalid,
}

var statuses = map[int]fault.Kind{
	http.StatusNotFound: fault.NotFound, http.StatusForbidden: fault.Forbidden,
	http.StatusConflict:           fault.Conflict,
	http.StatusPreconditionFailed: fault.Conflict, http.StatusTooManyRequests: fault.Throttled,
	http.StatusRequestEntityTooLarge:        fault.TooLarge,
	http.StatusRequestedRangeNotSatisfiable: fault.Invalid,
	http.StatusServiceUnavailable:           fault.Overloaded,
}

// beyondEnd reports whether a range began at or after the object's end.
func beyondEnd(err error) bool {
	return awsfault.StatusOf(err) == http.StatusRequestedRangeNotSatisfiable
}
