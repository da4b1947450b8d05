package lambdafn

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"strings"

	"github.com/aws/aws-lambda-go/events"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/auth/signin"
	"github.com/mundap/mundap/internal/fault"
)

// Keys under which the authorizer passes values to the socket's $connect.
const (
	contextUser    = "user" // the account's id
	contextName    = "name"
	contextAdmin   = "admin"
	contextExpires = "expires" // Unix seconds: when the session ends
	contextSession = "session" // its id
)

// errUnauthorized is the text that makes API Gateway answer 401.
var errUnauthorized = errors.New("Unauthorized")

// authorization is API Gateway's request to the authorizer, for a REST route or
// for $connect.
type authorization struct {
	MethodArn             string              `json:"methodArn"`
	Headers               map[string]string   `json:"headers"`
	MultiValueHeaders     map[string][]string `json:"multiValueHeaders"`
	QueryStringParameters map[string]string   `json:"queryStringParameters"`
	RequestContext        struct {
		EventType string `json:"eventType"` // CONNECT on a socket
	} `json:"requestContext"`
}

// authorizer admits requests that have a session: by its cookie on the REST
// API, by its ticket on a socket.
type authorizer struct {
	sessions *signin.Service
	secure   bool // the site is https, and its cookie so named
}

func (a *authorizer) handle(ctx context.Context,
	e authorization) (events.APIGatewayCustomAuthorizerResponse, error) {
	session, err := a.session(ctx, e)
	if fault.Is(err, fault.Unauthenticated) {
		return events.APIGatewayCustomAuthorizerResponse{}, errUnauthorized
	}
	if err != nil {
		return events.APIGatewayCustomAuthorizerResponse{}, err
	}
	return allow(e.MethodArn, session), nil
}

func (a *authorizer) session(ctx context.Context, e authorization) (auth.Session, error) {
	if e.RequestContext.EventType == "CONNECT" {
		return a.sessions.SessionByTicket(ctx, e.QueryStringParameters["ticket"])
	}
	r := &http.Request{Header: http.Header{}}
	for name, value := range e.Headers {
		if strings.EqualFold(name, "Cookie") {
			r.Header.Set("Cookie", value)
		}
	}
	for name, values := range e.MultiValueHeaders {
		if strings.EqualFold(name, "Cookie") {
			r.Header["Cookie"] = values
		}
	}
	find := a.sessions.Session
	if strings.HasSuffix(e.MethodArn, "/POST/provisioning") { // pages ask for it by themselves
		find = a.sessions.Look
	}
	return find(ctx, signin.TokenOf(r, a.secure))
}

// allow lets exactly the asked route be called.
func allow(arn string, s auth.Session) events.APIGatewayCustomAuthorizerResponse {
	return events.APIGatewayCustomAuthorizerResponse{
		PrincipalID: s.ID, // names in other scripts than Latin are no principal
		PolicyDocument: events.APIGatewayCustomAuthorizerPolicy{
			Version: "2012-10-17",
			Statement: []events.IAMPolicyStatement{{Action: []string{"execute-api:Invoke"},
				Effect: "Allow", Resource: []string{arn}}},
		},
		Context: map[string]any{
			contextUser: string(s.User), contextName: string(s.Name),
			contextAdmin:   strconv.FormatBool(s.Admin),
			contextExpires: strconv.FormatInt(s.Expires.Unix(), 10),
			contextSession: s.ID,
		},
	}
}
