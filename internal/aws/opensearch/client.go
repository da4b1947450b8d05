package opensearch

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"time"

	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"

	"github.com/mundap/mundap/internal/fault"
)

// maxReply limits how much of a response is read, in bytes. 10,000 passages of
// a few KB fit.
const maxReply = 64 << 20

const (
	jsonBody  = "application/json"
	linesBody = "application/x-ndjson"
)

// request is one call of the REST API.
type request struct {
	method string
	path   string // from the root, of characters that need no escaping
	query  url.Values
	kind   string // the body's content type
	body   []byte
}

// call sends a JSON body (nil for none) and decodes the response into reply
// (nil to ignore it).
func (s *Store) call(ctx context.Context, method, path string, query url.Values, body,
	reply any) error {
	r := request{method: method, path: path, query: query, kind: jsonBody}
	if body != nil {
		var err error
		if r.body, err = json.Marshal(body); err != nil {
			return fault.Newf(fault.Internal, "opensearch: encoding a request: %w", err)
		}
	}
	return s.send(ctx, r, reply)
}

// send sends a request. Errors are classified only here and in errors.go.
func (s *Store) send(ctx context.Context, r request, reply any) error {
	data, err := s.exchange(ctx, r)
	if err != nil {
		return fmt.Errorf("opensearch: %s %s: %w", r.method, r.path, err)
	}
	if reply == nil {
		return nil
	}
	if err := json.Unmarshal(data, reply); err != nil {
		return fault.Newf(fault.Unavailable, "opensearch: %s %s: the answer can't be read: %w",
			r.method, r.path, err)
	}
	return nil
}

func (s *Store) exchange(ctx context.Context, r request) ([]byte, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	target := *s.base
	target.Path, target.RawQuery = r.path, r.query.Encode()
	req, err := http.NewRequestWithContext(ctx, r.method, target.String(), bytes.NewReader(r.body))
	if err != nil {
		return nil, fault.Wrap(err, fault.Internal, "", "")
	}
	if len(r.body) > 0 {
		req.Header.Set("Content-Type", r.kind)
	}
	if err := s.authorize(ctx, req, r.body); err != nil {
		return nil, err
	}
	resp, err := s.options.Client.Do(req)
	if err != nil {
		return nil, unsent(ctx, err)
	}
	defer resp.Body.Close()
	data, err := io.ReadAll(io.LimitReader(resp.Body, maxReply))
	if err != nil {
		return nil, unsent(ctx, err)
	}
	if resp.StatusCode >= 300 {
		return nil, refusal(resp, data)
	}
	return data, nil
}

// authorize signs the request or adds the password.
func (s *Store) authorize(ctx context.Context, req *http.Request, body []byte) error {
	o := s.options
	if o.Credentials == nil {
		if o.User != "" {
			req.SetBasicAuth(o.User, o.Password)
		}
		return nil
	}
	credentials, err := o.Credentials.Retrieve(ctx)
	if err != nil {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		return fault.Wrap(fmt.Errorf("getting credentials: %w", err), fault.NotConfigured, "", "")
	}
	sum := sha256.Sum256(body)
	hash := hex.EncodeToString(sum[:])
	req.Header.Set("X-Amz-Content-Sha256", hash)
	if err := v4.NewSigner().SignHTTP(ctx, credentials, req, hash, "es", o.Region,
		time.Now()); err != nil {
		return fault.Wrap(fmt.Errorf("signing: %w", err), fault.Internal, "", "")
	}
	return nil
}
