package lambdafn

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/auth/signin"
	"github.com/mundap/mundap/internal/connections"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/history"
	"github.com/mundap/mundap/internal/server"
	"github.com/mundap/mundap/internal/session"
	"github.com/mundap/mundap/internal/turn"
	"github.com/mundap/mundap/internal/wire"
)

// Invoker starts an asynchronous run of the chat function with a job. Lambda
// repeats a run that fails.
type Invoker interface {
	Invoke(ctx context.Context, j Job) error
}

// Job is what the chat function asks of itself: to send a turn to a connection,
// and to begin it first where the delivery has a request.
type Job struct {
	Connection string `json:"connection"`
	session.Delivery
}

// rate bounds how often a user does something, over all functions.
type rate interface {
	Use(ctx context.Context, user string) (wait time.Duration, err error)
}

// lifetime is how long API Gateway keeps a socket.
const lifetime = 2 * time.Hour

// socket handles the events of the WebSocket API.
type socket struct {
	clients  *clients
	invoker  Invoker
	turns    *turn.Log
	sessions *signin.Service // nil: nobody signs in
	asking   rate            // of a user; if nil, nothing bounds questions
	from     rate            // questions of an address; if nil, nothing bounds them
	opening  rate            // sockets of an address; if nil, nothing bounds them
	open     int             // sockets that a user may keep; 0 means no limit
	// of pages that may connect where there are no tickets; the site's own is among them
	origins []string
}

// handle handles one event. An invalid frame is answered with a frame and not
// with an error, because Lambda's errors are for problems that should raise an
// alarm.
func (s *socket) handle(ctx context.Context,
	e events.APIGatewayWebsocketProxyRequest) (events.APIGatewayProxyResponse, error) {
	id := e.RequestContext.ConnectionID
	switch e.RequestContext.RouteKey {
	case "$connect":
		return s.connect(ctx, e)
	case "$disconnect":
		if err := s.clients.connections.Close(ctx, id); err != nil {
			return failed, fmt.Errorf("forgetting a connection: %w", err)
		}
		return taken, nil
	}
	open, c, err := s.clients.get(ctx, id)
	if fault.Is(err, fault.NotFound) { // it outlived its session
		return events.APIGatewayProxyResponse{StatusCode: http.StatusGone}, nil
	}
	if err != nil {
		return failed, err
	}
	message := []byte(e.Body)
	if e.IsBase64Encoded { // a binary message, which is no request
		message = nil
	}
	if err := c.Receive(ctx, message, connection{s, id, open.Session, open.Address}); err != nil &&
		!fault.Is(err, fault.NotFound) {
		return failed, err
	}
	return taken, nil
}

var (
	taken   = events.APIGatewayProxyResponse{StatusCode: http.StatusOK}
	tooMany = events.APIGatewayProxyResponse{StatusCode: http.StatusTooManyRequests}
	failed  = events.APIGatewayProxyResponse{StatusCode: http.StatusInternalServerError}
)

// crowded reports whether a user has as many sockets open as they may, or an
// address opens too many.
func (s *socket) crowded(ctx context.Context, c connections.Connection) (bool, error) {
	if s.clients.open {
		return false, nil
	}
	if s.open > 0 {
		others, err := s.clients.connections.Of(ctx, c.Scope.User, c.Opened)
		if err != nil || len(others) >= s.open {
			return true, err
		}
	}
	if s.opening == nil || c.Address == "" {
		return false, nil
	}
	wait, err := s.opening.Use(ctx, c.Address)
	return wait > 0, err
}

// offers reports whether a header with a comma-separated list of protocols
// contains one.
func offers(header, protocol string) bool {
	for name := range strings.SplitSeq(header, ",") {
		if strings.TrimSpace(name) == protocol {
			return true
		}
	}
	return false
}

