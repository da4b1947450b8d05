package lambdafn

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/mundap/mundap/internal/chat"
	"github.com/mundap/mundap/internal/connections"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/server/frames"
	"github.com/mundap/mundap/internal/turn"
)

const (
	// maxFrame is the longest message that API Gateway sends, maxBaseFrame where base frames stop growing.
	maxFrame     = 128 << 10
	maxBaseFrame = 120 << 10
	// frameAround bounds what a base frame has beside its answer and its request's id.
	frameAround = 100
	// maxAttempts bounds how often a job begins a turn again whose writer died.
	maxAttempts = 3
	// lookEvery is how often the function that answers looks for a wish to stop.
	lookEvery = time.Second
)

// starter begins and stops turns; *chat.Service is one.
type starter interface {
	Start(ctx context.Context, r chat.Request) (turn.Status, error)
	Stop(id turn.ID) bool
}

// answers does jobs.
type answers struct {
	socket
	chat     starter
	renderer frames.Renderer
	site     string
	log      *slog.Logger
}

// do does a job to its end. It returns when the turn has ended, also when its client left: the turn is worked on in this
// process.
func (a *answers) do(ctx context.Context, j Job) error {
	c, err := a.connections.Get(ctx, j.Connection, a.now())
	if fault.Is(err, fault.NotFound) {
		c = connections.Connection{} // gone, and the answer goes into the log
	} else if err != nil {
		return fmt.Errorf("reading a connection: %w", err)
	}
	if j.Language != "" {
		c.Language = j.Language
	}
	watching, cancel := context.WithCancel(ctx)
	var watch sync.WaitGroup
	watch.Go(func() { a.watch(watching, j.Turn) })
	defer watch.Wait()
	defer cancel()
	for range maxAttempts {
		if j.Request != nil {
			if _, err := a.chat.Start(ctx, *j.Request); err != nil {
				return a.reject(ctx, c, j.Turn.Request, err)
			}
		}
		again, err := a.follow(ctx, c, j)
		if err != nil {
			return err
		}
		if !again {
			break
		}
	}
	if c.ID == "" {
		return nil
	}
	if err := a.connections.Unfollow(ctx, c.ID, j.Turn); err != nil {
		a.log.Warn("a connection goes on following", "connection", c.ID, "error", err)
	}
	return nil
}

// reject tells a client why its request began no turn. What is worth another try is Lambda's to repeat.
func (a *answers) reject(ctx context.Context, c connections.Connection, requestID string, cause error) error {
	if fault.Retryable(cause) || c.ID == "" {
		return cause
	}
	var frame any = frames.Failed(requestID, cause, c.Language)
	if c.Protocol == connections.V2 {
		frame = frames.Rejected(requestID, cause, c.Language)
	}
	err := a.send(ctx, c, frame)
	if fault.Is(err, fault.NotFound) {
		return nil
	}
	return err
}

// watch stops the turn, if it runs here, when a follower wishes so.
func (a *answers) watch(ctx context.Context, id turn.ID) {
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		followers, err := a.connections.Followers(ctx, id, a.now())
		if err != nil {
			continue
		}
		for _, f := range followers {
			if f.Seq == stopSeq {
				a.chat.Stop(id)
			}
		}
	}
}

// follow sends a turn to its end. again: its writer died, and the request begins it anew.
func (a *answers) follow(ctx context.Context, c connections.Connection, j Job) (again bool, err error) {
	client := a.client(c, j)
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	list := &backlog{fresh: make(chan struct{}, 1), ended: make(chan struct{})}
	var sending sync.WaitGroup
	var sent error
	sending.Go(func() { sent = a.sendAll(ctx, c, client, list) })
	for e, followErr := range a.turns.Follow(ctx, j.Turn, 0) {
		if followErr != nil {
			err = followErr
			break
		}
		if e.Seq == 0 && j.Request != nil { // made for a reader of an interrupted turn
			again = true
			break
		}
		list.add(e)
	}
	list.end()
	sending.Wait()
	if fault.Is(err, fault.NotFound) && j.Request == nil {
		return false, a.reject(ctx, c, j.Turn.Request, err)
	}
	if err == nil {
		err = sent
	}
	return again, err
}

