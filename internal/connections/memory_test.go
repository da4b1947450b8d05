package connections_test

import (
	"testing"

	"github.com/mundap/mundap/internal/connections"
	"github.com/mundap/mundap/internal/connections/connectionstest"
)

func TestMemory(t *testing.T) {
	connectionstest.Run(t, func(*testing.T) connections.Store { return new(connectionstest.Memory) })
}
