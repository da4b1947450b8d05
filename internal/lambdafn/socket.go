package lambdafn

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/chat"
	"github.com/mundap/mundap/internal/connections"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/history"
	"github.com/mundap/mundap/internal/server/frames"
	"github.com/mundap/mundap/internal/turn"
	"github.com/mundap/mundap/internal/wire"
)

// Poster sends a message to an open socket; fault.NotFound when its client is gone.
type Poster interface {
	Post(ctx context.Context, connection string, message []byte) error
}

// Invoker begins an asynchronous run of the chat function with a job. Lambda repeats a run that fails.
type Invoker interface {
	Invoke(ctx context.Context, j Job) error
}

// Job is what the chat function asks of itself: begin the turn of Request, unless it is begun, and send it to a connection.
type Job struct {
	Connection string        `json:"connection"`
	Request    *chat.Request `json:"request,omitempty"` // nil: the turn is only followed
	Turn       turn.ID       `json:"turn"`
	Seen       turn.Cursor   `json:"seen"` // what a v2 client has
	Language   string        `json:"language,omitempty"`
}

const (
	// lifetime is how long API Gateway keeps a socket.
	lifetime = 2 * time.Hour
	// stopSeq is the place of a follower who wants the turn to end: the function that answers looks for it.
	stopSeq = -1
)

// socket takes the events of the WebSocket API.
type socket struct {
	connections connections.Store
	sockets     Poster
	invoker     Invoker
	turns       *turn.Log
	open        bool     // there are no accounts
	origins     []string // of pages that may connect where there are no tickets; the site's own is among them
	now         func() time.Time
}

// handle takes one event. A frame that can't be used is answered with a frame, not with an error: Lambda's errors are for
// what should alarm somebody.
func (s *socket) handle(ctx context.Context, e events.APIGatewayWebsocketProxyRequest) (events.APIGatewayProxyResponse, error) {
	id := e.RequestContext.ConnectionID
	switch e.RequestContext.RouteKey {
	case "$connect":
		return s.connect(ctx, e)
	case "$disconnect":
		if err := s.connections.Close(ctx, id); err != nil {
			return failed, fmt.Errorf("forgetting a connection: %w", err)
		}
		return taken, nil
	}
	c, err := s.connections.Get(ctx, id, s.now())
	if fault.Is(err, fault.NotFound) { // it outlived its session
		return events.APIGatewayProxyResponse{StatusCode: http.StatusGone}, nil
	}
	if err != nil {
		return failed, fmt.Errorf("reading a connection: %w", err)
	}
	if err := s.receive(ctx, c, e.Body); err != nil && !fault.Is(err, fault.NotFound) {
		return failed, err
	}
	return taken, nil
}

var (
	taken  = events.APIGatewayProxyResponse{StatusCode: http.StatusOK}
	failed = events.APIGatewayProxyResponse{StatusCode: http.StatusInternalServerError}
)

// connect records a socket that the authorizer let in.
func (s *socket) connect(ctx context.Context, e events.APIGatewayWebsocketProxyRequest) (events.APIGatewayProxyResponse, error) {
	header := headers(e)
	scope, session, expires, err := s.asker(e.RequestContext.Authorizer)
	if origin := header.Get("Origin"); err != nil || s.open && origin != "" && !slices.Contains(s.origins, origin) {
		return events.APIGatewayProxyResponse{StatusCode: http.StatusForbidden}, nil
	}
	c := connections.Connection{
		ID: e.RequestContext.ConnectionID, Scope: scope, Session: session, Language: frames.Language(header.Get("Accept-Language")), Opened: s.now(), Expires: expires,
	}
	out := taken
	for _, offered := range header.Values("Sec-WebSocket-Protocol") {
		if slices.Contains(list(offered), wire.Subprotocol) {
			c.Protocol = connections.V2
			out.Headers = map[string]string{"Sec-WebSocket-Protocol": wire.Subprotocol}
		}
	}
	if err := s.connections.Open(ctx, c); err != nil {
		return failed, fmt.Errorf("recording a connection: %w", err)
	}
	return out, nil
}

func headers(e events.APIGatewayWebsocketProxyRequest) http.Header {
	h := http.Header{}
	for name, value := range e.Headers {
		h.Set(name, value)
	}
	for name, values := range e.MultiValueHeaders {
		h[http.CanonicalHeaderKey(name)] = values
	}
	return h
}

// asker is whom the authorizer found, by which session, and until when.
func (s *socket) asker(authorizer any) (scope auth.Scope, session string, end time.Time, err error) {
	end = s.now().Add(lifetime)
	if s.open {
		return auth.LocalScope(), "", end, nil
	}
	values, _ := authorizer.(map[string]any)
	user, _ := values[contextUser].(string)
	if user == "" {
		return auth.Scope{}, "", end, errors.New("the authorizer named nobody")
	}
	scope = auth.UserScope(auth.Principal(user))
	admin, _ := values[contextAdmin].(string)
	scope.Admin = admin == "true"
	text, _ := values[contextExpires].(string)
	if unix, err := strconv.ParseInt(text, 10, 64); err == nil && time.Unix(unix, 0).Before(end) {
		end = time.Unix(unix, 0)
	}
	session, _ = values[contextSession].(string)
	return scope, session, end, nil
}

