package e5

import (
	_ "embed"
	"encoding/binary"
	"math"

	"github.com/mundap/mundap/internal/embed"
)

// calibration.bin holds what embed.Calibrate finds out about the encoder: the
// means of questions and of passages, each in Korean and in English (f32), then
// the cosines of unrelated sentences and of translations (f64).
//
//go:embed calibration.bin
var calibration string

var _ embed.Calibrated = (*Encoder)(nil)

// Calibration is what embed.Calibrate would find out by embedding.
func (e *Encoder) Calibration() *embed.Calibration {
	c := &cursor{rest: view(calibration)}
	cal := &embed.Calibration{Means: map[embed.Kind]embed.Means{}}
	for _, kind := range []embed.Kind{embed.Query, embed.Passage} {
		cal.Means[kind] = embed.Means{Korean: c.floats(Dimensions), English: c.floats(Dimensions)}
	}
	cal.Unrelated, cal.Same = c.float64(), c.float64()
	return cal
}

func (c *cursor) float64() float64 {
	raw := c.bytes(8)
	if len(raw) == 0 {
		return 0
	}
	return math.Float64frombits(binary.LittleEndian.Uint64(raw))
}
