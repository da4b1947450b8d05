package blob

import (
	"cmp"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/mundap/mundap/internal/fault"
)

// Gate makes and serves the presigned URLs of a store that has no HTTP server
// of its own. A URL is a path with a query that names what it is bound to and
// an HMAC-SHA-256 over all of it, so that nothing needs to be remembered.
//
// As an http.Handler it answers PUT for uploads, GET and HEAD for downloads.
// What the URL does not allow is 403, a body over the limit 413 (and the
// earlier object stays); errors are the protocol's envelope.
type Gate struct {
	Store Store
	Path  string           // of the handler, such as "/blobs/"; begins and ends with "/"
	Key   []byte           // secret, 32 random bytes
	Now   func() time.Time // nil: time.Now
	// Allow reports whether an object may still be uploaded to a key. It is called
	// when an upload begins, and again when all of it has arrived. Its error is
	// the client's answer. Nil means every URL that has not expired may be used.
	Allow func(ctx context.Context, key string) error
	// Reserve makes room for an upload when it begins; bytes is how long it says
	// that it is, below 0 if it does not. ended is called when the upload is over,
	// and tells whether the object was stored. An error is the client's answer.
	// nil: there is room.
	Reserve func(ctx context.Context, key string, bytes int64) (ended func(stored bool), err error)

	busy sync.Map // keys that are being uploaded to
}

const (
	put = "put"
	get = "get"
)

// ticket is what a URL is bound to, in the order in which it is signed.
type ticket struct {
	method, key, contentType string
	limit                    int64
	expires                  int64 // Unix milliseconds
	filename                 string
	inline                   bool
}

// PresignPut is Store.PresignPut. Expires of 0 or less makes a URL that has expired.
func (g *Gate) PresignPut(u Upload) (string, error) {
	if err := CheckKey(u.Key); err != nil {
		return "", err
	}
	return g.sign(ticket{
		method: put, key: u.Key, contentType: u.ContentType, limit: u.SizeLimit,
		expires: g.after(u.Expires),
	}), nil
}

// PresignGet is Store.PresignGet.
func (g *Gate) PresignGet(key string, d Download) (string, error) {
	if err := CheckKey(key); err != nil {
		return "", err
	}
	return g.sign(ticket{method: get, key: key, expires: g.after(d.Expires), filename: d.Filename,
		inline: d.Inline, contentType: d.ContentType}), nil
}

func (g *Gate) now() time.Time {
	if g.Now != nil {
		return g.Now()
	}
	return time.Now()
}

func (g *Gate) after(d time.Duration) int64 { return g.now().Add(d).UnixMilli() }

func (g *Gate) sign(t ticket) string {
	q := url.Values{
		"method": {t.method}, "type": {t.contentType}, "limit": {strconv.FormatInt(t.limit, 10)},
		"expires": {strconv.FormatInt(t.expires, 10)}, "filename": {t.filename},
		"inline":    {strconv.FormatBool(t.inline)},
		"signature": {g.signature(t)},
	}
	return (&url.URL{Path: g.Path + t.key, RawQuery: q.Encode()}).String()
}

func (g *Gate) signature(t ticket) string {
	mac := hmac.New(sha256.New, g.Key)
	// Each field with its length, so that no two tickets write the same bytes.
	for _, s := range []string{
		t.method, t.key, t.contentType, strconv.FormatInt(t.limit, 10),
		strconv.FormatInt(t.expires, 10), t.filename,
		strconv.FormatBool(t.inline),
	} {
		fmt.Fprintf(mac, "%d:%s", len(s), s)
	}
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

// open reads the ticket of a request, or fails if it is forged or expired.
func (g *Gate) open(r *http.Request) (ticket, error) {
	q := r.URL.Query()
	limit, err1 := strconv.ParseInt(q.Get("limit"), 10, 64)
	expires, err2 := strconv.ParseInt(q.Get("expires"), 10, 64)
	inline, err3 := strconv.ParseBool(q.Get("inline"))
	t := ticket{
		method: q.Get("method"), key: strings.TrimPrefix(r.URL.Path, g.Path),
		contentType: q.Get("type"), limit: limit,
		expires: expires, filename: q.Get("filename"), inline: inline,
	}
	if errors.Join(err1, err2, err3) != nil || !hmac.Equal([]byte(g.signature(t)),
		[]byte(q.Get("signature"))) {
		return ticket{}, refuse("the signature does not fit")
	}
	if !g.now().Before(time.UnixMilli(expires)) {
		return ticket{}, fault.New(fault.Forbidden,
			"링크의 사용 시간이 지났어요. 다시 시도해 주세요.", "This link has expired. Please try again.")
	}
	return t, nil
}

func refuse(why string) error {
	return fault.New(fault.Forbidden,
		"이 링크로는 할 수 없는 요청이에요. 처음부터 다시 시도해 주세요.",
		"This link does not allow the request. Please start again.").WithCause(errors.New(why))
}

// ServeHTTP serves the URLs.
func (g *Gate) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	var err error
	switch r.Method {
	case http.MethodPut:
		err = g.upload(w, r)
	case http.MethodGet, http.MethodHead:
		err = g.download(w, r)
	default:
		w.Header().Set("Allow", "PUT, GET, HEAD")
		writeError(w, r, http.StatusMethodNotAllowed, fault.Invalid.Message())
		return
	}
	if err != nil {
		writeError(w, r, fault.KindOf(err).Status(), fault.MessageOf(err))
	}
}

