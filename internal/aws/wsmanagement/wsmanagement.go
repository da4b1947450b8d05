// Package wsmanagement sends frames to WebSocket connections of API Gateway
// through its management API. It is needed because API Gateway holds the
// connections: the function that answers a question is not the one that
// received it.
package wsmanagement

import (
	"context"
	"net/http"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/apigatewaymanagementapi"

	"github.com/mundap/mundap/internal/aws/awsfault"
	"github.com/mundap/mundap/internal/fault"
)

// MaxFrame is the longest message that API Gateway sends, in bytes.
const MaxFrame = 128 << 10

// Sockets are the sockets of one WebSocket API and stage. Safe for concurrent use.
type Sockets struct {
	client *apigatewaymanagementapi.Client
}

// New makes Sockets. endpoint is the stage's HTTPS URL, such as
// "https://abc123.execute-api.ap-northeast-2.amazonaws.com/prod".
func New(cfg aws.Config, endpoint string) *Sockets {
	return &Sockets{apigatewaymanagementapi.NewFromConfig(cfg,
		func(o *apigatewaymanagementapi.Options) { o.BaseEndpoint = &endpoint })}
}

// Post sends one text frame to a socket. Frames of one caller, one after the
// other, arrive in their order. Errors: see IsClosed; fault.TooLarge over
// MaxFrame; Throttled (also when the reader is too slow), Forbidden,
// Unavailable.
func (s *Sockets) Post(ctx context.Context, connection string, frame []byte) error {
	if len(frame) > MaxFrame {
		return fault.Newf(fault.TooLarge, "a frame of %d bytes, at most %d", len(frame), MaxFrame)
	}
	_, err := s.client.PostToConnection(ctx,
		&apigatewaymanagementapi.PostToConnectionInput{ConnectionId: &connection, Data: frame})
	return classify(ctx, "posting to", connection, err)
}

// Close ends a socket. One that has ended already is no error.
func (s *Sockets) Close(ctx context.Context, connection string) error {
	_, err := s.client.DeleteConnection(ctx,
		&apigatewaymanagementapi.DeleteConnectionInput{ConnectionId: &connection})
	if err = classify(ctx, "closing", connection, err); IsClosed(err) {
		return nil
	}
	return err
}

// IsClosed reports whether Post failed because the socket has ended: the turn
// continues, and the connection is forgotten.
func IsClosed(err error) bool { return fault.Is(err, fault.NotFound) }

// classify is the one place where the management API's errors get their kind.
func classify(ctx context.Context, doing, connection string, err error) error {
	return awsfault.Classify(ctx, "api gateway: "+doing+" "+connection, err, kindOf)
}

func kindOf(err error) fault.Kind {
	switch awsfault.Code(err) {
	case "GoneException":
		return fault.NotFound
	case "LimitExceededException", "ThrottlingException", "TooManyRequestsException":
		return fault.Throttled
	case "PayloadTooLargeException":
		return fault.TooLarge
	case "ForbiddenException", "AccessDeniedException", "InvalidSignatureException",
		"ExpiredTokenException":
		return fault.Forbidden
	case "BadRequestException": // the id is malformed
		return fault.NotFound
	}
	status := awsfault.StatusOf(err) // answers of the gateway in front carry no code
	if status == http.StatusGone {
		return fault.NotFound
	}
	return awsfault.KindOfStatus(status)
}
