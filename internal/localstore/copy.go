package localstore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"time"
)

// Copy writes the database as it is at one moment to a new file, while reads
// and writes continue. The copy has no deleted rows.
func (d *DB) Copy(ctx context.Context, path string) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("copying the database: %w", err)
	}
	if err := f.Close(); err != nil {
		return fmt.Errorf("copying the database: %w", err)
	}
	// SQLite takes it for a write, which the connections for reading refuse.
	source, err := sql.Open("sqlite", dsn(d.path))
	if err != nil {
		return fmt.Errorf("copying the database: %w", classify(ctx, err))
	}
	_, err = source.ExecContext(ctx, "VACUUM INTO ?", path)
	if err = errors.Join(err, source.Close()); err != nil {
		return fmt.Errorf("copying the database: %w", classify(ctx, err))
	}
	return nil
}

// Integrity checks the database file and what its rows refer to, and gives a
// line for each problem.
func (d *DB) Integrity(ctx context.Context) ([]string, error) {
	text := func(s scanner) (line string, err error) { return line, s.Scan(&line) }
	found, err := all(ctx, d, text, "PRAGMA integrity_check(100)")
	if err != nil {
		return nil, fmt.Errorf("checking the database: %w", err)
	}
	if len(found) == 1 && found[0] == "ok" {
		found = nil
	}
	dangling, err := all(ctx, d, text, `
		SELECT 'a reader of the missing document ' || id FROM reader
			WHERE id NOT IN (SELECT id FROM document)
		UNION ALL SELECT 'a name of the missing document ' || id FROM document_name
			WHERE id NOT IN (SELECT id FROM document)
		UNION ALL SELECT 'an event of the missing turn ' || turn FROM turn_batch
			WHERE turn NOT IN (SELECT id FROM turn)
		UNION ALL SELECT 'the conversation ' || v.id || ' counts ' || v.calls || ' calls' FROM conversation AS v
			WHERE v.calls <> (SELECT count(*) FROM call AS c WHERE c.user = v.user AND c.conversation = v.id)
		LIMIT 100`)
	return append(found, dangling...), err
}

// Backup is a backup that this database knows of.
type Backup struct {
	Where string
	Made  time.Time
}

// NoteBackup remembers a backup, so that receipts of deletions can name it.
func (d *DB) NoteBackup(ctx context.Context, b Backup) error {
	return d.write(ctx, func(t *tx) error {
		return t.run("INSERT OR REPLACE INTO backup (place, made) VALUES (?, ?)", b.Where,
			nanos(b.Made))
	})
}

// Backups gives the backups that were noted, the newest first.
func (d *DB) Backups(ctx context.Context) ([]Backup, error) {
	return all(ctx, d, func(s scanner) (b Backup, err error) {
		var made int64
		err = s.Scan(&b.Where, &made)
		b.Made = moment(made)
		return b, err
	}, "SELECT place, made FROM backup ORDER BY made DESC")
}

// ForgetBackup takes a note back. Without one, nothing happens.
func (d *DB) ForgetBackup(ctx context.Context, where string) error {
	return d.write(ctx, func(t *tx) error { return t.run("DELETE FROM backup WHERE place = ?", where) })
}

// EndSessions ends every session: after a restore, those of the backup must not
// come back.
func (d *DB) EndSessions(ctx context.Context) error {
	return d.write(ctx, func(t *tx) error { return t.run("DELETE FROM session") })
}
