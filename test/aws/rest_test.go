package aws_test

import (
	"compress/gzip"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"github.com/mundap/mundap/test/servers"
)

// restAPI is API Gateway's REST API as the template describes it.
type restAPI struct {
	e         *emulator
	id, stage string
	root      *restResource
	// what API Gateway says by itself, by the kind of failure
	compressed *int // least length of an answer that is compressed; nil: none is
	failures   map[string]events.APIGatewayProxyResponse
}

type restResource struct {
	parts   map[string]*restResource
	methods map[string]*restMethod
}

type restMethod struct {
	handler    string
	authorizer *restAuthorizer // nil: anybody
}

type restAuthorizer struct{ id, handler, header string }

const (
	integrationTime = 29 * time.Second
	restRequest     = 10 << 20 // bytes that API Gateway takes
	lambdaAnswer    = 6 << 20  // bytes that Lambda gives
)

func (s template) rest(e *emulator) *restAPI {
	api := &restAPI{e: e, id: s.only("AWS::ApiGateway::RestApi"),
		failures: map[string]events.APIGatewayProxyResponse{}}
	// No BinaryMediaTypes: bodies are text in both directions.
	api.compressed = properties[struct {
		MinimumCompressionSize                         *int
		Name, Description, EndpointConfiguration, Tags ignored
	}](s, api.id).MinimumCompressionSize
	api.stage = properties[struct {
		StageName string
		// limits of rates are not emulated
		RestApiId, DeploymentId, AccessLogSetting, MethodSettings, Tags ignored
	}](s, s.only("AWS::ApiGateway::Stage")).StageName
	api.root = s.resources(api.id)
	for _, id := range s.ids("AWS::ApiGateway::GatewayResponse") {
		p := properties[struct {
			ResponseType, StatusCode string
			ResponseTemplates        map[string]string
			RestApiId                ignored
		}](s, id)
		status, err := strconv.Atoi(p.StatusCode)
		if err != nil || len(p.ResponseTemplates) != 1 ||
			strings.Contains(p.ResponseTemplates["application/json"], "$") {
			s.t.Errorf("%s: the emulator does not understand this response", id)
		}
		api.failures[p.ResponseType] = events.APIGatewayProxyResponse{StatusCode: status,
			Body: p.ResponseTemplates["application/json"]}
	}
	return api
}

// resources builds the tree of paths with its methods.
func (s template) resources(api string) *restResource {
	made := map[string]*restResource{}
	node := func(id string) *restResource {
		if made[id] == nil {
			made[id] = &restResource{map[string]*restResource{}, map[string]*restMethod{}}
		}
		return made[id]
	}
	for _, id := range s.ids("AWS::ApiGateway::Resource") {
		p := properties[struct {
			ParentId  any
			PathPart  string
			RestApiId ignored
		}](s, id)
		if strings.ContainsAny(p.PathPart, "{}") {
			s.want(id, "path", p.PathPart, "{proxy+}")
		}
		node(s.text(p.ParentId)).parts[p.PathPart] = node(id)
	}
	authorizers := s.restAuthorizers()
	for _, id := range s.ids("AWS::ApiGateway::Method") {
		p := properties[struct {
			HttpMethod, AuthorizationType string
			ResourceId, AuthorizerId      any
			Integration                   struct {
				Type, IntegrationHttpMethod string
				Uri                         any
			}
			RestApiId ignored
		}](s, id)
		s.want(id, "integration", p.Integration.Type, "AWS_PROXY")
		s.want(id, "integration's method", p.Integration.IntegrationHttpMethod, "POST")
		s.want(id, "authorization", p.AuthorizationType, "NONE", "CUSTOM")
		m := &restMethod{handler: s.integration(p.Integration.Uri)}
		if p.AuthorizationType == "CUSTOM" {
			if m.authorizer = authorizers[s.text(p.AuthorizerId)]; m.authorizer == nil {
				s.t.Errorf("%s has no authorizer", id)
			}
		}
		node(s.text(p.ResourceId)).methods[p.HttpMethod] = m
	}
	return node(api) // the attribute RootResourceId
}

