// Package speechtest is the conformance suite of [speech.Synthesizer]. Every
// implementation runs it.
package speechtest

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/speech"
)

// Behaviour is what the adapter's other side does with every call.
type Behaviour struct {
	// Fault, when not zero, is answered instead of audio: the provider's own
	// form of an error of this kind.
	Fault fault.Kind
	// RetryAfter is told with a Throttled fault, in whole seconds.
	RetryAfter time.Duration
}

// Harness makes a synthesizer whose other side behaves so, for the length of
// the test, and has voices for Korean and English. It calls t.Skip with the
// reason where a provider has no form of the behaviour.
type Harness func(t *testing.T, b Behaviour) speech.Synthesizer

// Run tests an adapter.
func Run(t *testing.T, harness Harness) {
	for _, c := range []struct {
		name string
		test func(*testing.T, Harness)
	}{
		{"it speaks Korean and English", speaks},
		{"a long text is spoken whole", longText},
		{"what looks like markup is spoken", markup},
		{"nothing to say is invalid", nothing},
		{"a language without a voice is unsupported", noVoice},
		{"an ended context is an error", endedContext},
		{"calls run side by side", sideBySide},
		{"faults are classified", faults},
	} {
		t.Run(c.name, func(t *testing.T) { c.test(t, harness) })
	}
}

func speak(t *testing.T, s speech.Synthesizer, text, language string) speech.Audio {
	t.Helper()
	a, err := s.Speak(t.Context(), text, language)
	if err != nil {
		t.Fatalf("%s: %v", language, err)
	}
	if !strings.HasPrefix(a.ContentType, "audio/") || len(a.Data) == 0 {
		t.Errorf("%s: %d bytes of %q", language, len(a.Data), a.ContentType)
	}
	return a
}

func failed(t *testing.T, a speech.Audio, err error, want fault.Kind) {
	t.Helper()
	if !fault.Is(err, want) || len(a.Data) != 0 {
		t.Errorf("%d bytes, kind %v, want %v: %v", len(a.Data), fault.KindOf(err), want, err)
	}
}

func speaks(t *testing.T, harness Harness) {
	s := harness(t, Behaviour{})
	for _, language := range []string{"ko", "ko-KR", "en", "en-US"} {
		speak(t, s, "안녕하세요. Hello.", language)
	}
}

func longText(t *testing.T, harness Harness) {
	s := harness(t, Behaviour{})
	short := speak(t, s, "문장이에요. ", "ko")
	long := speak(t, s, strings.Repeat("문장이에요. ", 1500), "ko")
	if len(long.Data) < 100*len(short.Data) {
		t.Errorf("1,500 sentences take %d bytes, one takes %d", len(long.Data), len(short.Data))
	}
}

func markup(t *testing.T, harness Harness) {
	speak(t, harness(t, Behaviour{}), "<speak><break time=\"10s\"/>&amp; a < b </speak", "ko")
}

func nothing(t *testing.T, harness Harness) {
	s := harness(t, Behaviour{})
	for _, text := range []string{"", " \n\t"} {
		a, err := s.Speak(t.Context(), text, "ko")
		failed(t, a, err, fault.Invalid)
	}
}

func noVoice(t *testing.T, harness Harness) {
	a, err := harness(t, Behaviour{}).Speak(t.Context(), "saluton", "eo")
	failed(t, a, err, fault.Unsupported)
}

func endedContext(t *testing.T, harness Harness) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	a, err := harness(t, Behaviour{}).Speak(ctx, "안녕하세요.", "ko")
	failed(t, a, err, fault.Canceled)
}

func sideBySide(t *testing.T, harness Harness) {
	s := harness(t, Behaviour{})
	var all sync.WaitGroup
	failures := make(chan error, 8)
	for range cap(failures) {
		all.Go(func() {
			if _, err := s.Speak(t.Context(), "함께 말해요.", "ko"); err != nil {
				failures <- err
			}
		})
	}
	all.Wait()
	close(failures)
	for err := range failures {
		t.Error(err)
	}
}

func faults(t *testing.T, harness Harness) {
	for _, kind := range []fault.Kind{fault.Throttled, fault.Overloaded, fault.Unavailable,
		fault.Timeout, fault.Forbidden} {
		t.Run(kind.String(), func(t *testing.T) {
			a, err := harness(t, Behaviour{Fault: kind}).Speak(t.Context(), "안녕하세요.", "ko")
			failed(t, a, err, kind)
		})
	}
	t.Run("throttled tells when to come again", func(t *testing.T) {
		a, err := harness(t, Behaviour{Fault: fault.Throttled,
			RetryAfter: 7 * time.Second}).Speak(t.Context(), "안녕하세요.", "ko")
		failed(t, a, err, fault.Throttled)
		if got := fault.RetryAfter(err); got != 7*time.Second {
			t.Errorf("retry after %v", got)
		}
	})
}
