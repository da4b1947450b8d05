package webapi

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/websearch"
)

func TestOnlyPublicAddressesArePublic(t *testing.T) {
	for address, want := range map[string]bool{
		"93.184.216.34": true, "1.1.1.1": true, "2606:2800:220:1:248:1893:25c8:1946": true,
		"64:ff9b::5db8:d822": true,
		"127.0.0.1":          false, "127.9.9.9": false, "10.1.2.3": false, "172.16.0.1": false,
		"172.31.255.255": false, "192.168.0.1": false,
		"169.254.169.254": false, "100.64.0.1": false, "100.100.100.200": false, "0.0.0.0": false,
		"224.0.0.1": false, "255.255.255.255": false,
		"198.18.0.1": false, "192.0.2.1": false, "240.0.0.1": false, "192.0.0.192": false,
		"::1": false, "::": false, "fe80::1": false, "fe80::1%eth0": false, "fc00::1": false,
		"fd00:ec2::254": false, "ff02::1": false, "2001:db8::1": false,
		"::ffff:127.0.0.1": false, "::ffff:10.0.0.1": false, "::127.0.0.1": false,
		"64:ff9b::7f00:1": false, "64:ff9b::a9fe:a9fe": false, "2002:7f00:1::": false,
		"2002:0a00:0001::1": false, "fec0::1": false,
		"::ffff:100.64.0.1": false, "64:ff9b:1::7f00:1": false, "::ffff:0:7f00:1": false,
	} {
		if got := isPublic(netip.MustParseAddr(address)); got != want {
			t.Errorf("isPublic(%s) = %v", address, got)
		}
	}
	var p Pages
	for port, want := range map[string]bool{"80": true, "443": true, "22": false, "6379": false,
		"8080": false} {
		if got := p.control("tcp", "93.184.216.34:"+port, nil) == nil; got != want {
			t.Errorf("port %s: %v", port, got)
		}
	}
}

// web is a server that Pages may reach although it is at a loopback address.
func web(t *testing.T, p *Pages, handler http.HandlerFunc) string {
	t.Helper()
	s := httptest.NewServer(handler)
	at := netip.MustParseAddrPort(s.Listener.Addr().String())
	p.allowed = func(to netip.AddrPort) bool { return to == at }
	t.Cleanup(func() {
		p.Close()
		s.Close()
	})
	return s.URL
}

func TestPagesReadsWhatIsThere(t *testing.T) {
	euckr := "<html><head><meta charset=euc-kr></head><body>\xb9\xae\xb4\xe4</body></html>"
	p := &Pages{Bytes: 1000}
	address := web(t, p, func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/korean":
			w.Header().Set("Content-Type", "text/html; charset=euc-kr")
			fmt.Fprint(w, euckr)
		case "/moved":
			http.Redirect(w, r, "/korean", http.StatusFound)
		case "/endless":
			http.Redirect(w, r, "/endless", http.StatusFound)
		case "/private":
			http.Redirect(w, r, "http://169.254.169.254/latest/meta-data/", http.StatusFound)
		case "/file":
			http.Redirect(w, r, "file:///etc/passwd", http.StatusFound)
		case "/huge":
			w.Header().Set("Content-Type", "text/html")
			for range 50 << 10 {
				if _, err := w.Write(bytes.Repeat([]byte("가"), 341)); err != nil {
					return // the reader has gone: it takes no 50 MB
				}
			}
		case "/huge.pdf":
			w.Header().Set("Content-Type", "application/pdf")
			_, _ = w.Write(make([]byte, 2000))
		case "/picture":
			w.Header().Set("Content-Type", "image/png")
		case "/nothing":
			http.NotFound(w, r)
		}
	})
	page, err := p.Fetch(t.Context(), address+"/moved")
	if err != nil || page.URL != address+"/korean" || page.Name != "page.html" ||
		string(page.Data) != euckr || page.Cut {
		t.Errorf("%+v, %v", page, err)
	}
	if page, err := p.Fetch(t.Context(), address+"/huge"); err != nil || len(page.Data) != 1000 ||
		!page.Cut {
		t.Errorf("%d bytes, cut %v, %v", len(page.Data), page.Cut, err)
	}
	for path, want := range map[string]fault.Kind{
		"/endless": fault.Unavailable, "/private": fault.Forbidden, "/file": fault.Forbidden,
		"/huge.pdf": fault.TooLarge,
		"/picture":  fault.Unsupported, "/nothing": fault.NotFound,
	} {
		if _, err := p.Fetch(t.Context(), address+path); !fault.Is(err, want) {
			t.Errorf("%s: %v, want %v", path, err, want)
		}
	}
}

