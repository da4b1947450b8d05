package bedrock

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"
)

// mantleService is what signatures for the endpoint bedrock-mantle name.
const mantleService = "bedrock-mantle"

// MantleURL is the address of the endpoint bedrock-mantle in a region, without
// a slash at its end. The SDK has no client for it.
func MantleURL(region string) string {
	return "https://bedrock-mantle." + region + ".api.aws"
}

// MantleClient signs requests for the endpoint bedrock-mantle of a region with
// the configuration's credentials. Safe for concurrent use.
func MantleClient(cfg aws.Config, region string) *http.Client {
	return &http.Client{Transport: &signing{credentials: cfg.Credentials,
		region: first(region, cfg.Region), next: http.DefaultTransport}}
}

// signing signs what it sends.
type signing struct {
	credentials aws.CredentialsProvider
	region      string
	next        http.RoundTripper
}

var errNoCredentials = errors.New("no credentials for AWS are configured")

// RoundTrip implements http.RoundTripper.
func (s *signing) RoundTrip(r *http.Request) (*http.Response, error) {
	if s.credentials == nil {
		return nil, errNoCredentials
	}
	body := []byte{}
	if r.Body != nil {
		var err error
		if body, err = io.ReadAll(r.Body); err != nil {
			return nil, fmt.Errorf("reading a request: %w", err)
		}
		_ = r.Body.Close() // it was read
	}
	key, err := s.credentials.Retrieve(r.Context())
	if err != nil {
		return nil, fmt.Errorf("finding credentials for AWS: %w", err)
	}
	r = r.Clone(r.Context())
	r.Body = io.NopCloser(bytes.NewReader(body))
	hash := sha256.Sum256(body)
	err = v4.NewSigner().SignHTTP(r.Context(), key, r, hex.EncodeToString(hash[:]), mantleService,
		s.region, time.Now())
	if err != nil {
		return nil, fmt.Errorf("signing a request: %w", err)
	}
	return s.next.RoundTrip(r)
}
