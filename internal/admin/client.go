package admin

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"net"
	"net/http"
	"net/url"
	"strconv"

	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/forgetting"
)

// maxLine bounds a line of a streamed answer: a passage of a whole sheet's row may be long.
const maxLine = 16 << 20

// Client speaks to a Handler through a Unix socket. Safe for concurrent use.
type Client struct {
	http *http.Client
	idle *http.Transport
}

// NewClient makes a client of the socket at path. It connects with the first request.
func NewClient(path string) *Client {
	return NewClientThrough(path, func(t http.RoundTripper) http.RoundTripper { return t })
}

// NewClientThrough makes a client whose requests go through what wrap makes of
// its transport.
func NewClientThrough(path string, wrap func(http.RoundTripper) http.RoundTripper) *Client {
	var d net.Dialer
	t := &http.Transport{
		DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
			return d.DialContext(ctx, "unix", path)
		},
		DisableCompression: true,
	}
	return &Client{http: &http.Client{Transport: wrap(t)}, idle: t}
}

// Close lets go of idle connections.
func (c *Client) Close() { c.idle.CloseIdleConnections() }

// Status describes the server.
func (c *Client) Status(ctx context.Context) (Status, error) {
	return call[Status](ctx, c, http.MethodGet, "/status", nil)
}

// Search finds passages, best first.
func (c *Client) Search(ctx context.Context, r SearchRequest) iter.Seq2[SearchResult, error] {
	return stream[SearchResult](ctx, c, "/search", r)
}

// Ask answers a question, event by event.
func (c *Client) Ask(ctx context.Context, r AskRequest) iter.Seq2[AskEvent, error] {
	return stream[AskEvent](ctx, c, "/ask", r)
}

// Upload brings a document in. It returns when the bytes are durable; States reports what happens next.
func (c *Client) Upload(ctx context.Context, user, name string, private bool,
	r io.Reader) (Uploaded, error) {
	q := url.Values{"name": {name}, "user": {user}, "private": {strconv.FormatBool(private)}}
	return do[Uploaded](ctx, c, http.MethodPut, "/documents?"+q.Encode(), r)
}

// States describes documents; those that are not there are left out.
func (c *Client) States(ctx context.Context, k Keys) ([]Document, error) {
	return call[[]Document](ctx, c, http.MethodPost, "/documents/states", k)
}

// Documents lists all documents that a user can read.
func (c *Client) Documents(ctx context.Context, user, contains string) iter.Seq2[Document, error] {
	return stream[Document](ctx, c, "/documents/list", struct {
		User     string `json:"user"`
		Contains string `json:"contains"`
	}{user, contains})
}

// Delete deletes documents: hidden at once, gone when the time for an undo is over.
// With answers, those that rest on the documents go, too.
func (c *Client) Delete(ctx context.Context, k Keys, answers bool) ([]Document, error) {
	return call[[]Document](ctx, c, http.MethodPost,
		"/documents/delete?answers="+strconv.FormatBool(answers), k)
}

// Receipts gives the receipts of deleted documents by their ids. Those whose
// deletion has not begun are left out.
func (c *Client) Receipts(ctx context.Context, k Keys) ([]forgetting.Receipt, error) {
	return call[[]forgetting.Receipt](ctx, c, http.MethodPost, "/documents/receipts", k)
}

// Retry works on failed documents again.
func (c *Client) Retry(ctx context.Context, k Keys) ([]Document, error) {
	return call[[]Document](ctx, c, http.MethodPost, "/documents/retry", k)
}

// Reread has documents read again in the background; without keys those that an
// older version of the program read.
func (c *Client) Reread(ctx context.Context, k Keys) (Rereading, error) {
	return call[Rereading](ctx, c, http.MethodPost, "/documents/reread", k)
}

// Accounts lists the accounts.
func (c *Client) Accounts(ctx context.Context) ([]Account, error) {
	return call[[]Account](ctx, c, http.MethodGet, "/users", nil)
}

// AddAccount creates an account.
func (c *Client) AddAccount(ctx context.Context, a NewAccount) (Account, error) {
	return call[Account](ctx, c, http.MethodPost, "/users", a)
}

// SetPassword changes an account's password and ends its sessions.
func (c *Client) SetPassword(ctx context.Context, user, password string) error {
	_, err := call[struct{}](ctx, c, http.MethodPost, "/users/"+url.PathEscape(user)+"/password",
		NewAccount{Password: password})
	return err
}

