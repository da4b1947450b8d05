package webapi

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"mime"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"path"
	"sync"
	"time"

	"github.com/mundap/mundap/internal/fault"
)

// Limits of a page.
const (
	defaultPageTime  = 6 * time.Second
	defaultPageBytes = 4 << 20
	maxRedirects     = 5
)

// Pages fetches pages from public addresses. The zero value is ready for use. Safe
// for concurrent use. Close it after use.
type Pages struct {
	Time  time.Duration // for a page with its redirects; 0: 6 s
	Bytes int64         // of a page; 0: 4 MB
	Agent string        // the User-Agent; "": "Mundap"

	allowed  func(netip.AddrPort) bool // more addresses, for tests
	resolver *net.Resolver             // nil: the system's; another one in tests
	once     sync.Once
	client   *http.Client
}

// Page is a page that was fetched.
type Page struct {
	URL  string // after redirects
	Name string // a file name whose ending says the format: "page.html"
	Data []byte
	Cut  bool // there is more of it than Pages.Bytes
}

// formats are the content types that are read, with the endings of their names.
var formats = map[string]string{
	"text/html": "html", "application/xhtml+xml": "html", "text/plain": "txt",
	"text/markdown": "md", "application/pdf": "pdf", "text/csv": "csv",
}

// Fetch gets a page. Errors: fault.Forbidden (an address that is not public),
// Unsupported (a type that is not read), TooLarge (a PDF over the limit),
// NotFound, Unavailable, Timeout, Invalid (no web address).
func (p *Pages) Fetch(ctx context.Context, address string) (Page, error) {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" || u.User != nil {
		return Page{}, fault.Newf(fault.Invalid, "no web address")
	}
	limited, cancel := context.WithTimeout(ctx, cmp.Or(p.Time, defaultPageTime))
	defer cancel()
	r, err := http.NewRequestWithContext(limited, http.MethodGet, u.String(), nil)
	if err != nil {
		return Page{}, fault.Newf(fault.Invalid, "no web address")
	}
	r.Header.Set("User-Agent", cmp.Or(p.Agent, "Mundap"))
	r.Header.Set("Accept", "text/html, application/pdf, text/plain;q=0.8")
	r.Header.Set("Accept-Language", "ko, en;q=0.7")
	resp, err := p.http().Do(r)
	if err != nil {
		return Page{}, fetchFault(ctx, err)
	}
	defer resp.Body.Close()
	page, err := p.read(resp)
	if err != nil {
		return Page{}, fetchFault(ctx, err)
	}
	return page, nil
}

// Close lets go of idle connections.
func (p *Pages) Close() { p.http().CloseIdleConnections() }

func (p *Pages) http() *http.Client {
	p.once.Do(func() {
		dialer := &net.Dialer{Timeout: 5 * time.Second, Resolver: p.resolver, Control: p.control}
		p.client = &http.Client{
			// No proxy: it would connect in this program's place, to whatever address.
			Transport: &http.Transport{
				DialContext: dialer.DialContext, TLSHandshakeTimeout: 5 * time.Second,
				ResponseHeaderTimeout:  cmp.Or(p.Time, defaultPageTime),
				MaxResponseHeaderBytes: 64 << 10, IdleConnTimeout: 10 * time.Second,
				ForceAttemptHTTP2: true,
			},
			CheckRedirect: func(r *http.Request, via []*http.Request) error {
				if len(via) > maxRedirects {
					return errors.New("too many redirects")
				}
				if r.URL.Scheme != "http" && r.URL.Scheme != "https" || r.URL.User != nil {
					return errPrivate
				}
				return nil
			},
		}
	})
	return p.client
}

func (p *Pages) read(resp *http.Response) (Page, error) {
	if resp.StatusCode != http.StatusOK {
		kind := fault.Unavailable
		if resp.StatusCode == http.StatusNotFound || resp.StatusCode == http.StatusGone {
			kind = fault.NotFound
		}
		return Page{}, fault.Newf(kind, "the page's server answered with status %d",
			resp.StatusCode)
	}
	ending, ok := format(resp)
	if !ok {
		return Page{}, fault.Newf(fault.Unsupported, "a page of type %.80q is not read",
			resp.Header.Get("Content-Type"))
	}
	limit := cmp.Or(p.Bytes, defaultPageBytes)
	data, err := io.ReadAll(io.LimitReader(resp.Body, limit+1))
	cut := int64(len(data)) > limit
	if err != nil {
		return Page{}, err
	}
	if cut && ending == "pdf" { // a PDF without its end is damaged
		return Page{}, fault.Newf(fault.TooLarge, "the page is larger than %d bytes", limit)
	}
	return Page{URL: resp.Request.URL.String(), Name: "page." + ending,
		Data: data[:min(int64(len(data)), limit)], Cut: cut}, nil
}

// format gives the ending for a page's type. Servers that name no type mean HTML,
// unless the address ends like a PDF's.
func format(resp *http.Response) (string, bool) {
	kind, _, err := mime.ParseMediaType(resp.Header.Get("Content-Type"))
	if err != nil || kind == "application/octet-stream" {
		if path.Ext(resp.Request.URL.Path) == ".pdf" {
			return "pdf", true
		}
		return "html", err != nil && resp.Header.Get("Content-Type") == ""
	}
	ending, ok := formats[kind]
	return ending, ok
}

// fetchFault classifies what went wrong. The address stays out of the error: it
// may carry the words of a question.
func fetchFault(ctx context.Context, err error) error {
	if cause := ctx.Err(); cause != nil {
		return fmt.Errorf("fetching a page: %w", cause)
	}
	if _, ok := errors.AsType[*fault.Error](err); ok {
		return fmt.Errorf("fetching a page: %w", withoutAddress(err))
	}
	return fault.Wrap(fmt.Errorf("fetching a page: %w", withoutAddress(err)), unreachedKind(err),
		"", "")
}
