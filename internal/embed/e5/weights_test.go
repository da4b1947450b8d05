package e5

import (
	"encoding/binary"
	"math"
	"testing"
)

func TestHalfReadsEveryNumberOf16Bits(t *testing.T) {
	for h := range uint16(math.MaxUint16) {
		exponent, fraction := int(h>>10&31), float64(h&1023)
		want := math.Ldexp(1024+fraction, exponent-25)
		switch exponent {
		case 0:
			want = math.Ldexp(fraction, -24)
		case 31:
			want = math.Inf(1)
		}
		if h>>15 == 1 {
			want = -want
		}
		if got := half(binary.LittleEndian.AppendUint16(nil, h)); got != float32(want) {
			t.Fatalf("%#x is %g, want %g", h, got, want)
		}
	}
}
