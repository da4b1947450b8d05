package app

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"

	"github.com/mundap/mundap/internal/connections"
	"github.com/mundap/mundap/internal/server"
)

// front is the server that people reach. A server without accounts is replaced
// by one with accounts as soon as there is a user, and one that accepts no
// passwords by one that does as soon as somebody has a password. The change is
// never undone, so removing the last user opens nothing.
type front struct {
	parts *Parts

	mu     sync.RWMutex
	server *server.Server
	by     ways
}

func newFront(ctx context.Context, p *Parts) (*front, error) {
	by, err := p.waysIn(ctx)
	if err != nil {
		return nil, err
	}
	s, err := p.server(by)
	if err != nil {
		return nil, err
	}
	f := &front{parts: p, server: s, by: by}
	p.door.Store(f)
	return f, nil
}

// announce tells open windows that a conversation has changed.
func (p *Parts) announce(c connections.Change) {
	if f := p.door.Load(); f != nil {
		f.current().Announce(c)
	}
}

// ServeHTTP implements http.Handler.
func (f *front) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	f.unlessGivenUp(w, r, f.current())
}

// refuser serves requests and can refuse one with an error in the form that its
// clients understand.
type refuser interface {
	http.Handler
	Refuse(w http.ResponseWriter, r *http.Request, err error)
}

// unlessGivenUp passes requests on until a restored backup is about to replace
// the data folder. From then on, it refuses them.
func (f *front) unlessGivenUp(w http.ResponseWriter, r *http.Request, to refuser) {
	if f.parts.givenUp.Load() {
		to.Refuse(w, r, errGivenUp)
		return
	}
	to.ServeHTTP(w, r)
}

func (f *front) current() *server.Server {
	f.mu.RLock()
	defer f.mu.RUnlock()
	return f.server
}

func (f *front) close(ctx context.Context) error { return f.current().Close(ctx) }

// watch passes commands on and checks for new users after each command that may
// have created one.
func (f *front) watch(commands refuser) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		f.unlessGivenUp(w, r, commands)
		if r.Method == http.MethodPost && strings.HasPrefix(r.URL.Path, "/users") {
			if err := f.refresh(context.WithoutCancel(r.Context())); err != nil {
				f.parts.options.Log.Error("signing in is needed from the next start on", "error",
					err)
			}
		}
	})
}

// refresh starts to ask people to sign in, or to accept passwords, if there are
// now users for that. It closes the existing sockets; their clients reconnect
// at once and are asked too.
func (f *front) refresh(ctx context.Context) error {
	before, err := f.exchange(ctx)
	if err != nil || before == nil {
		return err
	}
	f.parts.options.Log.Info("there are users now: people sign in")
	closing, cancel := context.WithTimeout(ctx, turnGrace)
	defer cancel()
	if err := before.Close(closing); !errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	return nil // whoever is left is cut off when the process ends
}

// exchange replaces a server without accounts, or without passwords, by one
// that has them. It returns the replaced server, or nil if nothing was changed.
func (f *front) exchange(ctx context.Context) (before *server.Server, err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.by.accounts && f.by.passwords {
		return nil, nil
	}
	by, err := f.parts.waysIn(ctx)
	if err != nil || by.accounts == f.by.accounts && by.passwords == f.by.passwords {
		return nil, err
	}
	s, err := f.parts.server(by)
	if err != nil {
		return nil, fmt.Errorf("making the server with accounts: %w", err)
	}
	before, f.server, f.by = f.server, s, by
	return before, nil
}
