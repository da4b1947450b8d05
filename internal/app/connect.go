package app

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"github.com/mundap/mundap/internal/admin"
	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/config"
	"github.com/mundap/mundap/internal/datadir"
	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/fault"
)

// socketName is the commands' socket in the data folder.
const socketName = "mundap.sock"

const (
	// connectWithin is how long a command waits for the socket of a server that has just begun.
	connectWithin = 5 * time.Second
	connectEvery  = 20 * time.Millisecond
)

// Connect returns a client of the Mundap that holds the data folder. If none
// holds it, Connect starts the parts for this command, and end stops them.
// Other commands may use them meanwhile; end waits for their requests. A server
// that is started meanwhile takes the parts over; see takeOver.
func Connect(ctx context.Context, c config.Config, o Options) (client *admin.Client,
	end func() error, err error) {
	path, err := socketPath(c.Data)
	if err != nil {
		return nil, nil, err
	}
	parts, err := Start(ctx, c, o)
	if _, held := errors.AsType[*datadir.HeldError](err); held {
		waiting, cancel := context.WithTimeout(ctx, connectWithin)
		defer cancel()
		if err := waitFor(waiting, path, err); err != nil {
			return nil, nil, err
		}
		client = admin.NewClient(path)
		return client, func() error { client.Close(); return nil }, nil
	}
	if err != nil {
		return nil, nil, err
	}
	own, client, err := lend(ctx, parts, path)
	if err != nil {
		return nil, nil, errors.Join(err, parts.Close())
	}
	return client, func() error { return own.close(client) }, nil
}

// maxSocketPath is the longest path that a Unix socket may have: 108 bytes on
// Linux, 104 on others, with a NUL.
const maxSocketPath = 103

// socketPath returns the path of a data folder's socket. It is in the data
// folder or, if that path is too long for a socket, in a folder of this user in
// the system's folder for temporary files.
func socketPath(data string) (string, error) {
	data, err := filepath.Abs(data)
	if err != nil {
		return "", fmt.Errorf("finding the data folder: %w", err)
	}
	if path := filepath.Join(data, socketName); len(path) <= maxSocketPath {
		return path, nil
	}
	dir := filepath.Join(os.TempDir(), fmt.Sprintf("mundap-%d", os.Getuid()))
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", fmt.Errorf("making a folder for the socket: %w", err)
	}
	if info, err := os.Lstat(dir); err != nil || !info.IsDir() || info.Mode().Perm()&0o077 != 0 {
		return "", errors.Join(fault.Newf(fault.Forbidden, "%s is not this user's alone", dir), err)
	}
	sum := sha256.Sum256([]byte(data))
	return filepath.Join(dir, hex.EncodeToString(sum[:8])+".sock"), nil
}

// waitFor returns nil as soon as the socket accepts connections. If ctx ends
// first, it returns held, the error that says why there must be a socket.
func waitFor(ctx context.Context, path string, held error) error {
	tick := time.NewTicker(connectEvery)
	defer tick.Stop()
	var d net.Dialer
	for {
		conn, err := d.DialContext(ctx, "unix", path)
		if err == nil {
			return conn.Close()
		}
		select {
		case <-ctx.Done():
			return held
		case <-tick.C:
		}
	}
}

// door is an HTTP server on a listener, with its goroutine.
type door struct {
	server *http.Server
	done   chan error
}

func openDoor(l net.Listener, h http.Handler) *door {
	d := &door{server: &http.Server{Handler: h, ReadHeaderTimeout: 10 * time.Second,
		IdleTimeout: 2 * time.Minute}, done: make(chan error, 1)}
	go func() { d.done <- d.server.Serve(l) }()
	return d
}

// close waits for running requests for a while and then ends them.
func (d *door) close() error {
	ctx, cancel := context.WithTimeout(context.Background(), turnGrace)
	defer cancel()
	err := d.server.Shutdown(ctx)
	if err != nil {
		err = d.server.Close()
	}
	if served := <-d.done; !errors.Is(served, http.ErrServerClosed) {
		err = errors.Join(err, served)
	}
	return err
}

// openSocket serves the commands' API. It removes a socket that a crash has
// left behind, which is safe because this process holds the folder.
func openSocket(path string, commands http.Handler) (*door, error) {
	if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, fmt.Errorf("removing an old socket: %w", err)
	}
	l, err := net.Listen("unix", path)
	if err != nil {
		return nil, fault.Wrap(err, fault.Invalid,
			"명령용 소켓을 만들지 못했어요. 데이터 폴더의 권한을 확인해 주세요.",
			"The socket for commands can't be created. Check the data folder's permissions.")
	}
	if err := os.Chmod(path, 0o600); err != nil {
		return nil, errors.Join(fmt.Errorf("protecting the socket: %w", err), l.Close())
	}
	return openDoor(l, commands), nil
}

// status describes this Mundap.
func (p *Parts) status(ctx context.Context) (admin.Status, error) {
	counts, err := p.db.Documents().Count(ctx, auth.LocalScope(), document.Filter{})
	if err != nil {
		return admin.Status{}, err
	}
	accounts, err := p.db.Accounts().Accounts(ctx)
	if err != nil {
		return admin.Status{}, err
	}
	tasks, err := p.tasks.Stats(ctx)
	if err != nil {
		return admin.Status{}, err
	}
	s := admin.Status{
		Version: p.options.Version, PID: os.Getpid(), Addr: p.addr, Model: p.connector.ModelName(), Stores: p.storeNames(),
		Accounts: len(accounts), Documents: map[string]int{},
		Waiting: tasks.Waiting + tasks.InFlight, Rereading: tasks.Idle, Dead: tasks.Dead,
	}
	if p.model.forIndex() != nil {
		v := p.embedding()
		s.Vectors = &v
	}
	for state, n := range counts {
		s.Documents[string(state)] = n
	}
	return s, nil
}
