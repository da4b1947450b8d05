// Package apisign signs requests to API Gateway APIs that only accept IAM
// identities.
package apisign

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"
)

// Transport signs requests to hosts of API Gateway, and passes on all requests.
// Make it with New. It is safe for concurrent use.
type Transport struct {
	account aws.Config
	next    http.RoundTripper
}

// New makes a Transport with the account's credentials and region. next sends
// the requests; nil means http.DefaultTransport.
func New(account aws.Config, next http.RoundTripper) *Transport {
	if next == nil {
		next = http.DefaultTransport
	}
	return &Transport{account, next}
}

// RoundTrip implements http.RoundTripper. Requests to other hosts are not
// signed: a signature is of no use to them.
func (t *Transport) RoundTrip(r *http.Request) (*http.Response, error) {
	if !signed(r.URL.Hostname()) {
		return t.next.RoundTrip(r)
	}
	var body []byte
	if r.Body != nil {
		var err error
		body, err = io.ReadAll(r.Body)
		if _ = r.Body.Close(); err != nil {
			return nil, fmt.Errorf("reading a request: %w", err)
		}
	}
	credentials, err := t.account.Credentials.Retrieve(r.Context())
	if err != nil {
		return nil, fmt.Errorf("getting credentials: %w", err)
	}
	r = r.Clone(r.Context())
	r.Body, r.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
	sum := sha256.Sum256(body)
	if err := v4.NewSigner().SignHTTP(r.Context(), credentials, r, hex.EncodeToString(sum[:]),
		"execute-api", t.account.Region, time.Now()); err != nil {
		return nil, fmt.Errorf("signing a request: %w", err)
	}
	return t.next.RoundTrip(r)
}

// signed reports whether a host is one of API Gateway's.
func signed(host string) bool {
	return strings.Contains(host, ".execute-api.") && strings.HasSuffix(host, ".amazonaws.com")
}
