package lambdafn

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/chat"
	"github.com/mundap/mundap/internal/connections"
	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/history"
	"github.com/mundap/mundap/internal/korean"
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
	maxRequest = 24 << 10
	// lifetime is how long API Gateway keeps a socket.
	lifetime = 2 * time.Hour
	// stopSeq is the place of a follower who wants the turn to end: the function that answers looks for it.
	stopSeq = -1
)

var (
	errRequestTooLarge = fault.New(fault.TooLarge,
		"메시지가 너무 길어요. 24KB까지 보낼 수 있으니 나누어 보내거나 파일로 올려 주세요.",
		"The message is too long. It may have 24 KB: send it in parts, or upload it as a file.")
	errNoFrame = fault.New(fault.Invalid,
		"메시지를 읽지 못했어요. request_id가 있는 JSON으로 보내 주세요.",
		"The message could not be read. Send JSON with a request_id.")
	errOtherUser = fault.New(fault.Forbidden,
		"로그인한 사용자와 요청한 사용자가 달라요. 다시 로그인해 주세요.",
		"The request names another user than the one who is signed in. Sign in again.")
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
	scope, expires, err := s.asker(e.RequestContext.Authorizer)
	if origin := header.Get("Origin"); err != nil || s.open && origin != "" && !slices.Contains(s.origins, origin) {
		return events.APIGatewayProxyResponse{StatusCode: http.StatusForbidden}, nil
	}
	c := connections.Connection{
		ID: e.RequestContext.ConnectionID, Scope: scope, Language: language(header.Get("Accept-Language")), Opened: s.now(), Expires: expires,
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

// language is "en" for clients that prefer English to Korean.
func language(accepted string) string {
	for _, tag := range list(accepted) {
		switch {
		case strings.HasPrefix(tag, "ko"):
			return "ko"
		case strings.HasPrefix(tag, "en"):
			return "en"
		}
	}
	return "ko"
}

// asker is whom the authorizer found, and until when.
func (s *socket) asker(authorizer any) (auth.Scope, time.Time, error) {
	end := s.now().Add(lifetime)
	if s.open {
		return auth.LocalScope(), end, nil
	}
	values, _ := authorizer.(map[string]any)
	user, _ := values[contextUser].(string)
	if user == "" {
		return auth.Scope{}, end, errors.New("the authorizer named nobody")
	}
	scope := auth.UserScope(auth.Principal(user))
	admin, _ := values[contextAdmin].(string)
	scope.Admin = admin == "true"
	text, _ := values[contextExpires].(string)
	if unix, err := strconv.ParseInt(text, 10, 64); err == nil && time.Unix(unix, 0).Before(end) {
		end = time.Unix(unix, 0)
	}
	return scope, end, nil
}

// receive takes one message.
func (s *socket) receive(ctx context.Context, c connections.Connection, message string) error {
	if message == wire.Ping {
		return s.post(ctx, c, []byte(wire.Pong))
	}
	requestID := attribute(message)
	var err error
	switch {
	case len(message) > maxRequest:
		err = errRequestTooLarge
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

// attribute finds the request id of a message, "" if there is none.
func attribute(message string) string {
	var a struct {
		RequestID string    `json:"request_id"`
		Ask       *wire.Ask `json:"ask"`
	}
	if json.Unmarshal([]byte(message), &a) != nil {
		return ""
	}
	if a.RequestID == "" && a.Ask != nil {
		return a.Ask.RequestID
	}
	return a.RequestID
}

func (s *socket) receiveBase(ctx context.Context, c connections.Connection, message, requestID string) error {
	var r wire.Request
	if requestID == "" || json.Unmarshal([]byte(message), &r) != nil {
		return errNoFrame
	}
	user, err := userOf(c.Scope, r.UserID)
	if err != nil {
		return err
	}
	req, err := request(c, user, wire.Ask{Request: r})
	if err != nil {
		return err
	}
	if err := s.send(ctx, c, frames.Typing(requestID)); err != nil {
		return err
	}
	return s.invoke(ctx, c, Job{Request: &req, Turn: turn.ID{User: user, Request: requestID}})
}

func (s *socket) receiveV2(ctx context.Context, c connections.Connection, message, requestID string) error {
	var f wire.ClientFrame
	if json.Unmarshal([]byte(message), &f) != nil {
		return errNoFrame
	}
	id := turn.ID{User: history.User(c.Scope.User), Request: requestID}
	switch {
	case f.Op == wire.OpPing:
		return s.send(ctx, c, wire.ServerFrame{Event: "pong"})
	case requestID == "":
		return errNoFrame
	case f.Op == wire.OpAsk && f.Ask != nil:
		f.Ask.RequestID = requestID
		return s.askV2(ctx, c, id, *f.Ask)
	case f.Op == wire.OpFollow:
		return s.invoke(ctx, c, Job{Turn: id, Seen: turn.Cursor{Seq: f.After, Attempt: f.Attempt}})
	case f.Op == wire.OpStop:
		return s.stop(ctx, c, id)
	}
	return errNoFrame
}

func (s *socket) askV2(ctx context.Context, c connections.Connection, id turn.ID, ask wire.Ask) error {
	if _, err := userOf(c.Scope, ask.UserID); err != nil {
		return err
	}
	if ask.Language == "ko" || ask.Language == "en" {
		c.Language = ask.Language
	}
	req, err := request(c, id.User, ask)
	if err != nil {
		return err
	}
	return s.invoke(ctx, c, Job{Request: &req, Turn: id})
}

// stop asks the function that answers a turn to end it. One that has ended already needs no stopping.
func (s *socket) stop(ctx context.Context, c connections.Connection, id turn.ID) error {
	_, err := s.turns.Status(ctx, id)
	if fault.Is(err, fault.NotFound) {
		return fault.Wrap(err, fault.NotFound, "멈출 답이 없어요. 이미 끝났을 수 있어요.", "There is no answer to stop. It may have ended already.")
	}
	if err != nil {
		return err
	}
	return s.connections.Follow(ctx, c.ID, connections.Follow{Turn: id, Seq: stopSeq})
}

// userOf is whose history a request goes into. Without accounts the user's id merely partitions it.
func userOf(scope auth.Scope, userID string) (history.User, error) {
	switch {
	case userID == "":
		return history.User(scope.User), nil
	case scope.User == auth.Local:
		return history.User(userID), nil
	case auth.CanonicalUser(auth.Principal(userID)) != scope.User:
		return "", errOtherUser
	}
	return history.User(scope.User), nil
}

// request makes the chat's request of a client's.
func request(c connections.Connection, user history.User, ask wire.Ask) (chat.Request, error) {
	r := chat.Request{
		Scope: c.Scope, User: user, Language: c.Language,
		RequestID: ask.RequestID, RequestTime: ask.RequestTime, Type: cmp.Or(ask.Type, "text"), Body: korean.Normalise(ask.Body),
		ConvType: ask.ConvType, RAGType: ask.RAGType, Function: ask.FunctionType,
		Conversation: ask.Conversation, Replaces: ask.Replaces,
	}
	for _, name := range ask.Documents {
		key, err := document.ParseKey(name)
		if err != nil {
			return chat.Request{}, err
		}
		r.Documents = append(r.Documents, key)
	}
	return r, r.Check()
}

// invoke hands the work to a run that API Gateway does not wait for.
func (s *socket) invoke(ctx context.Context, c connections.Connection, j Job) error {
	j.Connection, j.Language = c.ID, c.Language
	if err := s.connections.Follow(ctx, c.ID, connections.Follow{Turn: j.Turn, Seq: j.Seen.Seq}); err != nil {
		return fmt.Errorf("following a turn: %w", err)
	}
	if err := s.invoker.Invoke(ctx, j); err != nil {
		return fmt.Errorf("beginning the work on a request: %w", err)
	}
	return nil
}

func (s *socket) send(ctx context.Context, c connections.Connection, frame any) error {
	message, err := encode(frame)
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
