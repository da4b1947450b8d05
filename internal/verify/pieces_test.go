package verify_test

import (
	"testing"

	"github.com/mundap/mundap/internal/verify"
)

// A sentence is judged once, when it is complete, and a heading is not judged.
func TestPiecesOfAnAnswer(t *testing.T) {
	for _, c := range []struct {
		text              string
		end, claim, ready bool
	}{
		{"연차는 15일", false, true, false},
		{"연차는 15일", true, true, true},
		{"연차는 15일이다. 병가", false, true, true},
		{"# 휴가", false, false, false},
		{"# 휴가\n", false, false, true},
		{"---\n", false, false, true},
		{"| 연차 | 15일 |", false, true, false},
		{"| 연차 | 15일 |\n", false, true, true},
	} {
		if p, ready := verify.NextPiece(c.text, c.end); ready != c.ready || p.Claim != c.claim {
			t.Errorf("%q, end %v: %+v, %v", c.text, c.end, p, ready)
		}
	}
}
