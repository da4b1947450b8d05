package searcher

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/localindex"
	"github.com/mundap/mundap/internal/localindex/rank"
)

// maxResponse is the largest body of a response in bytes: API Gateway's limit.
const maxResponse = 10 << 20

// Client is a shard that is served by one or more searchers, each of which has
// the whole shard. If one does not answer, the next one is asked. A Client with
// a single address asks it twice, because it may be that of a load balancer. A
// Client is safe for concurrent use.
type Client struct {
	// Addresses of searchers, such as https://search.example:8430, without a
	// slash at the end.
	Addresses []string
	Key       func(ctx context.Context) (string, error)
	HTTP      *http.Client // nil: http.DefaultClient

	first atomic.Uint32 // index of the searcher that answered last
}

var _ localindex.Shard = (*Client)(nil)

// Parse reads a list of addresses that are separated by white space. The error
// is fault.Invalid if there is none, or if one is not an HTTP address.
func Parse(list string) ([]string, error) {
	addresses := strings.Fields(list)
	for i, a := range addresses {
		addresses[i] = strings.TrimRight(a, "/")
		if !strings.HasPrefix(a, "https://") && !strings.HasPrefix(a, "http://") {
			return nil, fault.Newf(fault.Invalid, "%q is not an address of a search reader", a)
		}
	}
	if len(addresses) == 0 {
		return nil, fault.Newf(fault.Invalid, "a shard has no search reader")
	}
	return addresses, nil
}

// Count implements localindex.Shard.
func (c *Client) Count(ctx context.Context, scope auth.Scope, terms []rank.Key) (localindex.Counts, error) {
	var r countResponse
	if err := c.ask(ctx, countPath, countRequest{scope, terms}, &r); err != nil {
		return localindex.Counts{}, err
	}
	held, err := counted(terms, r.Held)
	if err != nil {
		return localindex.Counts{}, foreign(err)
	}
	r.Statistics.Held = held
	return localindex.Counts{Statistics: r.Statistics, Models: r.Models}, nil
}

// Candidates implements localindex.Shard.
func (c *Client) Candidates(ctx context.Context, scope auth.Scope,
	r localindex.Request) ([]localindex.Candidate, error) {
	var out candidatesResponse
	err := c.ask(ctx, candidatesPath, candidatesRequest{scope, r, listed(keys(r.Terms), r.Among.Held)}, &out)
	return out.Candidates, err
}

func foreign(err error) error {
	return fault.Newf(fault.Unavailable, "the search reader's answer can't be used: %w", err)
}

// ask puts a request to one searcher after the other until one answers.
func (c *Client) ask(ctx context.Context, path string, request, response any) error {
	body, err := json.Marshal(request)
	if err != nil {
		return fault.Wrap(fmt.Errorf("encoding a search: %w", err), fault.Internal, "", "")
	}
	key, err := c.Key(ctx)
	if err != nil {
		return fmt.Errorf("reading the search reader's key: %w", err)
	}
	n := len(c.Addresses)
	tries := max(n, 2)
	first := int(c.first.Load())
	for i := range tries {
		at := (first + i) % n
		var failed error
		if failed = c.askOne(ctx, c.Addresses[at]+path, key, body, response, tries-i); failed == nil {
			c.first.Store(uint32(at))
			return nil
		}
		err = errors.Join(err, failed)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if !fault.Retryable(failed) {
			return failed
		}
	}
	return fault.Wrap(err, fault.Unavailable, "검색 서버가 응답하지 않아요. 잠시 뒤에 다시 해 보세요.",
		"The search reader is not responding. Try again in a moment.")
}

// askOne asks one searcher. left is the number of tries, including this one,
// that share the remaining time.
func (c *Client) askOne(ctx context.Context, to, key string, body []byte, response any,
	left int) error {
	if deadline, ok := ctx.Deadline(); ok {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, time.Until(deadline)/time.Duration(left))
		defer cancel()
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, to, bytes.NewReader(body))
	if err != nil {
		return fault.Wrap(err, fault.Internal, "", "")
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set(KeyHeader, key)
	if deadline, ok := ctx.Deadline(); ok {
		r.Header.Set(limitHeader, strconv.FormatInt(time.Until(deadline).Milliseconds(), 10))
	}
	client := c.HTTP
	if client == nil {
		client = http.DefaultClient
	}
	resp, err := client.Do(r)
	if err != nil {
		return unanswered(ctx, err)
	}
	defer resp.Body.Close()
	data, err := io.ReadAll(io.LimitReader(resp.Body, maxResponse))
	if err != nil {
		return unanswered(ctx, err)
	}
	if resp.StatusCode != http.StatusOK {
		return refused(resp.StatusCode, data)
	}
	if err := json.Unmarshal(data, response); err != nil {
		return foreign(err)
	}
	return nil
}

func unanswered(ctx context.Context, err error) error {
	if kind := fault.KindOf(ctx.Err()); ctx.Err() != nil {
		return fault.Wrap(err, kind, "", "")
	}
	return fault.Wrap(fmt.Errorf("asking a search reader: %w", err), fault.Unavailable, "", "")
}

// refused makes an error of a response from a searcher or from a proxy in front
// of it.
func refused(status int, body []byte) error {
	var r refusal
	_ = json.Unmarshal(body, &r) // a proxy may send something else
	err := fmt.Errorf("a search reader answered %d: %s", status, r.Cause)
	for _, kind := range []fault.Kind{fault.Invalid, fault.TooLarge, fault.Timeout, fault.Overloaded,
		fault.Throttled, fault.NotConfigured} {
		if kind.String() == r.Kind {
			return fault.Wrap(err, kind, r.Message.Ko, r.Message.En)
		}
	}
	switch {
	case status == http.StatusUnauthorized, status == http.StatusForbidden:
		return fault.Wrap(err, fault.NotConfigured, "검색 서버의 키가 맞지 않아요. 관리자에게 알려 주세요.",
			"The search reader's key is wrong. Please tell an administrator.")
	case status == http.StatusTooManyRequests:
		return fault.Wrap(err, fault.Throttled, "", "")
	}
	return fault.Wrap(err, fault.Unavailable, r.Message.Ko, r.Message.En)
}