// connect records a socket that the authorizer has admitted.
func (s *socket) connect(ctx context.Context,
	e events.APIGatewayWebsocketProxyRequest) (events.APIGatewayProxyResponse, error) {
	header := headers(e)
	c, err := s.admit(e.RequestContext.Authorizer)
	if origin := header.Get("Origin"); err != nil || s.clients.open && origin != "" &&
		!slices.Contains(s.origins, origin) {
		return events.APIGatewayProxyResponse{StatusCode: http.StatusForbidden}, nil
	}
	identity := e.RequestContext.Identity
	c.Address = clientAddress(identity.SourceIP, identity.APIKey, header.Get("X-Forwarded-For"))
	if refused, err := s.crowded(ctx, c); err != nil || refused {
		return tooMany, err
	}
	c.ID, c.Language = e.RequestContext.ConnectionID,
		session.Language(header.Get("Accept-Language"))
	out := taken
	for _, offered := range header.Values("Sec-WebSocket-Protocol") {
		if offers(offered, wire.Subprotocol) {
			c.Protocol = connections.V2
			out.Headers = map[string]string{"Sec-WebSocket-Protocol": wire.Subprotocol}
		}
	}
	if err := s.clients.connections.Open(ctx, c); err != nil {
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

// admit is a connection of whom the authorizer found, by which sign-in, until
// that ends or API Gateway ends the socket.
func (s *socket) admit(authorizer any) (connections.Connection, error) {
	opened := s.clients.now()
	c := connections.Connection{Scope: auth.LocalScope(), Opened: opened,
		Expires: opened.Add(lifetime)}
	if s.clients.open {
		return c, nil
	}
	values, _ := authorizer.(map[string]any)
	user, _ := values[contextUser].(string)
	if user == "" {
		return connections.Connection{}, errors.New("the authorizer named nobody")
	}
	c.Scope = auth.UserScope(auth.Principal(user))
	name, _ := values[contextName].(string)
	c.Scope.Name = auth.UserName(name)
	admin, _ := values[contextAdmin].(string)
	c.Scope.Admin = admin == "true"
	text, _ := values[contextExpires].(string)
	if unix, err := strconv.ParseInt(text, 10, 64); err == nil &&
		time.Unix(unix, 0).Before(c.Expires) {
		c.Expires = time.Unix(unix, 0)
	}
	c.Session, _ = values[contextSession].(string)
	return c, nil
}

// connection is the session.Host of one socket while a message is handled.
type connection struct {
	socket  *socket
	id      string
	session string // its id; "" where nobody signs in
	address string // of the network that it was opened from; "" if unknown
}

var _ session.Host = connection{}

// Send implements session.Host.
func (c connection) Send(ctx context.Context, frame []byte) error {
	return c.socket.clients.post(ctx, c.id, frame)
}

// Deliver implements session.Host. It passes the work to a run that API Gateway
// does not wait for.
func (c connection) Deliver(ctx context.Context, d session.Delivery) error {
	if d.Request != nil && c.session != "" && c.socket.sessions != nil {
		if err := c.socket.sessions.Use(ctx, c.session); err != nil {
			return err
		}
	}
	if d.Request != nil {
		if err := c.socket.question(ctx, d.Turn.User, c.address); err != nil {
			return err
		}
	}
	err := c.socket.clients.connections.Follow(ctx, c.id, connections.Follow{Turn: d.Turn,
		Seq: d.Seen.Seq})
	if err != nil && !fault.Is(err, fault.NotFound) {
		return fmt.Errorf("following a turn: %w", err)
	}
	if err := c.socket.invoker.Invoke(ctx, Job{Connection: c.id, Delivery: d}); err != nil {
		return fmt.Errorf("beginning the work on a request: %w", err)
	}
	return nil
}

// question counts a question of a user's, and of the address that it comes from.
// Without accounts, whoever reaches the site is its owner and has no limit.
func (s *socket) question(ctx context.Context, user history.User, address string) error {
	if s.clients.open {
		return nil
	}
	for _, l := range []struct {
		rate rate
		key  string
		told *fault.Error
	}{
		{s.asking, string(user), server.ErrUserQuestions},
		{s.from, address, server.ErrAddressQuestions},
	} {
		if l.rate == nil || l.key == "" {
			continue
		}
		wait, err := l.rate.Use(ctx, l.key)
		if err != nil {
			return err
		}
		if wait > 0 {
			return l.told.WithRetryAfter(wait)
		}
	}
	return nil
}

// Stop implements session.Host. The run that answers the turn looks for the
// request to stop.
func (c connection) Stop(ctx context.Context, id turn.ID) error {
	if _, err := c.socket.turns.Status(ctx, id); err != nil {
		return err
	}
	return c.socket.clients.connections.Follow(ctx, c.id, connections.Follow{Turn: id, Stop: true})
}
