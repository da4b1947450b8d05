package blobtest

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/mundap/mundap/internal/blob"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/fault/faulttest"
)

// patience bounds every wait for something that happens soon.
const patience = 30 * time.Second

func absolute(t *testing.T, f Fixture, raw string) string {
	t.Helper()
	u, err := url.Parse(raw)
	if err != nil {
		t.Fatal(err)
	}
	if u.IsAbs() {
		return raw
	}
	return f.Base + raw
}

func presign(t *testing.T, f Fixture, u blob.Upload) string {
	t.Helper()
	raw, err := f.Store.PresignPut(t.Context(), u)
	if err != nil {
		t.Fatalf("presigning %+v: %v", u, err)
	}
	return absolute(t, f, raw)
}

type request struct {
	method, url, contentType string
	body                     io.Reader
	header                   http.Header
}

type answer struct {
	status int
	header http.Header
	body   string
}

// send speaks real HTTP. Each request has its own connection, so that no goroutine is left.
func send(t *testing.T, r request) answer {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, r.method, r.url, r.body)
	if err != nil {
		t.Fatal(err)
	}
	for k, v := range r.header {
		req.Header[k] = v
	}
	if r.contentType != "" {
		req.Header.Set("Content-Type", r.contentType)
	}
	client := http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	resp, err := client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer{resp.StatusCode, resp.Header, string(body)}
}

func wantStatus(t *testing.T, what string, got answer, want int) {
	t.Helper()
	if got.status != want {
		t.Errorf("%s: status %d (%.200s), want %d", what, got.status, got.body, want)
	}
}

func pdf(key string) blob.Upload {
	return blob.Upload{Key: key, ContentType: "application/pdf", SizeLimit: 1 << 20,
		Expires: 5 * time.Minute}
}

func uploadStores(t *testing.T, f Fixture) {
	for _, key := range []string{"docs/폴더/약관 (최종)+1%.pdf", "docs/" + strings.Repeat("긴", 66) +
		".pdf"} {
		u := presign(t, f, pdf(key))
		wantStatus(t, "the upload", send(t, request{"PUT", u, "application/pdf",
			strings.NewReader("%PDF one"), nil}), 200)
		wantContent(t, f.Store, key, "%PDF one")
		info, err := f.Store.Stat(t.Context(), key)
		if err != nil || info.ContentType != "application/pdf" {
			t.Errorf("stat %+v, %v", info, err)
		}
	}
}

// sealed does with the URL of a sealed upload what the store itself can't
// refuse. A store whose URLs a Gate serves leaves that to Gate.Allow.
func sealed(t *testing.T, f Fixture) {
	const key, kept = "docs/~g/약관 (최종)+1%.pdf", "docs/~g.kept/약관 (최종)+1%.pdf"
	_, err := f.Store.Seal(t.Context(), key, kept, "etag")
	faulttest.Want(t, err, fault.NotFound)
	u := presign(t, f, pdf(key))
	wantStatus(t, "the upload", send(t, request{"PUT", u, "application/pdf",
		strings.NewReader("%PDF one"), nil}), 200)
	info, err := f.Store.Stat(t.Context(), key)
	if err != nil {
		t.Fatal(err)
	}
	_, err = f.Store.Seal(t.Context(), key, kept, strings.Repeat("0", 32))
	faulttest.Want(t, err, fault.Conflict)
	lies, err := f.Store.Seal(t.Context(), key, kept, info.ETag)
	if err != nil {
		t.Fatal(err)
	}
	wantContent(t, f.Store, lies, "%PDF one")
	if lies == key {
		return
	}
	wantStatus(t, "once more", send(t, request{"PUT", u, "application/pdf",
		strings.NewReader("%PDF two"), nil}), 200)
	wantContent(t, f.Store, lies, "%PDF one")
}

