package app

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/auth/signin"
	"github.com/mundap/mundap/internal/history"
	"github.com/mundap/mundap/internal/ingest"
)

// What was taken away from people since the backup stays away from them.
func TestARestoreGivesNobodyBackWhatWasTakenAway(t *testing.T) {
	folder := t.TempDir()
	p := start(t, folder, "", "local")
	accounts := map[string]auth.Account{}
	for _, name := range []string{"boss", "locked", "removed", "changed", "kept"} {
		a, err := p.signIn.Add(t.Context(), signin.NewAccount{User: name, Admin: name == "boss",
			Password: "a first password"})
		if err != nil {
			t.Fatal(err)
		}
		accounts[name] = a
	}
	kept := auth.UserScope(accounts["kept"].ID)
	upload, err := p.ingest.Upload(t.Context(), kept, ingest.Upload{Name: "인사.txt"},
		strings.NewReader("인사 자료입니다."))
	if err != nil {
		t.Fatal(err)
	}
	ask(t, p, "q1", "qa", "금고의 점검은 며칠마다 하나요?")
	ask(t, p, "q2", "qa", "금고의 점검은 며칠마다 하나요?")
	for _, id := range []string{"q1", "q2"} {
		if err := p.db.History().Share(t.Context(), "u", id, "열쇠"); err != nil {
			t.Fatal(err)
		}
	}
	from := filepath.Join(t.TempDir(), "a.mundap")
	if _, err := p.Backup(t.Context(), from, silent); err != nil {
		t.Fatal(err)
	}
	for _, err := range []error{
		p.signIn.SetDisabled(t.Context(), "locked", true),
		p.signIn.Remove(t.Context(), "removed"),
		p.signIn.SetPassword(t.Context(), "changed", "a second password"),
		p.db.History().Share(t.Context(), history.User("u"), "q1", ""),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	if _, err := p.ingest.SetReaders(t.Context(), kept, upload, true); err != nil {
		t.Fatal(err)
	}
	stop(t, p)
	if err := restoreInto(t, folder, from); err != nil {
		t.Fatal(err)
	}
	p = start(t, folder, "", "local")
	defer stop(t, p)
	for name, password := range map[string]string{"locked": "a first password",
		"removed": "a first password", "changed": "a first password"} {
		if _, err := p.signIn.SignIn(t.Context(), name, password, signin.From{}); err == nil {
			t.Errorf("%s signs in", name)
		}
	}
	for name, password := range map[string]string{"kept": "a first password",
		"boss": "a first password", "changed": "a second password"} {
		if _, err := p.signIn.SignIn(t.Context(), name, password, signin.From{}); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	d, err := p.db.Documents().Get(t.Context(), upload)
	if err != nil || d.VisibleTo(auth.UserScope("u:other")) || !d.VisibleTo(kept) {
		t.Errorf("the readers are %v, %v", d.Readers, err)
	}
	for id, open := range map[string]bool{"q1": false, "q2": true} {
		if _, err := p.db.History().Linked(t.Context(), id, "열쇠"); open != (err == nil) {
			t.Errorf("the link to %s: %v", id, err)
		}
	}
}
