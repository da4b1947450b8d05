package openai

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/speech"
	"github.com/mundap/mundap/internal/speech/speechtest"
)

// speaker is a server that answers with a byte of audio for each character.
func speaker(t *testing.T, b speechtest.Behaviour) *Synthesizer {
	t.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var q speechRequest
		if err := json.NewDecoder(r.Body).Decode(&q); err != nil || q.Format != "mp3" ||
			r.URL.Path != "/v1/audio/speech" {
			t.Errorf("%s %+v, %v", r.URL.Path, q, err)
		}
		if n := utf8.RuneCountInString(q.Input); n == 0 || n > 4096 {
			t.Errorf("an input of %d characters", n)
		}
		if refused, ok := refusals[b.Fault]; ok && b.Fault != fault.Internal {
			if b.RetryAfter > 0 {
				w.Header().Set("Retry-After", fmt.Sprint(int(b.RetryAfter.Seconds())))
			}
			http.Error(w, refused.body, refused.status)
			return
		}
		w.Header().Set("Content-Type", "audio/mpeg")
		_, _ = w.Write([]byte(strings.Repeat("a", utf8.RuneCountInString(q.Input))))
	}))
	synthesizer := NewSynthesizer(SpeechOptions{URL: s.URL + "/v1", Model: "kokoro", Voice: "ko"})
	t.Cleanup(func() {
		synthesizer.Close()
		s.Close()
	})
	return synthesizer
}

func TestSpeechKeepsTheContract(t *testing.T) {
	speechtest.Run(t, func(t *testing.T,
		b speechtest.Behaviour) speech.Synthesizer {
		return speaker(t, b)
	})
}

func TestLongTextsAreSpokenInPieces(t *testing.T) {
	text := strings.TrimSpace(strings.Repeat("문장이에요. ", 1500))
	a, err := speaker(t, speechtest.Behaviour{}).Speak(t.Context(), text, "ko")
	if n := utf8.RuneCountInString(text); err != nil || len(a.Data) < n-10 {
		t.Errorf("%d bytes for %d characters, %v", len(a.Data), n, err)
	}
}
