package speech

import (
	"bytes"
	"context"
	"encoding/binary"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/mundap/mundap/internal/fault"
)

// Fake speaks Korean and English in silence: a WAV file of a tenth of a second
// per character. The zero value works. Safe for concurrent use.
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
	return Audio{ContentType: "audio/wav", Data: silence(utf8.RuneCountInString(text))}, nil
}

// silence is a WAV file (RIFF, 8-bit PCM, mono, 8,000 samples a second) of n tenths of a second.
func silence(n int) []byte {
	const rate = 8000
	samples := bytes.Repeat([]byte{0x80}, n*rate/10) // 0x80 is the middle of unsigned 8-bit samples
	var b bytes.Buffer
	b.WriteString("RIFF")
	le := func(v any) { _ = binary.Write(&b, binary.LittleEndian, v) }
	le(uint32(36 + len(samples)))
	b.WriteString("WAVEfmt ")
	le(uint32(16))
	le(struct {
		Format, Channels uint16
		Rate, ByteRate   uint32
		Align, Bits      uint16
	}{1, 1, rate, rate, 1, 8})
	b.WriteString("data")
	le(uint32(len(samples)))
	b.Write(samples)
	return b.Bytes()
}
