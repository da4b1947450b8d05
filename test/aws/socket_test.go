package aws_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"

	"github.com/aws/aws-lambda-go/events"
	"github.com/coder/websocket"

	"github.com/mundap/mundap/test/servers"
)

// socketAPI is API Gateway's WebSocket API as the template describes it.
type socketAPI struct {
	e          *emulator
	id, stage  string
	routes     map[string]string // handlers by route key
	answered   map[string]bool   // routes whose function's answer goes to the client
	selector   string            // field of a message that names its route
	authorizer string            // handler that $connect asks; "": nobody
	identity   string            // the query's parameter that the authorizer wants
}

const (
	socketFrame   = 32 << 10 // bytes of a frame that a client may send
	socketMessage = 32 << 10 // of one that is posted to it
)

func (s template) socket(e *emulator) *socketAPI {
	api := &socketAPI{e: e, id: s.only("AWS::ApiGatewayV2::Api"), routes: map[string]string{},
		answered: map[string]bool{}}
	p := properties[struct {
		ProtocolType, RouteSelectionExpression string
		Name, Description, Tags                ignored
	}](s, api.id)
	s.want(api.id, "protocol", p.ProtocolType, "WEBSOCKET")
	s.want(api.id, "selection", p.RouteSelectionExpression, "$request.body.op")
	api.selector = strings.TrimPrefix(p.RouteSelectionExpression, "$request.body.")
	api.stage = properties[struct {
		StageName                                                          string
		ApiId, DeploymentId, AccessLogSettings, DefaultRouteSettings, Tags ignored
	}](s, s.only("AWS::ApiGatewayV2::Stage")).StageName
	integrations := map[string]string{}
	for _, id := range s.ids("AWS::ApiGatewayV2::Integration") {
		p := properties[struct {
			IntegrationType string
			IntegrationUri  any
			ApiId           ignored
		}](s, id)
		s.want(id, "integration", p.IntegrationType, "AWS_PROXY")
		integrations["integrations/"+id] = s.integration(p.IntegrationUri)
	}
	for _, id := range s.ids("AWS::ApiGatewayV2::Route") {
		p := properties[struct {
			RouteKey, AuthorizationType, RouteResponseSelectionExpression string
			AuthorizerId, Target                                          any
			ApiId                                                         ignored
		}](s, id)
		s.want(id, "answer's selection", p.RouteResponseSelectionExpression, "", "$default")
		api.answered[p.RouteKey] = p.RouteResponseSelectionExpression != "" && s.responds(id)
		if api.routes[p.RouteKey] = integrations[s.text(p.Target)]; api.routes[p.RouteKey] == "" {
			s.t.Errorf("%s leads nowhere", id)
		}
		s.want(id, "authorization", p.AuthorizationType, "NONE", "CUSTOM")
		if p.AuthorizationType == "CUSTOM" {
			s.want(id, "route with an authorizer", p.RouteKey, "$connect")
			api.authorizer, api.identity = s.socketAuthorizer(s.text(p.AuthorizerId))
		}
	}
	return api
}

// responds reports whether a route has a response, without which nothing that
// its function returns goes to the client.
func (s template) responds(route string) bool {
	for _, id := range s.ids("AWS::ApiGatewayV2::RouteResponse") {
		p := properties[struct {
			RouteResponseKey string
			RouteId          any
			ApiId            ignored
		}](s, id)
		s.want(id, "answer", p.RouteResponseKey, "$default")
		if s.text(p.RouteId) == route {
			return true
		}
	}
	return false
}

func (s template) socketAuthorizer(id string) (handler, parameter string) {
	p := properties[struct {
		AuthorizerType string
		AuthorizerUri  any
		IdentitySource []string
		ApiId, Name    ignored
	}](s, id)
	s.want(id, "kind", p.AuthorizerType, "REQUEST")
	parameter, ok := strings.CutPrefix(strings.Join(p.IdentitySource, " "),
		"route.request.querystring.")
	if !ok {
		s.t.Errorf("%s: the emulator does not know the source %v", id, p.IdentitySource)
	}
	return s.integration(p.AuthorizerUri), parameter
}