func (g *Gate) upload(w http.ResponseWriter, r *http.Request) error {
	t, err := g.open(r)
	if err != nil {
		return err
	}
	if t.method != put || r.Header.Get("Content-Type") != t.contentType {
		return refuse("another method or content type")
	}
	body := io.Reader(r.Body)
	if t.limit > 0 {
		if r.ContentLength > t.limit {
			return tooLarge(t.limit)
		}
		body = &limitedReader{r: r.Body, left: t.limit, limit: t.limit}
	}
	if _, taken := g.busy.LoadOrStore(t.key, true); taken {
		return fault.New(fault.Conflict,
			"이 링크로 이미 파일을 올리고 있어요.", "A file is being uploaded to this link already.")
	}
	defer g.busy.Delete(t.key)
	if err := g.allow(r.Context(), t.key); err != nil {
		return err
	}
	ended, err := g.reserve(r.Context(), t.key, r.ContentLength)
	if err != nil {
		return err
	}
	body = &confirmedReader{r: body, confirm: func() error { return g.allow(r.Context(), t.key) }}
	info, err := g.Store.Put(r.Context(), t.key, body, PutOptions{ContentType: t.contentType})
	ended(err == nil)
	if err != nil {
		return err
	}
	w.Header().Set("ETag", strconv.Quote(info.ETag))
	w.WriteHeader(http.StatusOK)
	return nil
}

func (g *Gate) allow(ctx context.Context, key string) error {
	if g.Allow == nil {
		return nil
	}
	return g.Allow(ctx, key)
}

func (g *Gate) reserve(ctx context.Context, key string, bytes int64) (ended func(bool), err error) {
	if g.Reserve == nil {
		return func(bool) {}, nil
	}
	return g.Reserve(ctx, key, bytes)
}

// confirmedReader asks before it ends, so that what is refused is never stored.
type confirmedReader struct {
	r       io.Reader
	confirm func() error
}

func (c *confirmedReader) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	if err == io.EOF {
		if refused := c.confirm(); refused != nil {
			return n, refused
		}
	}
	return n, err
}

func (g *Gate) download(w http.ResponseWriter, r *http.Request) error {
	t, err := g.open(r)
	if err != nil {
		return err
	}
	if t.method != get {
		return refuse("another method")
	}
	info, err := g.Store.Stat(r.Context(), t.key)
	if err != nil {
		return err
	}
	content := NewReadSeeker(r.Context(), g.Store, info)
	defer content.Close()
	h := w.Header()
	h.Set("Content-Type", cmp.Or(t.contentType, info.ContentType, "application/octet-stream"))
	h.Set("Content-Disposition", disposition(t))
	h.Set("ETag", strconv.Quote(info.ETag))
	// An upload is never trusted: it may not be sniffed into a type that runs,
	// nor run in this origin. Browsers show no PDF in a sandbox; they run its
	// scripts, if at all, outside the page.
	h.Set("X-Content-Type-Options", "nosniff")
	if info.ContentType != "application/pdf" {
		h.Set("Content-Security-Policy",
			"sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:")
	}
	h.Set("Cache-Control", "private, no-store")
	http.ServeContent(w, r, "", info.Modified, content)
	return nil
}

func disposition(t ticket) string {
	kind := "attachment"
	if t.inline {
		kind = "inline"
	}
	if t.filename == "" {
		return kind
	}
	return mime.FormatMediaType(kind, map[string]string{"filename": t.filename})
}

func writeError(w http.ResponseWriter, r *http.Request, status int, message fault.Text) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(status)
	json.NewEncoder(w).Encode(struct {
		StatusCode int    `json:"statusCode"`
		Msg        string `json:"msg"`
	}{status, message.In(r.Header.Get("Accept-Language"))}) // a client that is gone reads no error either
}

func tooLarge(limit int64) error {
	size := fmt.Sprintf("%.1f MB", float64(limit)/1e6)
	return fault.New(fault.TooLarge,
		"파일이 너무 커요. "+size+"까지 올릴 수 있어요.", "The file is too large. The limit is "+size+".")
}

// limitedReader fails with fault.TooLarge at the first byte over the limit,
// where io.LimitReader would end quietly.
type limitedReader struct {
	r           io.Reader
	left, limit int64
}

func (l *limitedReader) Read(p []byte) (int, error) {
	if int64(len(p)) > l.left+1 {
		p = p[:l.left+1]
	}
	n, err := l.r.Read(p)
	if int64(n) > l.left {
		n, err = int(l.left), tooLarge(l.limit)
	}
	l.left -= int64(n)
	return n, err
}