// receive takes one message.
func (s *socket) receive(ctx context.Context, c connections.Connection, message string) error {
	if message == wire.Ping {
		return s.post(ctx, c, []byte(wire.Pong))
	}
	requestID := frames.RequestID([]byte(message))
	var err error
	switch {
	case len(message) > frames.MaxRequest:
		err = frames.ErrRequestTooLarge
	case c.Protocol == connections.V2:
		err = s.receiveV2(ctx, c, message, requestID)
	default:
		err = s.receiveBase(ctx, c, message, requestID)
	}
	if err == nil {
		return nil
	}
	if c.Protocol == connections.V2 {
		return s.send(ctx, c, frames.Rejected(requestID, err, c.Language))
	}
	return s.send(ctx, c, frames.Failed(requestID, err, c.Language))
}

func (s *socket) receiveBase(ctx context.Context, c connections.Connection, message, requestID string) error {
	var r wire.Request
	if requestID == "" || json.Unmarshal([]byte(message), &r) != nil {
		return frames.ErrNoRequest
	}
	asker, err := s.asking(c).As(r.UserID)
	if err != nil {
		return err
	}
	req, err := asker.Request(wire.Ask{Request: r})
	if err != nil {
		return err
	}
	if err := s.send(ctx, c, frames.Typing(requestID)); err != nil && !fault.Is(err, fault.NotFound) {
		return err // whoever has left finds the answer in the log
	}
	return s.invoke(ctx, c, Job{Request: &req, Turn: turn.ID{User: asker.User, Request: requestID}})
}

func (s *socket) receiveV2(ctx context.Context, c connections.Connection, message, requestID string) error {
	var f wire.ClientFrame
	if json.Unmarshal([]byte(message), &f) != nil {
		return frames.ErrNoRequest
	}
	id := turn.ID{User: history.User(c.Scope.User), Request: requestID}
	switch {
	case f.Op == wire.OpPing:
		return s.send(ctx, c, wire.ServerFrame{Event: "pong"})
	case requestID == "":
		return frames.ErrNoRequest
	case f.Op == wire.OpAsk && f.Ask != nil:
		f.Ask.RequestID = requestID
		return s.askV2(ctx, c, id, *f.Ask)
	case f.Op == wire.OpFollow:
		return s.invoke(ctx, c, Job{Turn: id, Seen: turn.Cursor{Seq: f.After, Attempt: f.Attempt}})
	case f.Op == wire.OpStop:
		return s.stop(ctx, c, id)
	}
	return frames.ErrNoRequest
}

func (s *socket) askV2(ctx context.Context, c connections.Connection, id turn.ID, ask wire.Ask) error {
	if _, err := s.asking(c).As(ask.UserID); err != nil {
		return err
	}
	if ask.Language == "ko" || ask.Language == "en" {
		c.Language = ask.Language
	}
	req, err := s.asking(c).Request(ask)
	if err != nil {
		return err
	}
	return s.invoke(ctx, c, Job{Request: &req, Turn: id})
}

// stop asks the function that answers a turn to end it. One that has ended already needs no stopping.
func (s *socket) stop(ctx context.Context, c connections.Connection, id turn.ID) error {
	_, err := s.turns.Status(ctx, id)
	if fault.Is(err, fault.NotFound) {
		return frames.ErrNothingToStop.WithCause(err)
	}
	if err != nil {
		return err
	}
	return s.connections.Follow(ctx, c.ID, connections.Follow{Turn: id, Seq: stopSeq})
}

// asking is who sends requests by a connection.
func (s *socket) asking(c connections.Connection) frames.Asker {
	return frames.Asker{Scope: c.Scope, User: history.User(c.Scope.User), Accounts: !s.open, Language: c.Language}
}

// invoke hands the work to a run that API Gateway does not wait for.
func (s *socket) invoke(ctx context.Context, c connections.Connection, j Job) error {
	j.Connection, j.Language = c.ID, c.Language
	if err := s.connections.Follow(ctx, c.ID, connections.Follow{Turn: j.Turn, Seq: j.Seen.Seq}); err != nil && !fault.Is(err, fault.NotFound) {
		return fmt.Errorf("following a turn: %w", err)
	}
	if err := s.invoker.Invoke(ctx, j); err != nil {
		return fmt.Errorf("beginning the work on a request: %w", err)
	}
	return nil
}

func (s *socket) send(ctx context.Context, c connections.Connection, frame any) error {
	message, err := frames.Encode(frame)
	if err != nil {
		return err
	}
	return s.post(ctx, c, message)
}

// post sends a message, and forgets a connection whose client is gone.
func (s *socket) post(ctx context.Context, c connections.Connection, message []byte) error {
	err := s.sockets.Post(ctx, c.ID, message)
	if fault.Is(err, fault.NotFound) {
		return errors.Join(err, s.connections.Close(ctx, c.ID))
	}
	return err
}
