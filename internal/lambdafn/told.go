package lambdafn

import (
	"context"
	"log/slog"
	"time"

	"github.com/mundap/mundap/internal/connections"
	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/session"
	"github.com/mundap/mundap/internal/wiring"
)

// tellWithin limits the time for telling clients about one change, because the
// work on documents must not wait for sockets.
const tellWithin = 3 * time.Second

// teller tells the sockets of a document's owner that the document has changed.
// Others who may read it, perhaps everybody, see the change at their next
// request, because every message costs money.
type teller struct {
	connections connections.Store
	sockets     Poster
	log         *slog.Logger
	now         func() time.Time
}

func (a teller) tell(ctx context.Context, d document.Document) {
	ctx, cancel := context.WithTimeout(ctx, tellWithin)
	defer cancel()
	open, err := a.connections.Of(ctx, d.Owner, a.now())
	if err != nil {
		a.log.Warn("nobody is told of a change", "document", d.ID, "error", err)
		return
	}
	for _, c := range open {
		if c.Protocol != connections.V2 {
			continue
		}
		// a client that has left is forgotten when its socket's end is told
		if err := a.sockets.Post(ctx, c.ID, session.DocumentsChanged()); err != nil &&
			!fault.Is(err, fault.NotFound) {
			a.log.Warn("a client is not told of a change", "document", d.ID, "error", err)
		}
	}
}

// telling has what changes documents tell of it.
func (p *parts) telling() {
	a := teller{p.store.Connections(), p.sockets(), p.log, time.Now}
	p.base.Documents = wiring.Announced{Store: p.store.Documents(), Tell: a.tell}
}
