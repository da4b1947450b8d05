package main

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/coder/websocket"

	"github.com/mundap/mundap/internal/wire"
)

// times are how long answers took.
type times struct {
	mu  sync.Mutex
	all []time.Duration
}

func (t *times) add(d time.Duration) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.all = append(t.all, d)
}

// at is a quantile.
func (t *times) at(q float64) time.Duration {
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(t.all) == 0 {
		return 0
	}
	slices.Sort(t.all)
	return t.all[min(len(t.all)-1, int(q*float64(len(t.all))))]
}

func (c *client) send(ctx context.Context, id string) error {
	frame, err := json.Marshal(wire.ClientFrame{Op: wire.OpAsk, RequestID: id, Ask: &wire.Ask{
		Request:      wire.Request{RequestID: id, Type: "text", Body: "안녕하세요?", ConvType: "normal"},
		Conversation: "c-" + c.user}})
	if err != nil {
		return err
	}
	return c.ws.Write(ctx, websocket.MessageText, frame)
}

// ask asks once and waits for the end of the answer.
func (c *client) ask(ctx context.Context, id string) error {
	if err := c.send(ctx, id); err != nil {
		return err
	}
	for {
		f, err := c.read(ctx)
		if err != nil || f.Event == "done" {
			return err
		}
		if f.Event == "rejected" || f.Event == "error" {
			return fmt.Errorf("%s: %s", c.user, f.Error.Message)
		}
	}
}

func (c *client) read(ctx context.Context) (f wire.ServerFrame, err error) {
	_, message, err := c.ws.Read(ctx)
	if err != nil {
		return f, err
	}
	return f, json.Unmarshal(message, &f)
}

// round has every user ask some questions, one after the other, and notes how
// long the answers took.
func (s *site) round(ctx context.Context, questions int, t *times) error {
	s.asked++
	var all sync.WaitGroup
	failed := make(chan error, len(s.chats))
	for _, c := range s.chats {
		all.Go(func() {
			for i := range questions {
				select {
				case <-time.After(rand.N(s.pause)):
				case <-ctx.Done():
					return
				}
				began := time.Now()
				if err := c.ask(ctx, fmt.Sprintf("r%d-%d", s.asked, i)); err != nil {
					failed <- err
					return
				}
				t.add(time.Since(began))
			}
		})
	}
	all.Wait()
	close(failed)
	return <-failed
}

// sent is what a flood came to.
type sent struct{ frames, refused int64 }

// flood sends questions over as many sockets as one user may open, as fast as they
// are taken, while f runs.
func (s *site) flood(ctx context.Context, f func() error) (sent, error) {
	var frames, refused atomic.Int64
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	var all sync.WaitGroup
	for i := range s.sockets {
		c, err := s.open(ctx, "flood", s.flooder)
		if err != nil {
			break // those of the flood before are still being closed
		}
		all.Go(func() {
			for n := 0; c.send(ctx, fmt.Sprintf("f%d-%d-%d", s.asked, i, n)) == nil; n++ {
				frames.Add(1)
			}
		})
		all.Go(func() {
			for {
				f, err := c.read(ctx)
				if err != nil {
					return
				}
				if f.Event == "rejected" {
					refused.Add(1)
				}
			}
		})
	}
	err := f()
	stop()
	all.Wait()
	return sent{frames.Load(), refused.Load()}, err
}
