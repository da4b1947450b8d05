package localstore

import (
	"embed"
	"fmt"
	"io/fs"

	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/fault"
)

// migrations are run in the order of their names; the database remembers how
// many were (PRAGMA user_version). A file that was released is never changed,
// and no file is put before it: a change of the tables is a new file with the
// next number.
//
//go:embed migrations/*.sql
var migrations embed.FS

// migrate brings the tables up to date, each step in a transaction of its own.
func migrate(t *tx) error {
	files, err := fs.Glob(migrations, "migrations/*.sql") // sorted
	if err != nil {
		return err
	}
	var version int
	if _, err := t.get([]any{&version}, "PRAGMA user_version"); err != nil {
		return err
	}
	if version > len(files) {
		return fault.New(fault.Unsupported,
			"이 데이터 폴더는 더 새로운 문답에서 만들었어요. 문답을 업데이트해 주세요.",
			"This data folder was made by a newer Mundap. Update Mundap.").
			WithCause(fmt.Errorf("schema version %d, known are %d", version, len(files)))
	}
	if version, err = catchUp(t, version); err != nil {
		return err
	}
	for i, file := range files[version:] {
		script, err := migrations.ReadFile(file)
		if err != nil {
			return err
		}
		if err := step(t, string(script), version+i+1, continued(file)); err != nil {
			return fmt.Errorf("running %s: %w", file, err)
		}
	}
	return nil
}

// catchUp runs the step that a database of release 0.1.0 lacks, and returns how
// many steps the database has then. The third step of that release is the fourth
// today; the accounts' ids were put before it.
func catchUp(t *tx, version int) (int, error) {
	if version != 3 {
		return version, nil
	}
	var titled int
	found, err := t.get([]any{&titled},
		"SELECT 1 FROM pragma_table_info('conversation') WHERE name = 'cut'")
	if err != nil || !found {
		return version, err
	}
	const file = "migrations/0003_account_ids.sql"
	script, err := migrations.ReadFile(file)
	if err != nil {
		return version, err
	}
	if err := step(t, string(script), 4, nil); err != nil {
		return version, fmt.Errorf("running %s: %w", file, err)
	}
	return 4, nil
}

// continued returns what a step does after its script: nil where SQL says it all.
func continued(file string) func(*tx) error {
	if file == "migrations/0010_places.sql" {
		return placeAnew
	}
	return nil
}

func step(t *tx, script string, version int, then func(*tx) error) (err error) {
	if err := t.run("BEGIN IMMEDIATE"); err != nil {
		return err
	}
	defer func() {
		if err != nil {
			t.run("ROLLBACK") // the first error is the one to report
		}
	}()
	if err := t.script(script); err != nil {
		return err
	}
	if then != nil {
		if err := then(t); err != nil {
			return err
		}
	}
	if err := t.script(fmt.Sprintf("PRAGMA user_version = %d", version)); err != nil {
		return err
	}
	return t.run("COMMIT")
}

// placeAnew gives every document its place in lists.
func placeAnew(t *tx) error {
	for id := ""; ; {
		var name string
		found, err := t.get([]any{&id, &name},
			"SELECT id, file FROM document WHERE id > ? ORDER BY id LIMIT 1", id)
		if err != nil || !found {
			return err
		}
		d := document.Document{ID: document.ID(id), Name: name}
		if err := t.run("UPDATE document SET place = ? WHERE id = ?", d.Place(), id); err != nil {
			return err
		}
	}
}
