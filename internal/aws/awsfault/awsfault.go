// Package awsfault classifies errors of the AWS SDK that mean the same in all
// services: an ended context, an HTTP status, a Retry-After header. Each
// adapter classifies the error codes of its own service.
package awsfault

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"github.com/aws/smithy-go"
	smithyhttp "github.com/aws/smithy-go/transport/http"

	"github.com/mundap/mundap/internal/fault"
)

// Classify wraps the error of a call with a description of the call ("s3:
// reading a.txt"). If ctx has ended, it wraps ctx's own error, which the SDK
// hides behind its own words; otherwise it uses the kind that kindOf returns.
// It returns nil for nil.
func Classify(ctx context.Context, doing string, err error, kindOf func(error) fault.Kind) error {
	if err == nil {
		return nil
	}
	if ended := ctx.Err(); ended != nil {
		return fmt.Errorf("%s: %w", doing, ended)
	}
	return (&fault.Error{Kind: kindOf(err), Err: fmt.Errorf("%s: %w", doing,
		err)}).WithRetryAfter(RetryAfter(err))
}

// Code returns the service's code for an error, or "" if the error does not
// come from a service.
func Code(err error) string {
	if api, ok := errors.AsType[smithy.APIError](err); ok {
		return api.ErrorCode()
	}
	return ""
}

// StatusOf returns the HTTP status of an error. It is 0 if there was none,
// because the request was not sent or the response could not be read.
func StatusOf(err error) int {
	if r, ok := errors.AsType[*smithyhttp.ResponseError](err); ok && r.Response != nil {
		return r.HTTPStatusCode()
	}
	return 0
}

// KindOfStatus returns the kind of an error by its HTTP status, for calls whose
// code says nothing.
func KindOfStatus(status int) fault.Kind {
	switch status {
	case http.StatusTooManyRequests:
		return fault.Throttled
	case http.StatusUnauthorized, http.StatusForbidden:
		return fault.Forbidden
	case http.StatusNotFound:
		return fault.NotFound
	case http.StatusRequestTimeout, http.StatusGatewayTimeout:
		return fault.Timeout
	case http.StatusRequestEntityTooLarge:
		return fault.TooLarge
	case http.StatusServiceUnavailable:
		return fault.Overloaded
	}
	if status >= 400 && status < 500 {
		return fault.Invalid
	}
	return fault.Unavailable
}

// maxRetryAfter is the longest wait that is accepted from a service.
const maxRetryAfter = time.Hour

// RetryAfter returns the header's wait, which is in seconds, or 0 if there is
// none.
func RetryAfter(err error) time.Duration {
	r, ok := errors.AsType[*smithyhttp.ResponseError](err)
	if !ok || r.Response == nil {
		return 0
	}
	seconds, err := strconv.ParseFloat(r.Response.Header.Get("Retry-After"), 64)
	if err != nil || !(seconds > 0 && seconds <= maxRetryAfter.Seconds()) { // NaN is neither
		return 0
	}
	return time.Duration(seconds * float64(time.Second))
}