func (s template) restAuthorizers() map[string]*restAuthorizer {
	all := map[string]*restAuthorizer{}
	for _, id := range s.ids("AWS::ApiGateway::Authorizer") {
		p := properties[struct {
			Type, IdentitySource         string
			AuthorizerUri                any
			AuthorizerResultTtlInSeconds int
			Name, RestApiId              ignored
		}](s, id)
		s.want(id, "kind", p.Type, "REQUEST")
		s.want(id, "cache", strconv.Itoa(p.AuthorizerResultTtlInSeconds), "0")
		header, ok := strings.CutPrefix(p.IdentitySource, "method.request.header.")
		if !ok {
			s.t.Errorf("%s: the emulator does not know the source %q", id, p.IdentitySource)
		}
		all[id] = &restAuthorizer{id, s.integration(p.AuthorizerUri), header}
	}
	return all
}

// find gives the method of a path, as API Gateway chooses it: an exact part
// goes before {proxy+}, a method before ANY.
func (r *restResource) find(path, method string) *restMethod {
	at := r
	for part := range strings.SplitSeq(strings.Trim(path, "/"), "/") {
		next := at.parts[part]
		if next == nil {
			if at = at.parts["{proxy+}"]; at == nil {
				return nil
			}
			break
		}
		at = next
	}
	if m := at.methods[method]; m != nil {
		return m
	}
	return at.methods["ANY"]
}

// fail is what API Gateway says by itself.
func (a *restAPI) fail(w http.ResponseWriter, kind, family string, status int) {
	f, ok := a.failures[kind]
	if !ok {
		f, ok = a.failures[family]
	}
	if !ok {
		f = events.APIGatewayProxyResponse{StatusCode: status, Body: `{"message":"` + kind + `"}`}
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(f.StatusCode)
	_, _ = io.WriteString(w, f.Body)
}

// ServeHTTP answers a request to a path below the stage, which is left out of it.
func (a *restAPI) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	m := a.root.find(r.URL.EscapedPath(), r.Method)
	if m == nil {
		a.fail(w, "MISSING_AUTHENTICATION_TOKEN", "DEFAULT_4XX", http.StatusForbidden)
		return
	}
	arn := "arn:aws:execute-api:" + servers.Region + ":" + account + ":" + a.id + "/" + a.stage +
		"/" + r.Method + r.URL.EscapedPath()
	headers := r.Header.Clone()
	headers.Set("Host", a.id+".execute-api."+servers.Region+".amazonaws.com")
	var who map[string]any
	if m.authorizer != nil {
		kind, status := "", 0
		if who, kind, status = a.authorize(r.Context(), m.authorizer, arn, headers); kind != "" {
			a.fail(w, kind, fmt.Sprintf("DEFAULT_%dXX", status/100), status)
			return
		}
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, restRequest))
	if err != nil {
		a.fail(w, "REQUEST_TOO_LARGE", "DEFAULT_4XX", http.StatusRequestEntityTooLarge)
		return
	}
	a.e.checkInvocation(m.handler, "apigateway", arn)
	ctx, cancel := context.WithTimeout(r.Context(), integrationTime)
	defer cancel()
	out, err := a.e.functions[m.handler].invoke(ctx, events.APIGatewayProxyRequest{
		Path: r.URL.EscapedPath(), HTTPMethod: r.Method, MultiValueHeaders: headers,
		MultiValueQueryStringParameters: r.URL.Query(), Body: string(body),
		RequestContext: events.APIGatewayProxyRequestContext{
			Stage: a.stage, HTTPMethod: r.Method, Authorizer: who, DomainName: headers.Get("Host"),
			Identity: events.APIGatewayRequestIdentity{SourceIP: "127.0.0.2"}, // CloudFront's
		},
	})
	a.answer(ctx, w, r, out, err)
}

func (a *restAPI) answer(ctx context.Context, w http.ResponseWriter, r *http.Request, out []byte,
	err error) {
	var answer events.APIGatewayProxyResponse
	switch {
	case ctx.Err() != nil:
		a.fail(w, "INTEGRATION_TIMEOUT", "DEFAULT_5XX", http.StatusGatewayTimeout)
	case err != nil || json.Unmarshal(out, &answer) != nil || len(out) > lambdaAnswer:
		a.fail(w, "INTEGRATION_FAILURE", "DEFAULT_5XX", http.StatusBadGateway)
	default:
		if answer.IsBase64Encoded {
			a.e.t.Error("a function answers bytes, which this API would give to clients as base64: it has no binary media types")
		}
		for name, value := range answer.Headers {
			w.Header().Set(name, value)
		}
		maps.Copy(w.Header(), answer.MultiValueHeaders)
		a.write(w, r, answer)
	}
}

