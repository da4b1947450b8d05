package turn_test

import (
	"testing"

	"github.com/mundap/mundap/internal/turn"
	"github.com/mundap/mundap/internal/turn/turntest"
)

func TestMemory(t *testing.T) {
	turntest.Run(t, func(*testing.T) turn.Store { return new(turntest.Memory) })
}
