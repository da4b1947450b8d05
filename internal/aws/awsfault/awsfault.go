// Package awsfault gives errors of AWS's SDK their kind, as far as all services
// have it alike: what an ended context, an HTTP status and a Retry-After header
// mean. What a service's own codes mean stands with its adapter.
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

// Classify wraps the error of a call with what was being done ("s3: reading
// a.txt"): with ctx's own error when that has ended, which the SDK hides behind
// words of its own, otherwise with the kind that kindOf gives. nil stays nil.
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

// Code is a service's code for an error; "" if the error is none of a service's.
func Code(err error) string {
	if api, ok := errors.AsType[smithy.APIError](err); ok {
		return api.ErrorCode()
	}
	return ""
}

// StatusOf is the HTTP status with which an error came; 0: none did, because it
// was not sent or the answer not read.
func StatusOf(err error) int {
	if r, ok := errors.AsType[*smithyhttp.ResponseError](err); ok && r.Response != nil {
		return r.HTTPStatusCode()
	}
	return 0
}

// KindOfStatus is what the status of a refused call means where its code says nothing.
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

// maxRetryAfter is the longest wait that is believed.
const maxRetryAfter = time.Hour

// RetryAfter reads the header in seconds; 0: it said nothing.
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
