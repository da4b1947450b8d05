package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/mundap/mundap/internal/admin"
)

// startWithin bounds a start on a busy machine.
const startWithin = 60 * time.Second

// server is a running program.
type server struct {
	*admin.Client
	cmd  *exec.Cmd
	log  *bytes.Buffer
	done chan error
}

// start starts the program on a data folder and waits until it is ready.
func start(ctx context.Context, binary, data string) (*server, error) {
	s, ready, err := launch(binary, data)
	if err != nil {
		return nil, err
	}
	select {
	case <-ready:
		return s, nil
	case err = <-s.done:
		s.done <- err
	case <-time.After(startWithin):
		err = errors.New("it does not get ready")
	case <-ctx.Done():
		err = ctx.Err()
	}
	return nil, errors.Join(fmt.Errorf("starting: %w\n%s", err, s.log), s.kill())
}

// launch starts the program and does not wait.
func launch(binary, data string) (*server, <-chan struct{}, error) {
	s := &server{cmd: exec.Command(binary, "serve", "--addr", "127.0.0.1:0", "--data", data),
		log: &bytes.Buffer{}, done: make(chan error, 1),
		Client: admin.NewClient(filepath.Join(data, "mundap.sock"))}
	s.cmd.Env = append(os.Environ(), "MUNDAP_LANG=en", "XDG_CONFIG_HOME="+data)
	s.cmd.Stderr = s.log
	out, err := s.cmd.StdoutPipe()
	if err != nil {
		return nil, nil, err
	}
	if err := s.cmd.Start(); err != nil {
		return nil, nil, err
	}
	ready := make(chan struct{})
	go func() {
		for lines, told := bufio.NewScanner(out), false; lines.Scan(); {
			if !told && strings.Contains(lines.Text(), "http://") {
				told = true
				close(ready)
			}
		}
		s.done <- s.cmd.Wait()
	}()
	return s, ready, nil
}

// kill kills the program (SIGKILL) and waits for its end.
func (s *server) kill() error {
	s.Client.Close()
	err := s.cmd.Process.Kill()
	<-s.done
	if errors.Is(err, os.ErrProcessDone) {
		return nil
	}
	return err
}

// stop ends the program in order.
func (s *server) stop() error {
	s.Client.Close()
	if err := s.cmd.Process.Signal(os.Interrupt); err != nil {
		return err
	}
	if err := <-s.done; err != nil {
		return fmt.Errorf("stopping: %w\n%s", err, s.log)
	}
	return nil
}
