package localstore

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/forgetting"
)

// Records is the database itself as a place that forgets documents: the stores
// above delete their rows, and it clears them out of the files.
type Records struct{ db *DB }

var (
	_ forgetting.Place  = Records{}
	_ forgetting.Eraser = Records{}
	_ forgetting.Keeper = Records{}
)

// Records gives the database as a place that forgets.
func (d *DB) Records() Records { return Records{d} }

// Place implements forgetting.Place.
func (s Records) Place() string { return "database" }

// Forget implements forgetting.Place: the record goes last, by its store.
func (s Records) Forget(context.Context, document.Document) error { return nil }

// Erase implements forgetting.Eraser.
func (s Records) Erase(ctx context.Context) error {
	_, err := s.db.Wipe(ctx)
	return err
}

// Kept implements forgetting.Keeper: the backups that were made here.
func (s Records) Kept(ctx context.Context) ([]forgetting.Copy, error) {
	known, err := s.db.Backups(ctx)
	if err != nil {
		return nil, fmt.Errorf("reading the backups: %w", err)
	}
	var copies []forgetting.Copy
	for _, b := range known {
		if filepath.IsAbs(b.Where) {
			if _, err := os.Stat(b.Where); errors.Is(err, fs.ErrNotExist) {
				continue // somebody has removed it
			}
		}
		copies = append(copies, forgetting.Copy{Where: "backup " + b.Where, Made: b.Made,
			Again: true})
	}
	return copies, nil
}

// Probe implements forgetting.Place. It counts rows: the bytes of deleted ones
// are gone when Erase has returned.
func (s Records) Probe(ctx context.Context, id document.ID) (forgetting.Probe, error) {
	prefix := document.GrantPrefix(id)
	n, _, err := one(ctx, s.db, func(s scanner) (n int, err error) { return n, s.Scan(&n) },
		`SELECT (SELECT count(*) FROM document WHERE id = ?1) + (SELECT count(*) FROM reader WHERE id = ?1)
			+ (SELECT count(*) FROM document_name WHERE id = ?1)
			+ (SELECT count(*) FROM upload_grant WHERE id > ?2 AND id < ?3)`,
		string(id), prefix, prefix+"~")
	if err != nil {
		err = fmt.Errorf("counting what is left of %s: %w", id, err)
	}
	return forgetting.Probe{Asked: "rows of the record, its readers, name and grants; " +
		"unused parts of all pages were overwritten and the write-ahead log emptied",
		Found: n}, err
}
