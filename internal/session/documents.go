package session

import (
	"slices"

	"github.com/mundap/mundap/internal/wire"
)

var documentsChanged = mustEncode(wire.ServerFrame{Event: "documents"})

// DocumentsChanged returns the frame of version 2 that tells a client to fetch
// its documents again. It does not say what has changed: the client asks for
// that, and receives what its user may see.
func DocumentsChanged() []byte { return slices.Clone(documentsChanged) }