// sendAll sends events as frames until there are no more. A client that is gone is sent nothing; that is no error.
func (a *answers) sendAll(ctx context.Context, c connections.Connection, f framer, list *backlog) error {
	for {
		events, over := list.take(ctx)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		messages, err := f.frames(ctx, events)
		if err != nil {
			return err
		}
		for _, m := range messages {
			if c.ID == "" {
				break
			}
			err := a.post(ctx, c, m)
			if fault.Is(err, fault.NotFound) {
				c.ID = ""
			} else if err != nil {
				return fmt.Errorf("sending a frame: %w", err)
			}
		}
		if over {
			return nil
		}
		list.pause(ctx, f.pause())
	}
}

// backlog is the events of a turn that were not sent yet: a client that is slow gets them together.
type backlog struct {
	mu     sync.Mutex
	events []turn.Event
	over   bool
	fresh  chan struct{} // cap 1
	ended  chan struct{} // closed after the last event
}

func (l *backlog) add(e turn.Event) {
	l.mu.Lock()
	l.events = append(l.events, e)
	l.mu.Unlock()
	l.wake()
}

func (l *backlog) end() {
	l.mu.Lock()
	l.over = true
	l.mu.Unlock()
	close(l.ended)
	l.wake()
}

// pause lets an answer grow, but not longer than until it has ended.
func (l *backlog) pause(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-l.ended:
	case <-ctx.Done():
	}
}

func (l *backlog) wake() {
	select {
	case l.fresh <- struct{}{}:
	default:
	}
}

// take waits for events, and says whether they are the last.
func (l *backlog) take(ctx context.Context) (events []turn.Event, over bool) {
	for {
		l.mu.Lock()
		events, over = l.events, l.over
		l.events = nil
		l.mu.Unlock()
		if len(events) > 0 || over {
			return events, over
		}
		select {
		case <-l.fresh:
		case <-ctx.Done():
			return nil, true
		}
	}
}

// framer makes messages of events.
type framer interface {
	frames(ctx context.Context, events []turn.Event) ([][]byte, error)
	// pause is how long to wait before more are sent.
	pause() time.Duration
}

func (a *answers) client(c connections.Connection, j Job) framer {
	view := frames.View{Scope: c.Scope, User: j.Turn.User, Language: c.Language, Site: a.site}
	if c.Protocol == connections.V2 {
		return &v2Frames{frames.NewV2(a.renderer, view, j.Turn.Request, j.Seen), j.Turn.Request}
	}
	id, _ := frames.Encode(j.Turn.Request) // any string can be encoded
	view.MaxBytes = min(maxBaseFrame, maxFrame-len(id)-frameAround)
	return &baseFrames{frames.NewBase(a.renderer, view, j.Turn.Request)}
}

type baseFrames struct{ base *frames.Base }

func (f *baseFrames) frames(ctx context.Context, events []turn.Event) (messages [][]byte, err error) {
	fresh := false
	for _, e := range events {
		fresh = f.base.Apply(e) || fresh
	}
	if !fresh {
		return nil, nil
	}
	list, _, err := f.base.Frames(ctx)
	if err != nil {
		return nil, fmt.Errorf("making frames: %w", err)
	}
	for _, frame := range list {
		message, err := frames.Encode(frame)
		if err != nil {
			return nil, err
		}
		messages = append(messages, message)
	}
	return messages, nil
}

func (f *baseFrames) pause() time.Duration { return f.base.Pause() }

type v2Frames struct {
	v2        *frames.V2
	requestID string
}

// frames makes a message of an event, or several of one that is too long for API Gateway.
func (f *v2Frames) frames(ctx context.Context, events []turn.Event) (messages [][]byte, err error) {
	for _, e := range events {
		frame, send, err := f.v2.Frame(ctx, e)
		if err != nil {
			return nil, fmt.Errorf("making a frame: %w", err)
		}
		if !send {
			continue
		}
		message, err := frames.Encode(frame)
		if err != nil {
			return nil, err
		}
		parts, err := frames.Split(message, f.requestID, maxFrame)
		if err != nil {
			return nil, err
		}
		messages = append(messages, parts...)
	}
	return messages, nil
}

func (f *v2Frames) pause() time.Duration { return turn.SendWithin }
