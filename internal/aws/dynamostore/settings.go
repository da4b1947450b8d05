package dynamostore

import (
	"context"

	"github.com/mundap/mundap/internal/history"
	"github.com/mundap/mundap/internal/settings"
)

// Settings is the settings.Store of a Store.
type Settings struct{ s *Store }

var _ settings.Store = Settings{}

// Settings returns the store of settings.
func (s *Store) Settings() Settings { return Settings{s} }

func (x Settings) of(user history.User) versioned {
	return versioned{table: x.s.tables.Settings, key: pair(userKey(user), "settings")}
}

// Get implements settings.Store.
func (x Settings) Get(ctx context.Context, user history.User) (v settings.Settings, err error) {
	r := x.of(user)
	it, err := x.s.get(ctx, r.table, r.key)
	if err != nil || it["record"] == nil {
		return v, err
	}
	err = decode(it["record"], &v)
	v.Revision = numberOf(it["revision"])
	return v, err
}

// Put implements settings.Store.
func (x Settings) Put(ctx context.Context, user history.User,
	v settings.Settings) (settings.Settings, error) {
	v = v.Clone()
	revision, ok, err := x.s.swap(ctx, x.of(user), v, v.Revision)
	if err != nil {
		return settings.Settings{}, err
	}
	if !ok {
		return settings.Settings{}, conflict("settings of %q are not at revision %d", user,
			v.Revision)
	}
	v.Revision = revision
	return v, nil
}

// Delete implements settings.Store.
func (x Settings) Delete(ctx context.Context, user history.User) error {
	_, _, err := x.s.erase(ctx, x.of(user), 0)
	return err
}

// userKey returns the hash key for everything that belongs to a user.
func userKey(user history.User) string { return "u#" + keyText(user) }