// write gives an answer to the client, compressed where both sides want that.
func (a *restAPI) write(w http.ResponseWriter, r *http.Request,
	answer events.APIGatewayProxyResponse) {
	if a.compressed == nil || len(answer.Body) < *a.compressed ||
		!strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
		w.WriteHeader(answer.StatusCode)
		_, _ = io.WriteString(w, answer.Body)
		return
	}
	w.Header().Set("Content-Encoding", "gzip")
	w.Header().Del("Content-Length")
	w.WriteHeader(answer.StatusCode)
	z := gzip.NewWriter(w)
	_, _ = io.WriteString(z, answer.Body)
	_ = z.Close()
}

// TestLongAnswersAreCompressed: for clients that accept it, and from the length
// that the template says.
func TestLongAnswersAreCompressed(t *testing.T) {
	from := 1024
	a := &restAPI{compressed: &from}
	for _, c := range []struct {
		length            int
		accepts, encoding string
	}{{4000, "gzip, br", "gzip"}, {4000, "", ""}, {1000, "gzip", ""}} {
		out, err := json.Marshal(events.APIGatewayProxyResponse{StatusCode: 200,
			Body: strings.Repeat("가", c.length/3)})
		if err != nil {
			t.Fatal(err)
		}
		w, r := httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "/", http.NoBody)
		r.Header.Set("Accept-Encoding", c.accepts)
		a.answer(t.Context(), w, r, out, nil)
		if got := w.Header().Get("Content-Encoding"); got != c.encoding ||
			c.encoding != "" && w.Body.Len() > c.length/2 {
			t.Errorf("%d bytes for %q: %q, %d bytes", c.length, c.accepts, got, w.Body.Len())
		}
	}
}

// authorize asks the authorizer. kind: why not, with its usual status.
func (a *restAPI) authorize(ctx context.Context, by *restAuthorizer, arn string,
	headers http.Header) (who map[string]any, kind string, status int) {
	if headers.Get(by.header) == "" {
		return nil, "UNAUTHORIZED", http.StatusUnauthorized // without asking
	}
	a.e.checkInvocation(by.handler, "apigateway", "arn:aws:execute-api:"+servers.Region+":"+account+
		":"+a.id+"/authorizers/"+by.id)
	return a.e.authorize(ctx, by.handler, arn, map[string]any{"multiValueHeaders": headers,
		"requestContext": map[string]any{"stage": a.stage}})
}

// authorize asks an authorizer whether arn may be called.
func (e *emulator) authorize(ctx context.Context, handler, arn string,
	event map[string]any) (who map[string]any, kind string, status int) {
	event["type"], event["methodArn"] = "REQUEST", arn
	out, err := e.functions[handler].invoke(ctx, event)
	if err != nil && strings.HasSuffix(err.Error(), ": Unauthorized") {
		return nil, "UNAUTHORIZED", http.StatusUnauthorized
	}
	var answer events.APIGatewayCustomAuthorizerResponse
	if err != nil || json.Unmarshal(out, &answer) != nil || answer.PrincipalID == "" {
		return nil, "AUTHORIZER_FAILURE", http.StatusInternalServerError
	}
	allowed := slices.ContainsFunc(answer.PolicyDocument.Statement,
		func(s events.IAMPolicyStatement) bool {
			return s.Effect == "Allow" && matchesAny(s.Action, "execute-api:Invoke") &&
				matchesAny(s.Resource, arn)
		})
	if !allowed {
		return nil, "ACCESS_DENIED", http.StatusForbidden
	}
	if answer.Context == nil {
		answer.Context = map[string]any{}
	}
	answer.Context["principalId"] = answer.PrincipalID
	return answer.Context, "", 0
}

// checkInvocation fails the test if a service may not call a function.
func (e *emulator) checkInvocation(handler, service, source string) {
	if !e.template.mayInvoke(handler, service, source) {
		e.t.Errorf("%s may not call %s on behalf of %s", service, handler, source)
	}
}
