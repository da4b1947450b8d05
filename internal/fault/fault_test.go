package fault_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/mundap/mundap/internal/fault"
)

func TestEveryKindHasANameAStatusAndBothSentences(t *testing.T) {
	allowed := map[int]bool{400: true, 401: true, 403: true, 404: true, 409: true, 413: true,
		429: true, 500: true}
	for k := fault.Internal; k <= fault.Damaged; k++ {
		if m := k.Message(); m.Ko == "" || m.En == "" {
			t.Errorf("%v: a sentence is missing: %+v", k, m)
		}
		if !allowed[k.Status()] {
			t.Errorf("%v: status %d is none of the protocol's", k, k.Status())
		}
	}
}

func TestAnErrorKeepsItsKindAndSentenceWhileItIsWrapped(t *testing.T) {
	cause := errors.New("tcp: reset")
	err := fault.Wrap(cause, fault.Throttled, "바빠요.",
		"Busy.").(*fault.Error).WithRetryAfter(3 * time.Second)
	wrapped := fmt.Errorf("asking the model: %w", err)
	if fault.KindOf(wrapped) != fault.Throttled || !fault.Retryable(wrapped) {
		t.Errorf("kind %v, retryable %v", fault.KindOf(wrapped), fault.Retryable(wrapped))
	}
	if got := fault.RetryAfter(wrapped); got != 3*time.Second {
		t.Errorf("retry after %v", got)
	}
	if got := fault.MessageOf(wrapped).In("ko-KR"); got != "바빠요." {
		t.Errorf("message %q", got)
	}
	if got := fault.MessageOf(errors.Join(errors.New("closing"),
		wrapped)).In("en"); got != "Busy." {
		t.Errorf("message of joined errors %q", got)
	}
	if !errors.Is(wrapped, cause) {
		t.Error("the cause is lost")
	}
}

func TestContextErrorsAreClassified(t *testing.T) {
	for err, want := range map[error]fault.Kind{
		context.Canceled:         fault.Canceled,
		context.DeadlineExceeded: fault.Timeout,
		errors.New("anything"):   fault.Internal,
	} {
		if got := fault.KindOf(fmt.Errorf("reading: %w", err)); got != want {
			t.Errorf("%v: %v, want %v", err, got, want)
		}
	}
}

func TestAMissingTranslationFallsBack(t *testing.T) {
	if got := (fault.Text{Ko: "하나"}).In("en"); got != "하나" {
		t.Errorf("got %q", got)
	}
	if got := (fault.Text{En: "one"}).In("ko"); got != "one" {
		t.Errorf("got %q", got)
	}
}

func TestWrapOfNilIsNil(t *testing.T) {
	if err := fault.Wrap(nil, fault.Invalid, "", ""); err != nil {
		t.Errorf("got %v", err)
	}
}
