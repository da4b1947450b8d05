package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"time"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/history"
	"github.com/mundap/mundap/internal/localstore"
)

// settleWithin is how long after a start nothing may be under way any more: the
// time for an undo, and the 10 seconds in which a deletion leaves nothing.
const settleWithin = 60 * time.Second

// check starts the program once more, lets it finish what it has, and compares.
func (r *runner) check(ctx context.Context) error {
	s, err := start(ctx, r.binary, r.data)
	if err != nil {
		return err
	}
	found, err := r.settled(ctx, s)
	if err == nil {
		err = errors.Join(r.compare(found), r.problems(ctx, s))
	}
	if err = errors.Join(err, s.stop()); err != nil {
		return err
	}
	return errors.Join(r.leftovers(found), r.unfinished(), r.countAnswers(ctx))
}

// unfinished looks for backups that a kill left unfinished: the start removes
// them.
func (r *runner) unfinished() error {
	left, err := filepath.Glob(filepath.Join(r.dir, ".mundap-backup-*"))
	if err == nil && len(left) > 0 {
		err = fmt.Errorf("unfinished backups are left: %v", left)
	}
	return err
}

// countAnswers counts the calls in the log: every answer that was acknowledged
// is there once, and no more than were asked for.
func (r *runner) countAnswers(ctx context.Context) error {
	db, err := localstore.Open(ctx, filepath.Join(r.data, "mundap.db"), localstore.Options{})
	if err != nil {
		return err
	}
	calls, err := db.History().After(ctx, history.User(auth.Local), "", 0)
	if n := len(calls); n < r.model.answers || n > r.model.asked {
		err = errors.Join(err, fmt.Errorf("%d answers are there; %d were acknowledged, %d asked for",
			n, r.model.answers, r.model.asked))
	}
	r.model.answers = len(calls)
	return errors.Join(err, db.Close())
}

// settled lists the documents when none is being worked on or deleted.
func (r *runner) settled(ctx context.Context, s *server) (map[string]int, error) {
	deadline := time.Now().Add(settleWithin)
	for {
		found, busy := map[string]int{}, 0
		for d, err := range s.Documents(ctx, "", "") {
			if err != nil {
				return nil, err
			}
			if document.State(d.State) != document.Ready {
				busy++
			}
			found[d.Name[:len(d.Name)-len(".md")]]++
		}
		status, err := s.Status(ctx)
		if err != nil {
			return nil, err
		}
		if busy+status.Waiting == 0 {
			return found, nil
		}
		if time.Now().After(deadline) {
			return nil, fmt.Errorf("stuck: %d documents and %d tasks", busy, status.Waiting)
		}
		time.Sleep(200 * time.Millisecond)
	}
}

func (r *runner) compare(found map[string]int) error {
	var err error
	for name := range found {
		r.known[name] = true
	}
	for name, f := range r.model.docs {
		switch n := found[name]; {
		case n > 1:
			err = errors.Join(err, fmt.Errorf("%s is there %d times", name, n))
		case f == alive && n == 0:
			err = errors.Join(err, fmt.Errorf("%s is lost", name))
		case f == deleted && n > 0:
			err = errors.Join(err, fmt.Errorf("%s is deleted and there", name))
		case f == unsure && n > 0: // now it is known
			r.model.docs[name] = alive
		case f == unsure:
			r.model.docs[name] = deleted
		}
	}
	return err
}

// problems has the program check itself.
func (r *runner) problems(ctx context.Context, s *server) (found error) {
	var failed error
	for step, err := range s.Check(ctx) {
		failed = errors.Join(failed, err)
		if step.Problem != nil {
			found = errors.Join(found, fmt.Errorf("%s: %s", step.Problem.Kind, step.Problem.What))
		}
	}
	return errors.Join(found, failed)
}

var canaries = regexp.MustCompile(`zqkanari[0-9]{6}`)

// leftovers searches the bytes of every file for canaries of documents that are
// not there.
func (r *runner) leftovers(there map[string]int) error {
	var left error
	err := filepath.WalkDir(r.data, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() || e.Type()&fs.ModeSocket != 0 {
			return err
		}
		data, err := os.ReadFile(path)
		for _, c := range canaries.FindAll(data, -1) {
			if name := string(c); there[name] == 0 && r.known[name] {
				left = errors.Join(left, fmt.Errorf("%s is left in %s", c, path))
			}
		}
		return err
	})
	return errors.Join(left, err)
}

// migration kills the program while it opens a data folder of version 0.1, and
// then looks whether its documents are there.
func (r *runner) migration(ctx context.Context) error {
	data := filepath.Join(r.dir, fmt.Sprint("old-", r.kills))
	if err := os.MkdirAll(data, 0o700); err != nil {
		return err
	}
	if out, err := exec.Command("tar", "-xzf", r.old, "-C", data).CombinedOutput(); err != nil {
		return fmt.Errorf("unpacking: %w\n%s", err, out)
	}
	s, _, err := launch(r.binary, data)
	if err != nil {
		return err
	}
	time.Sleep(time.Duration(r.random.Int64N(int64(600 * time.Millisecond))))
	r.kills++
	r.migrations++
	if err := s.kill(); err != nil {
		return err
	}
	if s, err = start(ctx, r.binary, data); err != nil {
		return err
	}
	status, err := s.Status(ctx)
	if err == nil && status.Documents[string(document.Ready)] < 4 {
		err = fmt.Errorf("after the migration there are %v", status.Documents)
	}
	return errors.Join(err, s.stop(), os.RemoveAll(data))
}