func uploadBound(t *testing.T, f Fixture) {
	put(t, f.Store, "docs/b.pdf", "untouched")
	u := presign(t, f, pdf("docs/a.pdf"))
	other := strings.Replace(u, "docs/a.pdf", "docs/b.pdf", 1)
	if other == u {
		t.Fatalf("the key is not in the URL's path: %s", u)
	}
	body := func() io.Reader { return strings.NewReader("x") }
	wantStatus(t, "another type", send(t, request{"PUT", u, "text/html", body(), nil}), 403)
	wantStatus(t, "no type", send(t, request{"PUT", u, "", body(), nil}), 403)
	wantStatus(t, "another key", send(t, request{"PUT", other, "application/pdf", body(), nil}),
		403)
	wantStatus(t, "reading by it", send(t, request{"GET", u, "", nil, nil}), 403)
	bare, _, _ := strings.Cut(u, "?")
	wantStatus(t, "no signature", send(t, request{"PUT", bare, "application/pdf", body(), nil}),
		403)
	for _, edit := range forgeries(t, u) {
		if got := send(t, request{"PUT", edit, "application/pdf", body(), nil}); got.status < 400 {
			t.Errorf("a forged URL was taken: %s", edit)
		}
	}
	wantNone(t, f.Store, "docs/a.pdf")
	wantContent(t, f.Store, "docs/b.pdf", "untouched")

	down, err := f.Store.PresignGet(t.Context(), "docs/b.pdf", blob.Download{Expires: time.Minute})
	if err != nil {
		t.Fatal(err)
	}
	wantStatus(t, "writing by a download URL",
		send(t, request{"PUT", absolute(t, f, down), "text/plain", body(), nil}), 403)
	wantContent(t, f.Store, "docs/b.pdf", "untouched")
}

// forgeries changes each query parameter of a URL in turn.
func forgeries(t *testing.T, raw string) []string {
	t.Helper()
	u, err := url.Parse(raw)
	if err != nil {
		t.Fatal(err)
	}
	var forged []string
	for name := range u.Query() {
		if strings.EqualFold(name, "x-id") {
			continue // the SDK's own mark, without a meaning
		}
		q := u.Query()
		v := q.Get(name)
		if v == "" {
			q.Set(name, "1")
		} else {
			flipped := byte('1')
			if v[len(v)-1] == '1' {
				flipped = '2'
			}
			q.Set(name, v[:len(v)-1]+string(flipped))
		}
		c := *u
		c.RawQuery = q.Encode()
		forged = append(forged, c.String())
	}
	return forged
}

func uploadWithoutType(t *testing.T, f Fixture) {
	u := presign(t, f, blob.Upload{Key: "docs/unknown", SizeLimit: 100, Expires: time.Minute})
	wantStatus(t, "without a type", send(t, request{"PUT", u, "", strings.NewReader("x"), nil}),
		200)
	wantContent(t, f.Store, "docs/unknown", "x")
}

// untilRefused sends a request again and again until its URL has expired.
func untilRefused(t *testing.T, f Fixture, r func() request) {
	t.Helper()
	if f.Advance != nil {
		f.Advance(2 * time.Second)
		wantStatus(t, "after the expiry", send(t, r()), 403)
		return
	}
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	tick := time.NewTicker(100 * time.Millisecond)
	defer tick.Stop()
	for send(t, r()).status != 403 {
		select {
		case <-tick.C:
		case <-ctx.Done():
			t.Fatal("the URL does not expire")
		}
	}
}

func uploadExpires(t *testing.T, f Fixture) {
	u := pdf("docs/a.pdf")
	u.Expires = time.Second
	raw := presign(t, f, u)
	untilRefused(t, f, func() request {
		return request{"PUT", raw, "application/pdf",
			strings.NewReader("x"), nil}
	})
}

