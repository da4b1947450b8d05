package localstore_test

import (
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/localstore"
)

// Lists of earlier versions put 10 before 2.
func TestDocumentsOfBeforeStandInTheOrderOfTheirNumbers(t *testing.T) {
	path := filepath.Join(t.TempDir(), "early.db")
	early(t, path, "migrations/0010_places.sql", "10장.txt", "2장.txt", "1장.txt")
	db, err := localstore.Open(t.Context(), path, localstore.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var names []string
	f := document.Filter{Limit: 1}
	for range 3 {
		page, err := db.Documents().List(t.Context(), auth.UserScope("kim"), f)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range page.Documents {
			names = append(names, d.Name)
		}
		f.After = page.Next
	}
	if got := strings.Join(names, " "); got != "1장.txt 2장.txt 10장.txt" {
		t.Errorf("got %s", got)
	}
}

// early makes a database as it was before a migration, with documents of kim's.
func early(t *testing.T, path, before string, names ...string) {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	run := func(query string, args ...any) {
		t.Helper()
		if _, err := db.Exec(query, args...); err != nil {
			t.Fatal(err)
		}
	}
	files, err := filepath.Glob("migrations/*.sql")
	if err != nil {
		t.Fatal(err)
	}
	version := 0
	for _, file := range files {
		if file >= before {
			break
		}
		script, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		run(string(script))
		version++
	}
	for i, name := range names {
		id := "docs/" + name
		run(`INSERT INTO document (id, revision, owner, state, file, name, place, title, record)
			VALUES (?1, ?2, 'kim', 'ready', ?3, ?3, ?3 || '//' || ?1, '',
				json_object('key', ?1, 'name', ?3, 'owner', 'kim', 'readers', json_array('kim'), 'state', 'ready'))`,
			id, i+1, name)
		run("INSERT INTO reader (id, principal) VALUES (?, 'kim')", id)
	}
	run(fmt.Sprint("PRAGMA user_version = ", version))
}
