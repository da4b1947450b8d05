package awsfault

import (
	"context"
	"errors"
	"net/http"
	"testing"
	"time"

	"github.com/aws/smithy-go"
	smithyhttp "github.com/aws/smithy-go/transport/http"
	"go.uber.org/goleak"

	"github.com/mundap/mundap/internal/fault"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// refused is an error as the SDK gives it.
func refused(status int, header http.Header) error {
	return &smithyhttp.ResponseError{
		Response: &smithyhttp.Response{Response: &http.Response{StatusCode: status,
			Header: header}},
		Err: &smithy.GenericAPIError{Code: "SlowDown"},
	}
}

func TestClassifyKeepsTheKindTheCauseAndTheWait(t *testing.T) {
	err := refused(503, http.Header{"Retry-After": {"1.5"}})
	got := Classify(t.Context(), "s3: reading a.txt", err, func(err error) fault.Kind {
		if Code(err) != "SlowDown" || StatusOf(err) != 503 {
			t.Errorf("code %q, status %d", Code(err), StatusOf(err))
		}
		return fault.Throttled
	})
	if !fault.Is(got, fault.Throttled) || !errors.Is(got, err) ||
		fault.RetryAfter(got) != 1500*time.Millisecond {
		t.Errorf("%v, wait %v", got, fault.RetryAfter(got))
	}
	if err := Classify(t.Context(), "x", nil, nil); err != nil {
		t.Errorf("no error became %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := Classify(ctx, "x", err, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("of an ended context: %v", err)
	}
}

func TestAWaitThatIsNoneIsNotBelieved(t *testing.T) {
	for _, value := range []string{"", "soon", "-1", "0", "3601", "NaN", "1e300"} {
		if got := RetryAfter(refused(503, http.Header{"Retry-After": {value}})); got != 0 {
			t.Errorf("%q: %v", value, got)
		}
	}
}

func TestKindsOfStatuses(t *testing.T) {
	for status, want := range map[int]fault.Kind{
		429: fault.Throttled, 401: fault.Forbidden, 403: fault.Forbidden, 404: fault.NotFound,
		408: fault.Timeout,
		413: fault.TooLarge, 418: fault.Invalid, 500: fault.Unavailable, 503: fault.Overloaded,
		504: fault.Timeout, 0: fault.Unavailable,
	} {
		if got := KindOfStatus(status); got != want {
			t.Errorf("%d: %v, want %v", status, got, want)
		}
	}
}

func TestAServicesOwnCodesComeBeforeTheSharedOnes(t *testing.T) {
	codes := Codes{"ConflictException": fault.Conflict, "Own": fault.NotFound}
	of := func(code string) error { return &smithy.GenericAPIError{Code: code} }
	for code, want := range map[string]fault.Kind{
		"Own": fault.NotFound, "ConflictException": fault.Conflict,
		"ThrottlingException": fault.Throttled, "AccessDeniedException": fault.NotConfigured,
		"Unknown": fault.Overloaded, "": fault.Overloaded,
	} {
		if got := codes.KindOf(of(code), fault.Overloaded); got != want {
			t.Errorf("%q: %v, want %v", code, got, want)
		}
	}
	if got := codes.KindOf(context.DeadlineExceeded, fault.Overloaded); got != fault.Timeout {
		t.Errorf("a call that took too long: %v", got)
	}
}