func (a *socketAPI) arn(path string) string {
	return "arn:aws:execute-api:" + servers.Region + ":" + account + ":" + a.id + "/" + path
}

// route is a message's: the one that its field names, or $default.
func (a *socketAPI) route(message []byte) string {
	var m map[string]any
	if json.Unmarshal(message, &m) == nil {
		if key, _ := m[a.selector].(string); a.routes[key] != "" {
			return key
		}
	}
	return "$default"
}

// ServeHTTP is the side of clients.
func (a *socketAPI) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path != "/"+a.stage && r.URL.Path != "/"+a.stage+"/" {
		w.WriteHeader(http.StatusForbidden)
		return
	}
	id := a.e.connectionID()
	who, status := a.admit(r)
	if status != 0 {
		w.WriteHeader(status)
		return
	}
	event := func(route, kind, body string) []byte {
		a.e.checkInvocation(a.routes[route], "apigateway", a.arn(a.stage+"/"+route))
		out := events.APIGatewayWebsocketProxyRequest{
			Body: body, RequestContext: events.APIGatewayWebsocketProxyRequestContext{
				RouteKey: route, EventType: kind, ConnectionID: id, Authorizer: who, Stage: a.stage,
				DomainName: a.id + ".execute-api." + servers.Region + ".amazonaws.com",
			},
		}
		if kind == "CONNECT" {
			out.MultiValueHeaders, out.MultiValueQueryStringParameters = r.Header, r.URL.Query()
		}
		return mustJSON(a.e.t, out)
	}
	out, err := a.e.functions[a.routes["$connect"]].invoke(r.Context(),
		event("$connect", "CONNECT", ""))
	var answer events.APIGatewayProxyResponse
	if err != nil || json.Unmarshal(out, &answer) != nil {
		w.WriteHeader(http.StatusBadGateway)
		return
	}
	if answer.StatusCode/100 != 2 {
		w.WriteHeader(answer.StatusCode)
		return
	}
	o := &websocket.AcceptOptions{InsecureSkipVerify: true}
	if p := answer.Headers["Sec-WebSocket-Protocol"]; p != "" {
		o.Subprotocols = []string{p}
	}
	conn, err := websocket.Accept(w, r, o)
	if err != nil {
		return
	}
	a.converse(conn, id, event)
}

// admit asks the authorizer about a client; a status: it is turned away.
func (a *socketAPI) admit(r *http.Request) (who any, status int) {
	if a.authorizer == "" {
		return nil, 0
	}
	value := r.URL.Query().Get(a.identity)
	if value == "" {
		return nil, http.StatusUnauthorized // without asking
	}
	a.e.checkInvocation(a.authorizer, "apigateway", a.arn("authorizers/"+a.authorizer))
	found, kind, status := a.e.authorize(r.Context(), a.authorizer, a.arn(a.stage+"/$connect"),
		map[string]any{
			"headers":               map[string]string{},
			"queryStringParameters": map[string]string{a.identity: value},
			"requestContext": map[string]any{"eventType": "CONNECT", "routeKey": "$connect",
				"stage": a.stage},
		})
	if kind != "" {
		return nil, status
	}
	return found, 0
}

