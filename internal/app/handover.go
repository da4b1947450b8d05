package app

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"sync"
	"time"

	"github.com/mundap/mundap/internal/admin"
	"github.com/mundap/mundap/internal/config"
	"github.com/mundap/mundap/internal/datadir"
)

// A command that finds no server starts the parts for itself. When a server is
// started meanwhile, it asks the command for the data folder. The command lets
// what it has started finish, closes its parts and continues as a client of the
// server, which takes up the tasks that are left.

const (
	// handOverPath is the path at which a server asks a command for the data folder.
	// Servers don't serve it, because they keep their folder.
	handOverPath = "/handover"
	// handOverWithin is how long a server waits for the folder. A command hands
	// it over between two of its requests, for example between two uploads.
	handOverWithin = time.Minute
	// handOverEvery is how often the server looks whether the folder is free.
	handOverEvery = 50 * time.Millisecond
)

// takeOver starts the parts of a server. If a command holds the data folder,
// takeOver asks for it and calls held once. It does not ask any other holder.
func takeOver(ctx context.Context, c config.Config, o Options, path string) (*Parts, error) {
	p, err := Start(ctx, c, o)
	held, ok := errors.AsType[*datadir.HeldError](err)
	if !ok {
		return p, err
	}
	waiting, cancel := context.WithTimeout(ctx, handOverWithin)
	defer cancel()
	tick := time.NewTicker(handOverEvery)
	defer tick.Stop()
	told := false
	for {
		willing := askForFolder(waiting, path)
		if willing == handOverRefused {
			return nil, err
		}
		if willing == handOverAgreed && !told {
			if told = true; o.Waiting != nil {
				o.Waiting(held.PID)
			}
		}
		select {
		case <-waiting.Done():
			return nil, errors.Join(ctx.Err(), err)
		case <-tick.C:
		}
		if p, err = Start(ctx, c, o); err == nil {
			return p, nil
		}
		if _, ok := errors.AsType[*datadir.HeldError](err); !ok {
			return nil, err
		}
	}
}

// handOverAnswer is the answer of the process that holds a data folder.
type handOverAnswer int

const (
	handOverSilent handOverAnswer = iota // its socket is not there yet, or not any more
	handOverAgreed
	handOverRefused
)

// askForFolder asks the holder of the data folder for it.
func askForFolder(ctx context.Context, path string) handOverAnswer {
	var d net.Dialer
	t := &http.Transport{DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return d.DialContext(ctx, "unix", path)
	}}
	defer t.CloseIdleConnections()
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://mundap"+handOverPath, nil)
	if err != nil {
		return handOverSilent
	}
	resp, err := t.RoundTrip(r)
	if err != nil {
		return handOverSilent
	}
	resp.Body.Close()
	if resp.StatusCode == http.StatusAccepted {
		return handOverAgreed
	}
	return handOverRefused
}

// lender is a command's own Mundap, which it hands over to a server that asks
// for it.
type lender struct {
	parts  *Parts
	socket *door
	path   string
	gate   gate
	asked  chan struct{} // gets a value when a server asks
	stop   context.CancelFunc
	ended  chan struct{}
	given  bool  // the parts are closed; for whoever has seen ended
	err    error // of closing them
}

// lend serves the parts of a command to itself and to other commands.
func lend(ctx context.Context, p *Parts, path string) (*lender, *admin.Client, error) {
	l := &lender{parts: p, path: path, asked: make(chan struct{}, 1), ended: make(chan struct{})}
	commands := p.Admin()
	socket, err := openSocket(path, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodPost || r.URL.Path != handOverPath {
			commands.ServeHTTP(w, r)
			return
		}
		select {
		case l.asked <- struct{}{}:
		default: // it was asked before
		}
		w.WriteHeader(http.StatusAccepted)
	}))
	if err != nil {
		return nil, nil, err
	}
	l.socket = socket
	client := admin.NewClientThrough(path, l.gate.through)
	waiting, stop := context.WithCancel(context.WithoutCancel(ctx))
	l.stop = stop
	go func() {
		defer close(l.ended)
		select {
		case <-l.asked:
			l.handOver(waiting, client)
		case <-waiting.Done():
		}
	}()
	return l, client, nil
}

// handOver lets the command's running requests finish and makes later ones wait
// until the server is ready.
func (l *lender) handOver(ctx context.Context, client *admin.Client) {
	l.gate.Lock()
	defer l.gate.Unlock()
	if ctx.Err() != nil {
		return // the command has ended meanwhile, which frees the folder too
	}
	l.parts.options.Log.Info("a server takes the data folder over")
	client.Close()
	l.given = true
	l.err = errors.Join(l.socket.close(), l.parts.Close())
	waiting, cancel := context.WithTimeout(ctx, handOverWithin)
	defer cancel()
	_ = waitFor(waiting, l.path, context.DeadlineExceeded) // the next request tells
}

// close ends what was not handed over.
func (l *lender) close(client *admin.Client) error {
	l.stop()
	<-l.ended
	client.Close()
	if l.given {
		return l.err
	}
	return errors.Join(l.socket.close(), l.parts.Close())
}

// gate makes requests wait while it is locked. Locking waits for running
// requests.
type gate struct{ sync.RWMutex }

func (g *gate) through(next http.RoundTripper) http.RoundTripper {
	return gated{gate: g, next: next}
}

type gated struct {
	gate *gate
	next http.RoundTripper
}

// RoundTrip implements http.RoundTripper. A request counts as running until its
// answer has been read.
func (g gated) RoundTrip(r *http.Request) (*http.Response, error) {
	g.gate.RLock()
	resp, err := g.next.RoundTrip(r)
	if err != nil {
		g.gate.RUnlock()
		return nil, err
	}
	resp.Body = &releasing{ReadCloser: resp.Body, release: sync.OnceFunc(g.gate.RUnlock)}
	return resp, nil
}

type releasing struct {
	io.ReadCloser
	release func()
}

func (r *releasing) Close() error {
	defer r.release()
	return r.ReadCloser.Close()
}
