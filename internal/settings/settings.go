// Package settings is the contract for users' settings, which they change
// through the protocol's control messages and the client's settings page. The
// settings are stored, because a Lambda function keeps no session in memory.
package settings

import (
	"context"

	"github.com/mundap/mundap/internal/history"
)

// Settings of one user. A nil switch follows the server's default (see Defaults).
type Settings struct {
	References *bool  `json:"references,omitempty"`  // show the list of sources
	DualSearch *bool  `json:"dual_search,omitempty"` // search in Korean and in English
	Debug      *bool  `json:"debug,omitempty"`       // debug statistics
	Speech     *bool  `json:"speech,omitempty"`      // read answers aloud
	Store      string `json:"store,omitempty"`       // of single-store questions: "opensearch", "kendra", "faiss", "local"; "" means the one that the request names
	Language   string `json:"language,omitempty"`    // of the client: "ko", "en"; "" means the browser's
	Theme      string `json:"theme,omitempty"`       // "light", "dark"; "" means the system's
	TextSize   int    `json:"text_size,omitempty"`   // CSS pixels, 14–20; 0: 16
	Revision   int64  `json:"revision"`              // for compare-and-swap: 0 before the first Put
}

// Switches are the settings that the pipeline reads, with nothing left open.
type Switches struct {
	References bool
	DualSearch bool
	Debug      bool
	Speech     bool
	Store      string
}

// Over gives s's switches where s has them, otherwise the defaults d.
func (s Settings) Over(d Switches) Switches {
	pick := func(p *bool, otherwise bool) bool {
		if p != nil {
			return *p
		}
		return otherwise
	}
	store := s.Store
	if store == "" {
		store = d.Store
	}
	return Switches{
		References: pick(s.References, d.References),
		DualSearch: pick(s.DualSearch, d.DualSearch),
		Debug:      pick(s.Debug, d.Debug),
		Speech:     pick(s.Speech, d.Speech),
		Store:      store,
	}
}

// Store keeps settings. Safe for concurrent use; writes are durable when they return.
type Store interface {
	// Get reads a user's settings; the zero Settings for a user who has none.
	Get(ctx context.Context, user history.User) (Settings, error)
	// Put replaces them if the stored revision is s.Revision, and returns them
	// with the new one; else fault.Conflict.
	Put(ctx context.Context, user history.User, s Settings) (Settings, error)
	// Delete forgets them. Idempotent.
	Delete(ctx context.Context, user history.User) error
}

// Clone is a copy of s that shares no memory with it.
func (s Settings) Clone() Settings {
	for _, p := range []**bool{&s.References, &s.DualSearch, &s.Debug, &s.Speech} {
		if *p != nil {
			v := **p
			*p = &v
		}
	}
	return s
}
