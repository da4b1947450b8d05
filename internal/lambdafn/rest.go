package lambdafn

import (
	"bytes"
	"context"
	"encoding/base64"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"unicode/utf8"

	"github.com/aws/aws-lambda-go/events"
)

// rest answers requests from API Gateway's REST API (proxy integration: the
// function's body is the response's body) with an http.Handler.
type rest struct {
	handler http.Handler
	site    *url.URL // the site as clients know it; CloudFront keeps its Host from us
}

func newREST(h http.Handler, site string) (*rest, error) {
	u, err := url.Parse(site)
	if err != nil {
		return nil, fmt.Errorf("reading the site's address: %w", err)
	}
	return &rest{handler: h, site: u}, nil
}

// handle answers one request.
func (a *rest) handle(ctx context.Context,
	e events.APIGatewayProxyRequest) (events.APIGatewayProxyResponse, error) {
	r, err := a.request(ctx, e)
	if err != nil {
		return events.APIGatewayProxyResponse{}, err
	}
	w := &answer{header: http.Header{}}
	a.handler.ServeHTTP(w, r)
	return w.response(), nil
}

func (a *rest) request(ctx context.Context, e events.APIGatewayProxyRequest) (*http.Request,
	error) {
	var body io.Reader = strings.NewReader(e.Body)
	if e.IsBase64Encoded {
		body = base64.NewDecoder(base64.StdEncoding, body)
	}
	r, err := http.NewRequestWithContext(ctx, e.HTTPMethod, "/", body)
	if err != nil {
		return nil, fmt.Errorf("reading a request: %w", err)
	}
	r.URL = &url.URL{Path: unescaped(e.Path), RawQuery: query(e).Encode()}
	r.RequestURI = r.URL.RequestURI()
	for name, value := range e.Headers {
		r.Header.Set(name, value)
	}
	for name, values := range e.MultiValueHeaders {
		r.Header.Del(name)
		for _, v := range values {
			r.Header.Add(name, v)
		}
	}
	identity := e.RequestContext.Identity
	trusted := clientAddress(identity.SourceIP, identity.APIKey, r.Header.Get("X-Forwarded-For"))
	a.address(r, e)
	return r.WithContext(from(ctx, trusted)), nil
}

// unescaped returns a path as handlers read it. API Gateway escapes it in some
// forms of its events.
func unescaped(path string) string {
	if plain, err := url.PathUnescape(path); err == nil {
		return plain
	}
	return path
}

func query(e events.APIGatewayProxyRequest) url.Values {
	q := url.Values{}
	for name, value := range e.QueryStringParameters {
		q.Set(name, value)
	}
	for name, values := range e.MultiValueQueryStringParameters {
		q[name] = values
	}
	return q
}

// address returns the name by which the client reached the site, and the
// client's address. In X-Forwarded-For, the last hop is CloudFront and the one
// before it is the client. It is used only to slow down guessing, which is also
// slowed down by account.
func (a *rest) address(r *http.Request, e events.APIGatewayProxyRequest) {
	r.Host = r.Header.Get("Host")
	if r.Host == "" {
		r.Host = e.RequestContext.DomainName
	}
	if a.site.Host != "" {
		r.Host = a.site.Host
	}
	r.RemoteAddr = e.RequestContext.Identity.SourceIP
	hops := strings.Split(r.Header.Get("X-Forwarded-For"), ",")
	if n := len(hops); n >= 2 {
		r.RemoteAddr = strings.TrimSpace(hops[n-2])
	}
	r.Header.Set("X-Forwarded-For", r.RemoteAddr)
	r.Header.Set("X-Forwarded-Host", r.Host)
	r.Header.Set("X-Forwarded-Proto", "https") // API Gateway speaks nothing else
	if a.site.Scheme != "" {
		r.Header.Set("X-Forwarded-Proto", a.site.Scheme)
	}
	// API Gateway compresses; a compressed body would have to pass as base64
	r.Header.Del("Accept-Encoding")
}

// answer is an http.ResponseWriter that keeps what is written. Lambda accepts
// at most 6 MB.
type answer struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (w *answer) Header() http.Header { return w.header }

func (w *answer) WriteHeader(status int) {
	if w.status == 0 {
		w.status = status
	}
}

func (w *answer) Write(b []byte) (int, error) {
	w.WriteHeader(http.StatusOK)
	return w.body.Write(b)
}

func (w *answer) response() events.APIGatewayProxyResponse {
	w.WriteHeader(http.StatusOK)
	out := events.APIGatewayProxyResponse{StatusCode: w.status, MultiValueHeaders: w.header,
		Body: w.body.String()}
	if !utf8.ValidString(out.Body) {
		out.Body, out.IsBase64Encoded = base64.StdEncoding.EncodeToString(w.body.Bytes()), true
	}
	return out
}
