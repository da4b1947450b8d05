package server

import (
	"testing"

	"github.com/mundap/mundap/internal/wire"
)

// A turn that ends while its conversation is read is in the log and among the
// unfinished ones.
func TestATurnThatEndsMeanwhileIsShownOnce(t *testing.T) {
	turn := func(id, answer string) wire.Turn { return wire.Turn{RequestID: id, Answer: answer} }
	got := appendNew([]wire.Turn{turn("a", "whole"), turn("b", "whole")},
		[]wire.Turn{turn("b", "half"), turn("c", "half")})
	if len(got) != 3 || got[1].Answer != "whole" || got[2].RequestID != "c" {
		t.Errorf("%+v", got)
	}
}
