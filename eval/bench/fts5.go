package main

import (
	"database/sql"
	"path/filepath"
	"strings"
	"unicode"

	_ "modernc.org/sqlite"
)

// fts5 is SQLite's full-text index with its default tokenizer (words between
// white space and punctuation).
type fts5 struct{ db *sql.DB }

func openFTS5(dir string) (engine, error) {
	db, err := sql.Open("sqlite", filepath.Join(dir, "fts5.db"))
	if err == nil {
		_, err = db.Exec(`CREATE VIRTUAL TABLE passages USING fts5(id UNINDEXED, text)`)
	}
	return &fts5{db}, err
}

func (f *fts5) add(batch []passage) error {
	tx, err := f.db.Begin()
	if err != nil {
		return err
	}
	for _, p := range batch {
		if _, err := tx.Exec(`INSERT INTO passages VALUES (?, ?)`, p.ID, p.Text); err != nil {
			_ = tx.Rollback()
			return err
		}
	}
	return tx.Commit()
}

func (f *fts5) search(text string) ([]string, error) {
	words := strings.FieldsFunc(text, func(r rune) bool {
		return !unicode.IsLetter(r) &&
			!unicode.IsDigit(r)
	})
	if len(words) == 0 {
		return nil, nil
	}
	query := `"` + strings.Join(words, `"* OR "`) + `"*`
	rows, err := f.db.Query(`SELECT id FROM passages WHERE passages MATCH ? ORDER BY rank LIMIT 10`, query)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var ids []string
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			return nil, err
		}
		ids = append(ids, id)
	}
	return ids, rows.Err()
}

func (f *fts5) close() error { return f.db.Close() }
