package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"time"

	"github.com/mundap/mundap/internal/admin"
	"github.com/mundap/mundap/internal/fault"
)

const (
	// killWithin is when a kill comes at the latest after the program is ready.
	// Most come much sooner.
	killWithin = 7 * time.Second
	// checkEvery is after how many kills everything is looked at.
	checkEvery = 25
	// migrateEvery is after how many kills one goes to a folder of version 0.1.
	migrateEvery = 8
)

type options struct {
	binary, dir string
	old         string // archive of a data folder of version 0.1
	want        int    // kills
	random      *rand.Rand
	tell        func(string)
}

type runner struct {
	options
	result
	data    string
	model   *model
	names   int
	known   map[string]bool // documents that were there once
	refused error           // what a step said last while the program stood
	backup  string          // the newest that was acknowledged; "" if there is none
	saved   *model          // when it was made
}

// run kills the program as often as asked, and gives what was acknowledged. An
// error says what was lost, doubled, stuck or left.
func run(ctx context.Context, o options) (result, error) {
	r := &runner{options: o, data: filepath.Join(o.dir, "data"), model: newModel(),
		known: map[string]bool{}}
	began := time.Now()
	if err := r.begin(ctx); err != nil {
		return r.result, err
	}
	for r.kills < o.want {
		var err error
		if r.kills%migrateEvery == migrateEvery-1 {
			err = r.migration(ctx)
		} else {
			err = r.round(ctx)
		}
		if err == nil && (r.kills%checkEvery == 0 || r.kills == o.want) {
			err = r.check(ctx)
			o.tell(fmt.Sprintf("%d kills, %s; refused last: %v", r.kills,
				time.Since(began).Round(time.Second), r.refused))
		}
		if err != nil {
			return r.result, fmt.Errorf("after %d kills: %w", r.kills, err)
		}
	}
	r.took = time.Since(began)
	return r.result, nil
}

// begin brings in the document that questions are about, which stays.
func (r *runner) begin(ctx context.Context) error {
	s, err := start(ctx, r.binary, r.data)
	if err != nil {
		return err
	}
	_, err = s.Upload(ctx, "", canary(0)+".md", false,
		strings.NewReader("# 식당\n\n구내식당 점심은 열두 시에 시작합니다.\n"))
	r.model.docs[canary(0)] = alive
	_, settled := r.settled(ctx, s)
	return errors.Join(err, settled, s.stop())
}

// round lets the program work until it is killed at some moment.
func (r *runner) round(ctx context.Context) error {
	s, err := start(ctx, r.binary, r.data)
	if err != nil {
		return err
	}
	working, cancel := context.WithCancel(ctx)
	defer cancel()
	part := r.random.Float64()
	timer := time.AfterFunc(time.Duration(part*part*float64(killWithin)), func() {
		_ = s.cmd.Process.Kill()
		cancel()
	})
	defer timer.Stop()
	var internal error // an error that nobody classified: a mistake in the program
	for working.Err() == nil {
		if err := r.step(working, s); err != nil && working.Err() == nil {
			r.refused = err
			if fault.Is(err, fault.Internal) {
				internal = err
			}
			// A restore has the server start anew, and a deletion may come twice:
			// only a program that stands and refuses is a failure.
			select {
			case <-time.After(50 * time.Millisecond):
			case <-working.Done():
			}
		}
	}
	r.kills++
	err = s.kill()
	if internal != nil {
		err = errors.Join(err, fmt.Errorf("a step failed: %w\n%s", internal, s.log))
	}
	return err
}

// step does one thing and changes the model as it is acknowledged.
func (r *runner) step(ctx context.Context, s *server) error {
	switch n := r.random.IntN(20); {
	case n < 9:
		return r.upload(ctx, s)
	case n < 13:
		return r.delete(ctx, s)
	case n < 17:
		return r.ask(ctx, s)
	case n < 19:
		return r.backUp(ctx, s)
	}
	return r.restore(ctx, s)
}

func (r *runner) upload(ctx context.Context, s *server) error {
	r.names++
	name := canary(r.names)
	r.model.docs[name] = unsure
	text := fmt.Sprintf("# %s\n\n점검 번호 %s번 기계는 %d일마다 점검합니다.\n", name, name, r.names)
	_, err := s.Upload(ctx, "", name+".md", false, strings.NewReader(text))
	if err == nil {
		r.model.docs[name] = alive
		r.known[name] = true
		r.uploads++
	}
	return err
}

// some returns the name of a document that must exist, or "".
func (r *runner) some() string {
	var names []string
	for n := range r.names {
		if name := canary(n + 1); r.model.docs[name] == alive {
			names = append(names, name)
		}
	}
	if len(names) == 0 {
		return ""
	}
	return names[r.random.IntN(len(names))]
}

func (r *runner) delete(ctx context.Context, s *server) error {
	name := r.some()
	if name == "" {
		return nil
	}
	r.model.docs[name] = unsure
	_, err := s.Delete(ctx, admin.Keys{Keys: []string{name + ".md"}}, false)
	if err == nil {
		r.model.docs[name] = deleted
		r.deletions++
	}
	return err
}

func (r *runner) ask(ctx context.Context, s *server) error {
	r.model.asked++
	for e, err := range s.Ask(ctx, admin.AskRequest{Text: "구내식당 점심은 몇 시에 시작하나요?"}) {
		if err != nil {
			return err
		}
		if e.Answer != nil {
			r.model.answers++
			r.answers++
		}
	}
	return nil
}

func (r *runner) backUp(ctx context.Context, s *server) error {
	to := filepath.Join(r.dir, fmt.Sprintf("backup-%d-%d", r.kills, r.random.Int64()))
	before := r.model.clone()
	if err := finish(s.Backup(ctx, to)); err != nil {
		return err
	}
	r.backup, r.saved = to, before
	r.backups++
	return nil
}

func (r *runner) restore(ctx context.Context, s *server) error {
	if r.backup == "" {
		return nil
	}
	after := r.model.restored(r.saved)
	r.model = r.model.either(after)
	if err := finish(s.Restore(ctx, r.backup)); err != nil {
		return err
	}
	r.model = after
	r.restores++
	return nil
}

// finish follows a command to its end.
func finish(steps func(func(admin.Step, error) bool)) (failed error) {
	failed = errors.New("it has no end")
	for s, err := range steps {
		if err != nil {
			return err
		}
		if s.Result != nil {
			failed = nil
		}
	}
	return failed
}
