package opensearch

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strconv"
	"time"

	"github.com/mundap/mundap/internal/fault"
)

// cause is OpenSearch's description of an error.
type cause struct {
	Type   string `json:"type"`
	Reason string `json:"reason"`
}

func (c cause) String() string { return c.Type + ": " + c.Reason }

// answerError is an answer that refused a request. Its type tells some apart
// that have the same status.
type answerError struct {
	status int
	cause  cause
}

func (e *answerError) Error() string { return fmt.Sprintf("status %d, %s", e.status, e.cause) }

// refusal classifies an answer with a status of 300 and up.
func refusal(resp *http.Response, body []byte) error {
	e := &answerError{status: resp.StatusCode}
	var reply struct {
		Error json.RawMessage `json:"error"`
	}
	// The error is an object, or (from the managed service's front) a string, or no JSON at all.
	if json.Unmarshal(body, &reply) == nil && json.Unmarshal(reply.Error, &e.cause) != nil {
		_ = json.Unmarshal(reply.Error, &e.cause.Reason)
	}
	f := &fault.Error{Kind: kindOf(e.status, e.cause), Err: e}
	seconds, err := strconv.Atoi(resp.Header.Get("Retry-After"))
	if err == nil && seconds > 0 && seconds <= 3600 {
		f = f.WithRetryAfter(time.Duration(seconds) * time.Second)
	}
	return f
}

func kindOf(status int, c cause) fault.Kind {
	switch c.Type {
	case "cluster_block_exception": // a full disk, or an index that is being moved; its status is 403 or 429
		return fault.Unavailable
	case "index_not_found_exception":
		return fault.NotConfigured
	}
	switch {
	case status == http.StatusUnauthorized || status == http.StatusForbidden:
		// nobody's document is to blame: the deployment lacks a permission
		return fault.NotConfigured
	case status == http.StatusNotFound:
		return fault.NotFound
	case status == http.StatusConflict:
		return fault.Conflict
	case status == http.StatusRequestEntityTooLarge:
		return fault.TooLarge
	case status == http.StatusTooManyRequests:
		return fault.Throttled
	case status == http.StatusRequestTimeout || status == http.StatusGatewayTimeout:
		return fault.Timeout
	case status >= 500:
		return fault.Unavailable
	}
	return fault.Internal // our request was wrong
}

// unsent classifies a request that got no complete response.
func unsent(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	kind := fault.Unavailable
	if n, ok := errors.AsType[net.Error](err); ok && n.Timeout() {
		kind = fault.Timeout
	}
	return fault.Wrap(err, kind, "", "")
}

// is reports whether err is an answer of that type.
func is(err error, kind string) bool {
	e, ok := errors.AsType[*answerError](err)
	return ok && e.cause.Type == kind
}
