package e5

import (
	"encoding/binary"
	"flag"
	"math"
	"os"
	"testing"

	"github.com/mundap/mundap/internal/embed"
	"github.com/mundap/mundap/internal/embed/embedtest"
	"github.com/mundap/mundap/internal/simd"
)

var update = flag.Bool("update", false, "write calibration.bin")

// Calibrating embeds some hundred sentences: too many for the portable loops,
// which give the same vectors.
func TestCalibrationIsTheEncoders(t *testing.T) {
	if simd.Best() == simd.Portable() && !*update {
		return
	}
	want, err := embed.Calibrate(t.Context(), shared)
	if err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile("calibration.bin", encodeCalibration(t, want), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	got := shared.Calibration()
	for kind, m := range want.Means {
		for i, pair := range [][2][]float32{{got.Means[kind].Korean, m.Korean},
			{got.Means[kind].English, m.English}} {
			if c := embedtest.Cosine(pair[0], pair[1]); len(pair[0]) != Dimensions || c < 0.9999 {
				t.Errorf("mean %d of %s: cosine %.5f with what it should be; run the test with -update", i, kind, c)
			}
		}
	}
	if math.Abs(got.Unrelated-want.Unrelated) > 1e-3 || math.Abs(got.Same-want.Same) > 1e-3 {
		t.Errorf("levels %.4f and %.4f, want %.4f and %.4f; run the test with -update",
			got.Unrelated, got.Same, want.Unrelated, want.Same)
	}
}

func encodeCalibration(t *testing.T, c *embed.Calibration) []byte {
	t.Helper()
	var out []byte
	for _, kind := range []embed.Kind{embed.Query, embed.Passage} {
		for _, mean := range [][]float32{c.Means[kind].Korean, c.Means[kind].English} {
			for _, x := range mean {
				out = binary.LittleEndian.AppendUint32(out, math.Float32bits(x))
			}
		}
	}
	out = binary.LittleEndian.AppendUint64(out, math.Float64bits(c.Unrelated))
	return binary.LittleEndian.AppendUint64(out, math.Float64bits(c.Same))
}