// SetLocked locks an account and ends its sessions, or lets it in again.
func (c *Client) SetLocked(ctx context.Context, user string, locked bool) error {
	_, err := call[struct{}](ctx, c, http.MethodPost, "/users/"+url.PathEscape(user)+"/locked",
		Lock{locked})
	return err
}

// DeleteAccount removes an account and ends its sessions.
func (c *Client) DeleteAccount(ctx context.Context, user string) error {
	_, err := call[struct{}](ctx, c, http.MethodDelete, "/users/"+url.PathEscape(user), nil)
	return err
}

func call[T any](ctx context.Context, c *Client, method, path string, body any) (T, error) {
	var zero T
	var r io.Reader
	if body != nil {
		b, err := json.Marshal(body)
		if err != nil {
			return zero, fmt.Errorf("encoding a request: %w", err)
		}
		r = bytes.NewReader(b)
	}
	return do[T](ctx, c, method, path, r)
}

func do[T any](ctx context.Context, c *Client, method, path string, body io.Reader) (T, error) {
	var out T
	resp, err := c.send(ctx, method, path, body)
	if err != nil {
		return out, err
	}
	defer resp.Body.Close()
	if err := json.NewDecoder(resp.Body).Decode(&out); err != nil && !errors.Is(err, io.EOF) {
		return out, cut(ctx, err)
	}
	return out, nil
}

func unreachable(err error) error {
	return fault.Wrap(err, fault.Unavailable,
		"실행 중인 문답 서버에 연결하지 못했어요. 서버를 다시 시작해 보세요.",
		"The running Mundap server can't be reached. Try restarting it.")
}

// cut is the error of an answer that could not be read to its end. Unless it is
// no JSON, or the caller has given up, the server has gone away meanwhile.
func cut(ctx context.Context, err error) error {
	var syntax *json.SyntaxError
	var kind *json.UnmarshalTypeError
	if ctx.Err() == nil && !errors.As(err, &syntax) && !errors.As(err, &kind) {
		err = unreachable(err)
	}
	return fmt.Errorf("reading the server's answer: %w", err)
}

func (c *Client) send(ctx context.Context, method, path string, body io.Reader) (*http.Response,
	error) {
	req, err := http.NewRequestWithContext(ctx, method, "http://mundap"+path, body)
	if err != nil {
		return nil, fmt.Errorf("making a request: %w", err)
	}
	resp, err := c.http.Do(req)
	if err != nil {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		return nil, unreachable(err)
	}
	if resp.StatusCode >= 300 {
		defer resp.Body.Close()
		return nil, readFailure(resp)
	}
	return resp, nil
}

// readFailure gives the server's error as it was classified there.
func readFailure(resp *http.Response) error {
	var f failure
	if err := json.NewDecoder(io.LimitReader(resp.Body, 1<<20)).Decode(&f); err != nil || f.Kind == "" {
		return fault.Newf(fault.Internal, "the server answered %s", resp.Status)
	}
	return f.err()
}

// err is the error that a failure tells of.
func (f failure) err() error {
	kind := fault.Internal
	for k := fault.Internal; k <= fault.Damaged; k++ {
		if k.String() == f.Kind {
			kind = k
		}
	}
	return fault.New(kind, f.Ko, f.En)
}

// stream reads an answer of one JSON object a line.
func stream[T any](ctx context.Context, c *Client, path string, body any) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		var zero T
		b, err := json.Marshal(body)
		if err != nil {
			yield(zero, fmt.Errorf("encoding a request: %w", err))
			return
		}
		resp, err := c.send(ctx, http.MethodPost, path, bytes.NewReader(b))
		if err != nil {
			yield(zero, err)
			return
		}
		defer resp.Body.Close()
		lines := bufio.NewScanner(resp.Body)
		lines.Buffer(nil, maxLine)
		for lines.Scan() {
			var item T
			if err := json.Unmarshal(lines.Bytes(), &item); err != nil {
				yield(zero, cut(ctx, cmp.Or(lines.Err(), err))) // a line may be cut, too
				return
			}
			if !yield(item, nil) {
				return
			}
		}
		if err := lines.Err(); err != nil {
			yield(zero, cut(ctx, err))
		}
	}
}
