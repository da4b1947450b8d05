package settings

import (
	"context"
	"fmt"

	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/history"
)

const maxUpdates = 10

// Update reads, changes and writes settings, again until no other writer came
// between, at most ten times.
func Update(ctx context.Context, store Store, user history.User, change func(*Settings)) (Settings,
	error) {
	var err error
	for range maxUpdates {
		var s Settings
		if s, err = store.Get(ctx, user); err != nil {
			return Settings{}, fmt.Errorf("reading settings: %w", err)
		}
		change(&s)
		if s, err = store.Put(ctx, user, s); err == nil {
			return s, nil
		}
		if !fault.Is(err, fault.Conflict) {
			break
		}
	}
	return Settings{}, fmt.Errorf("writing settings: %w", err)
}
