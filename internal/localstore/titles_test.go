package localstore_test

import (
	"database/sql"
	"os"
	"path/filepath"
	"strings"
	"testing"

	_ "modernc.org/sqlite"
)

// Conversations of earlier versions did not say whether their title was cut.
func TestTitlesOfBeforeSayWhetherTheyWereCut(t *testing.T) {
	scripts, err := filepath.Glob("migrations/*_titles.sql")
	if err != nil || len(scripts) != 1 {
		t.Fatal(scripts, err)
	}
	script, err := os.ReadFile(scripts[0])
	if err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("sqlite", ":memory:")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	db.SetMaxOpenConns(1) // a database in memory is its connection's
	run := func(query string, args ...any) {
		t.Helper()
		if _, err := db.Exec(query, args...); err != nil {
			t.Fatal(err)
		}
	}
	run("CREATE TABLE conversation (user TEXT, id TEXT, title TEXT, folded TEXT)")
	run("CREATE TABLE call (user TEXT, conversation TEXT, body TEXT)")
	long := strings.Repeat("긴 질문 ", 12)[:len("긴 질문 ")*12-1]
	want := map[string]bool{}
	for name, c := range map[string]struct {
		title string
		body  string
		cut   bool
	}{
		"cut":                     {long, "\n \t" + long + " 더", true},
		"whole":                   {long, long, false},
		"one line of two":         {long, long + "\n둘째 줄", false},
		"one line of two, CRLF":   {long, "\r\n" + long + "\r\n둘째 줄", false},
		"short":                   {"휴가", "휴가는 며칠인가요?", false},
		"renamed":                 {long + "!", long + " 더", false},
		"upper case in its title": {strings.ToUpper("a" + long), "a" + long + " more", true},
	} {
		run("INSERT INTO conversation VALUES ('kim', ?, ?, ?)", name, c.title,
			strings.ToLower(c.title))
		run("INSERT INTO call VALUES ('kim', ?, ?)", name, strings.ToLower(c.body))
		run("INSERT INTO call VALUES ('lee', ?, ?)", name, strings.ToLower(c.title)+" 더")
		want[name] = c.cut
	}
	run(string(script))
	for name, cut := range want {
		var got bool
		if err := db.QueryRow("SELECT cut FROM conversation WHERE id = ?",
			name).Scan(&got); err != nil || got != cut {
			t.Errorf("%s: cut %v, want %v (%v)", name, got, cut, err)
		}
	}
}
