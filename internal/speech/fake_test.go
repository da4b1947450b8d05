package speech_test

import (
	"testing"

	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/speech"
	"github.com/mundap/mundap/internal/speech/speechtest"
)

func TestFakeKeepsTheContract(t *testing.T) {
	speechtest.Run(t, func(t *testing.T, b speechtest.Behaviour) speech.Synthesizer {
		f := &speech.Fake{}
		if b.Fault != 0 {
			f.Err = func(string, string) error {
				return fault.Newf(b.Fault,
					"scripted").WithRetryAfter(b.RetryAfter)
			}
		}
		return f
	})
}

func TestFakeTellsWhatWasSpoken(t *testing.T) {
	var f speech.Fake
	audio, err := f.Speak(t.Context(), "안녕", "ko")
	if err != nil || audio.ContentType != "audio/mpeg" || len(audio.Data) != 2*4*144 {
		t.Errorf("%d bytes, %v", len(audio.Data), err)
	}
	if got := f.Spoken(); len(got) != 1 || got[0] != "안녕" {
		t.Errorf("%q", got)
	}
}
