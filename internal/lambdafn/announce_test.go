package lambdafn

import (
	"log/slog"
	"strings"
	"testing"

	"github.com/mundap/mundap/internal/connections"
	"github.com/mundap/mundap/internal/wire"
)

func TestAUsersWindowsAreToldOfAChange(t *testing.T) {
	h := newHarness(t)
	h.dial(t, wire.Subprotocol, "c1", "s1")
	h.dial(t, wire.Subprotocol, "c2", "s2")
	h.dial(t, "", "c3", "s3") // a base client
	h.user = "lee"
	h.dial(t, wire.Subprotocol, "c4", "s4")
	a := &announcer{clients: h.jobs.clients, log: slog.New(slog.DiscardHandler)}
	a.tell(connections.Change{User: "kim", Conversation: "일"})
	a.wait()
	if len(h.posted) != 2 || !strings.Contains(h.posted[0], `"changed"`) ||
		!strings.Contains(h.posted[1], `"일"`) {
		t.Errorf("posted %v", h.posted)
	}
}
