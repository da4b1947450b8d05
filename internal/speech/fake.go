package speech

import (
	"bytes"
	"context"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/mundap/mundap/internal/fault"
)

// Fake speaks Korean and English in silence: MP3 of a tenth of a second per
// character. The zero value works. Safe for concurrent use.
type Fake struct {
	// Err, when set, is asked before every call; what it returns is the call's error.
	Err func(text, language string) error

	mu     sync.Mutex
	spoken []string
}

// Spoken returns the texts that were spoken so far, in order.
func (f *Fake) Spoken() []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return append([]string(nil), f.spoken...)
}

// Speak gives silence. See [Synthesizer].
func (f *Fake) Speak(ctx context.Context, text, language string) (Audio, error) {
	if err := ctx.Err(); err != nil {
		return Audio{}, fault.Wrap(err, fault.KindOf(err), "", "")
	}
	if strings.TrimSpace(text) == "" {
		return Audio{}, fault.Newf(fault.Invalid, "nothing to say")
	}
	switch primary, _, _ := strings.Cut(strings.ToLower(language), "-"); primary {
	case "ko", "en":
	default:
		return Audio{}, fault.Newf(fault.Unsupported, "no voice for language %q", language)
	}
	if f.Err != nil {
		if err := f.Err(text, language); err != nil {
			return Audio{}, err
		}
	}
	f.mu.Lock()
	f.spoken = append(f.spoken, text)
	f.mu.Unlock()
	return Audio{ContentType: "audio/mpeg", Data: silence(utf8.RuneCountInString(text))}, nil
}

// silentFrame is 24 ms of silence: a frame of MPEG-2 layer III with 48 kbit/s and
// 24,000 samples a second, mono, whose side information says that nothing follows.
var silentFrame = append([]byte{0xff, 0xf3, 0x64, 0xc0}, make([]byte, 140)...)

// silence is MP3 of n tenths of a second, about.
func silence(n int) []byte { return bytes.Repeat(silentFrame, 4*n) }