// converse gives a client's messages to their functions until it leaves. API
// Gateway waits for none of them before the next.
func (a *socketAPI) converse(conn *websocket.Conn, id string,
	event func(route, kind, body string) []byte) {
	conn.SetReadLimit(socketFrame)
	a.e.mu.Lock()
	a.e.open[id] = conn
	a.e.mu.Unlock()
	for {
		_, message, err := conn.Read(a.e.ctx)
		if err != nil {
			break
		}
		route := a.route(message)
		a.e.work.Go(func() {
			out, err := a.e.functions[a.routes[route]].invoke(a.e.ctx,
				event(route, "MESSAGE", string(message)))
			var answer events.APIGatewayProxyResponse
			if err == nil && json.Unmarshal(out, &answer) == nil || a.e.ctx.Err() != nil {
				if a.answered[route] {
					_ = conn.Write(a.e.ctx, websocket.MessageText, []byte(answer.Body))
				}
				return // what others answer goes nowhere
			}
			_ = conn.Write(a.e.ctx, websocket.MessageText, fmt.Appendf(nil, `{"message": "Internal server error", "connectionId":%q, "requestId":"r"}`, id))
		})
	}
	a.e.mu.Lock()
	delete(a.e.open, id)
	a.e.mu.Unlock()
	_ = conn.CloseNow()
	a.e.work.Go(func() {
		_, _ = a.e.functions[a.routes["$disconnect"]].invoke(a.e.ctx,
			event("$disconnect", "DISCONNECT", ""))
	})
}

// connectionID makes one as API Gateway does: with characters that an address must escape.
func (e *emulator) connectionID() string {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.sequence++
	return fmt.Sprintf("connection%d=", e.sequence)
}

// serveManagement is the side of functions: the management API, and Lambda's
// own for asynchronous runs.
func (e *emulator) serveManagement(w http.ResponseWriter, r *http.Request) {
	handler, path, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/")
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return
	}
	n := need{action: "lambda:InvokeFunction"}
	connection, post := strings.CutPrefix(path, e.api.stage+"/@connections/")
	name, invocation := strings.CutPrefix(path, "2015-03-31/functions/")
	name = strings.TrimSuffix(name, "/invocations")
	switch {
	case post && (r.Method == http.MethodPost || r.Method == http.MethodDelete):
		n = need{"execute-api:ManageConnections",
			e.api.arn(e.api.stage + "/" + r.Method + "/@connections/" + connection)}
	case invocation && r.Header.Get("X-Amz-Invocation-Type") == "Event":
		if q := r.URL.Query().Get("Qualifier"); q != "" {
			name += ":" + q
		}
		n.resource = "arn:aws:lambda:" + servers.Region + ":" + account + ":function:" + name
	default:
		e.t.Errorf("%s asks for %s %s, which the emulator does not know", handler, r.Method, path)
	}
	if !e.mayAll(handler, n) {
		w.WriteHeader(http.StatusForbidden)
		return
	}
	if post && e.throttles(handler, n.action) {
		slower(w, "execute-api")
		return
	}
	dies := e.dies(handler, n.action)
	switch {
	case post && r.Method == http.MethodDelete:
		e.hangUp(w, connection)
	case post:
		e.postTo(w, r, connection, body)
	default:
		e.async(e.template.handler(name), body)
		w.WriteHeader(http.StatusAccepted)
	}
	if dies {
		e.functions[handler].crash()
		panic(http.ErrAbortHandler)
	}
}

func (e *emulator) postTo(w http.ResponseWriter, r *http.Request, id string, body []byte) {
	e.mu.Lock()
	conn := e.open[id]
	e.mu.Unlock()
	switch {
	case len(body) > socketMessage:
		w.Header().Set("X-Amzn-Errortype", "PayloadTooLargeException")
		w.WriteHeader(http.StatusRequestEntityTooLarge)
	case conn == nil || conn.Write(r.Context(), websocket.MessageText, body) != nil:
		w.Header().Set("X-Amzn-Errortype", "GoneException")
		w.WriteHeader(http.StatusGone)
	}
}

// hangUp closes a socket as API Gateway does when a function deletes its connection.
func (e *emulator) hangUp(w http.ResponseWriter, id string) {
	e.mu.Lock()
	conn := e.open[id]
	e.mu.Unlock()
	if conn == nil {
		w.Header().Set("X-Amzn-Errortype", "GoneException")
		w.WriteHeader(http.StatusGone)
		return
	}
	e.work.Go(func() {
		_ = conn.Close(websocket.StatusNormalClosure,
			"Connection Closed Normally")
	})
	w.WriteHeader(http.StatusNoContent)
}
