package session

import (
	"slices"

	"github.com/mundap/mundap/internal/wire"
)

var documentsChanged = mustEncode(wire.ServerFrame{Event: "documents"})

// DocumentsChanged is the frame of version 2 that tells a client to look at its
// documents again. It says nothing of what has changed: the client asks for
// that, and gets what its user may see.
func DocumentsChanged() []byte { return slices.Clone(documentsChanged) }