func download(t *testing.T, f Fixture) {
	put(t, f.Store, "docs/보고서.txt", "0123456789")
	for _, inline := range []bool{false, true} {
		raw, err := f.Store.PresignGet(t.Context(), "docs/보고서.txt",
			blob.Download{Filename: "보고서 1.txt", Inline: inline, Expires: time.Minute})
		if err != nil {
			t.Fatal(err)
		}
		u := absolute(t, f, raw)
		got := send(t, request{method: "GET", url: u})
		wantStatus(t, "the download", got, 200)
		if got.body != "0123456789" || !strings.HasPrefix(got.header.Get("Content-Type"),
			"text/plain") {
			t.Errorf("%q of type %q", got.body, got.header.Get("Content-Type"))
		}
		kind, params, err := mime.ParseMediaType(got.header.Get("Content-Disposition"))
		if want := map[bool]string{true: "inline", false: "attachment"}[inline]; err != nil ||
			kind != want || params["filename"] != "보고서 1.txt" {
			t.Errorf("disposition %q (%v)", got.header.Get("Content-Disposition"), err)
		}
		part := send(t, request{method: "GET", url: u, header: http.Header{"Range": {"bytes=2-4"}}})
		if part.status != http.StatusPartialContent || part.body != "234" {
			t.Errorf("a range: status %d, %q", part.status, part.body)
		}
		const said = "text/plain; charset=euc-kr"
		raw, err = f.Store.PresignGet(t.Context(), "docs/보고서.txt", blob.Download{ContentType: said,
			Inline: inline, Expires: time.Minute})
		if err != nil {
			t.Fatal(err)
		}
		if got := send(t, request{method: "GET",
			url: absolute(t, f, raw)}); got.header.Get("Content-Type") != said {
			t.Errorf("told to be %q, it is sent as %q", said, got.header.Get("Content-Type"))
		}
		other := strings.Replace(u, url.PathEscape("보고서"), "other", 1)
		wantStatus(t, "another key", send(t, request{method: "GET", url: other}), 403)
	}
	raw, err := f.Store.PresignGet(t.Context(), "docs/none", blob.Download{Expires: time.Minute})
	if err != nil {
		t.Fatal(err)
	}
	wantStatus(t, "what is not there", send(t, request{method: "GET", url: absolute(t, f, raw)}),
		404)
}

func downloadExpires(t *testing.T, f Fixture) {
	put(t, f.Store, "docs/a", "x")
	raw, err := f.Store.PresignGet(t.Context(), "docs/a", blob.Download{Expires: time.Second})
	if err != nil {
		t.Fatal(err)
	}
	untilRefused(t, f, func() request { return request{method: "GET", url: absolute(t, f, raw)} })
}

func uploadTooLarge(t *testing.T, h Harness) {
	f := h.Open(t, nil)
	put(t, f.Store, "docs/old.pdf", "earlier")
	for _, key := range []string{"docs/old.pdf", "docs/new.pdf"} {
		u := pdf(key)
		u.SizeLimit = 1000
		raw := presign(t, f, u)
		big := bytes.Repeat([]byte("x"), 1001)
		got := send(t, request{"PUT", raw, "application/pdf", bytes.NewReader(big), nil})
		wantStatus(t, "over the limit", got, 413)
		wantEnvelope(t, got)
		chunked := io.MultiReader(bytes.NewReader(big)) // hides its length
		wantStatus(t, "over the limit in chunks",
			send(t, request{"PUT", raw, "application/pdf", chunked, nil}), 413)
	}
	wantContent(t, f.Store, "docs/old.pdf", "earlier")
	wantNone(t, f.Store, "docs/new.pdf")

	u := pdf("docs/new.pdf")
	u.SizeLimit = 1000
	raw := presign(t, f, u)
	exact := strings.Repeat("x", 1000)
	wantStatus(t, "exactly the limit", send(t, request{"PUT", raw, "application/pdf",
		io.MultiReader(strings.NewReader(exact)), nil}), 200)
	wantContent(t, f.Store, "docs/new.pdf", exact)
	refused := send(t, request{"PUT", raw, "text/html", strings.NewReader("x"),
		http.Header{"Accept-Language": {"ko-KR"}}})
	wantStatus(t, "another type", refused, 403)
	wantEnvelope(t, refused)
}

// wantEnvelope checks the protocol's shape of an error.
func wantEnvelope(t *testing.T, got answer) {
	t.Helper()
	var e struct {
		StatusCode int    `json:"statusCode"`
		Msg        string `json:"msg"`
	}
	if err := json.Unmarshal([]byte(got.body), &e); err != nil || e.StatusCode != got.status ||
		e.Msg == "" {
		t.Errorf("the error reads %s (%v)", got.body, err)
	}
}
