package localstore

import (
	"context"

	"github.com/mundap/mundap/internal/history"
	"github.com/mundap/mundap/internal/settings"
)

// Settings is the settings.Store of a DB.
type Settings struct{ db *DB }

var _ settings.Store = Settings{}

// Settings gives the store of users' settings.
func (d *DB) Settings() Settings { return Settings{d} }

// Get implements settings.Store.
func (s Settings) Get(ctx context.Context, user history.User) (settings.Settings, error) {
	v, _, err := one(ctx, s.db, func(s scanner) (v settings.Settings, err error) {
		var record []byte
		if err := s.Scan(&record); err != nil {
			return v, err
		}
		return v, decode(record, &v)
	}, "SELECT record FROM settings WHERE user = ?", string(user))
	return v, err
}

// Put implements settings.Store.
func (s Settings) Put(ctx context.Context, user history.User,
	v settings.Settings) (settings.Settings, error) {
	v = v.Clone()
	err := s.db.write(ctx, func(t *tx) error {
		var stored int64
		if _, err := t.get([]any{&stored}, "SELECT revision FROM settings WHERE user = ?",
			string(user)); err != nil {
			return err
		}
		if stored != v.Revision {
			return conflict("settings of %q are at revision %d, not %d", user, stored, v.Revision)
		}
		var err error
		if v.Revision, err = t.next("settings"); err != nil {
			return err
		}
		record, err := encode(v)
		if err != nil {
			return err
		}
		return t.run("INSERT OR REPLACE INTO settings (user, revision, record) VALUES (?, ?, ?)",
			string(user), v.Revision, record)
	})
	if err != nil {
		return settings.Settings{}, err
	}
	return v, nil
}

// Delete implements settings.Store.
func (s Settings) Delete(ctx context.Context, user history.User) error {
	return s.db.write(ctx, func(t *tx) error {
		return t.run("DELETE FROM settings WHERE user = ?",
			string(user))
	})
}