// TestAPageHasItsTimeAndItsSize: without other limits a page of 50 MB is read to
// 4 MB, and one that is sent drop by drop is given up.
func TestAPageHasItsTimeAndItsSize(t *testing.T) {
	p := &Pages{}
	address := web(t, p, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		for range 50 {
			if _, err := w.Write(make([]byte, 1<<20)); err != nil {
				return
			}
		}
	})
	page, err := p.Fetch(t.Context(), address)
	if err != nil || len(page.Data) != 4<<20 || !page.Cut {
		t.Errorf("%d bytes of 50 MB, cut %v, %v", len(page.Data), page.Cut, err)
	}

	slow := &Pages{Time: 100 * time.Millisecond}
	address = web(t, slow, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		_, _ = w.Write([]byte("<p>"))
		w.(http.Flusher).Flush()
		<-r.Context().Done() // the reader has gone
	})
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	if _, err := slow.Fetch(ctx, address); !fault.Is(err, fault.Timeout) || ctx.Err() != nil {
		t.Errorf("a page without an end: %v, %v", err, ctx.Err())
	}
}

func TestAddressesOfThisMachineAreRefused(t *testing.T) {
	s := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter,
		*http.Request) {
		t.Error("the request arrived")
	}))
	defer s.Close()
	port := s.URL[strings.LastIndex(s.URL, ":"):]
	p := &Pages{}
	defer p.Close()
	for _, address := range []string{s.URL, "http://localhost" + port, "http://127.1" + port,
		"http://[::1]" + port, "http://2130706433" + port, "http://0" + port} {
		if page, err := p.Fetch(t.Context(), address); err == nil {
			t.Errorf("%s was read: %q", address, page.Data)
		}
	}
	for _, address := range []string{"", "ftp://example.com/", "javascript:alert(1)",
		"http://user:pass@example.com/", "http://", "//example.com"} {
		if _, err := p.Fetch(t.Context(), address); !fault.Is(err, fault.Invalid) {
			t.Errorf("%q: %v", address, err)
		}
	}
}

// slow is an engine's and a page's part in a test of Reading.
type slow struct{ pages map[string]time.Duration }

func (slow) Search(context.Context, string, int) ([]websearch.Result, error) {
	return []websearch.Result{{Title: "하나", URL: "https://a", Excerpt: "발췌"},
		{Title: "둘", URL: "https://b"}, {Title: "셋", URL: "https://c"}}, nil
}

func (s slow) Fetch(ctx context.Context, address string) (Page, error) {
	if address == "https://b" {
		return Page{}, fault.Newf(fault.Unavailable, "gone")
	}
	select {
	case <-time.After(s.pages[address]):
		return Page{URL: address, Data: []byte(address)}, nil
	case <-ctx.Done():
		return Page{}, ctx.Err()
	}
}

func TestReadingKeepsTheResultsWhosePagesCannotBeRead(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := slow{pages: map[string]time.Duration{"https://a": time.Second, "https://c": time.Hour}}
		r := Reading{Engine: s, Pages: s, Read: func(_ context.Context, p Page) ([]string,
			error) {
			return []string{string(p.Data) + " 글"}, nil
		}}
		ctx, cancel := context.WithTimeout(t.Context(), 3*time.Second)
		defer cancel()
		began := time.Now()
		found, err := r.Search(ctx, "질문", 3)
		if err != nil || len(found) != 3 || time.Since(began) > 3*time.Second {
			t.Fatalf("%+v, %v after %v", found, err, time.Since(began))
		}
		if len(found[0].Passages) != 1 || found[0].Passages[0] != "https://a 글" ||
			found[1].Passages != nil || found[2].Passages != nil {
			t.Errorf("%+v", found)
		}
	})
}

// Servers that send files without a type, or as application/octet-stream, say by
// the address that they are PDFs.
func TestAPDFIsKnownByItsAddressIfItsServerDoesNotSay(t *testing.T) {
	p := &Pages{}
	address := web(t, p, func(w http.ResponseWriter, r *http.Request) {
		w.Header()["Content-Type"] = nil // none
		if r.URL.RawQuery != "" {
			w.Header().Set("Content-Type", "application/octet-stream")
		}
		fmt.Fprint(w, "%PDF-1.7")
	})
	for path, want := range map[string]string{"/a.pdf": "page.pdf", "/a.pdf?stream": "page.pdf",
		"/a": "page.html", "/a?stream": ""} {
		page, err := p.Fetch(t.Context(), address+path)
		if page.Name != want || (err == nil) != (want != "") {
			t.Errorf("%s is %q, %v, want %q", path, page.Name, err, want)
		}
	}
}

func TestPagesSpeaksHTTP2(t *testing.T) {
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/plain")
		fmt.Fprint(w, r.Proto)
	}))
	s.EnableHTTP2 = true
	s.StartTLS()
	defer s.Close()
	p := &Pages{allowed: func(netip.AddrPort) bool { return true }}
	defer p.Close()
	p.http().Transport.(*http.Transport).TLSClientConfig =
		s.Client().Transport.(*http.Transport).TLSClientConfig.Clone()
	page, err := p.Fetch(t.Context(), s.URL)
	if err != nil || string(page.Data) != "HTTP/2.0" {
		t.Errorf("%s, %v", page.Data, err)
	}
}
