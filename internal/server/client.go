package server

import (
	"bytes"
	"compress/gzip"
	"io/fs"
	"mime"
	"net/http"
	"net/url"
	"path"
	"strings"
	"sync"
	"time"

	"github.com/mundap/mundap/internal/fault"
)

// clientFiles serves the embedded client. Its files are read, and compressed
// with gzip, once. Where the build left a Brotli version beside a file
// (NAME.br), browsers that accept it get that one.
type clientFiles struct {
	files fs.FS
	mu    sync.Mutex
	read  map[string]*clientFile
}

type clientFile struct {
	plain  []byte
	zipped []byte // with gzip; nil where it would not help
	brotli []byte // nil where the build left none
	kind   string
}

// clientPage answers a browser that has opened an address with nothing to see.
// It serves the client's page, which says so and lets people sign in, and
// reports whether it did. Programs get their answer from fail instead.
func (s *Server) clientPage(w http.ResponseWriter, r *http.Request, err error) bool {
	kind := fault.KindOf(err)
	if strings.HasPrefix(r.URL.Path, "/api/") || !navigates(r) || kind != fault.NotFound &&
		kind != fault.Forbidden && kind != fault.Unauthenticated {
		return false
	}
	page := s.client.file("index.html")
	if page == nil { // the client's files are served elsewhere
		if strings.HasPrefix(r.URL.Path, "/documents/") {
			http.Redirect(w, r, filePath+"?"+url.Values{"path": {r.URL.RequestURI()}}.Encode(),
				http.StatusFound)
			return true
		}
		return false
	}
	h := w.Header()
	h.Set("Content-Security-Policy", s.policy(r))
	h.Del("Content-Disposition")
	h.Set("Content-Type", page.kind)
	h.Set("Cache-Control", "no-cache")
	w.WriteHeader(kind.Status())
	if r.Method != http.MethodHead {
		_, _ = w.Write(page.plain) // a browser that is gone needs no answer
	}
	return true
}

// filePath returns the client's address (?path=/documents/…) for the address of
// a document with nothing to see.
const filePath = "/file"

// navigates reports whether a request opens an address in a browser's window.
func navigates(r *http.Request) bool {
	if mode := r.Header.Get("Sec-Fetch-Mode"); mode != "" {
		return mode == "navigate"
	}
	return r.Method == http.MethodGet && strings.Contains(r.Header.Get("Accept"), "text/html")
}

// clientHandler answers every request that no route takes. It serves the
// client's files, and its page for the addresses that the client routes itself.
func (s *Server) clientHandler() http.Handler {
	c := s.client
	return s.answer(func(w http.ResponseWriter, r *http.Request) error {
		name := strings.TrimPrefix(path.Clean(r.URL.Path), "/")
		if ownPage(r.URL.Path) {
			name = "index.html"
		}
		f := c.file(name)
		if f == nil && name == "index.html" {
			f = c.file("placeholder.html")
		}
		if f == nil {
			if s.clientPage(w, r, errNoPage) {
				return nil
			}
			return errNoPage
		}
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			return &methodError{[]string{http.MethodGet}}
		}
		f.serve(w, r, name)
		return nil
	})
}

// ownPage reports whether the client routes an address itself.
func ownPage(address string) bool {
	return address == "/" || address == "/docs" || address == "/search" || address == "/settings" ||
		address == "/admin" || address == "/c" || address == filePath ||
		strings.HasPrefix(address, "/c/") || strings.HasPrefix(address, "/a/")
}

// file returns a file of the client, or nil if there is none. Hidden files are
// never served.
func (c *clientFiles) file(name string) *clientFile {
	if c.files == nil || !fs.ValidPath(name) || strings.HasPrefix(path.Base(name), ".") {
		return nil
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if f, ok := c.read[name]; ok {
		return f
	}
	plain, err := fs.ReadFile(c.files, name)
	if err != nil {
		return nil
	}
	f := &clientFile{plain: plain, kind: mime.TypeByExtension(path.Ext(name))}
	if f.kind == "" {
		f.kind = http.DetectContentType(plain)
	}
	f.zipped = compress(f.kind, plain)
	f.brotli, _ = fs.ReadFile(c.files, name+".br") // most files have none
	c.read[name] = f
	return f
}

func compress(kind string, plain []byte) []byte {
	text := strings.HasPrefix(kind, "text/") || strings.Contains(kind, "javascript") ||
		strings.Contains(kind, "json") ||
		strings.Contains(kind, "svg") || strings.Contains(kind, "wasm")
	if !text || len(plain) < compressFrom {
		return nil
	}
	var b bytes.Buffer
	z, _ := gzip.NewWriterLevel(&b, gzip.BestCompression) // the level is valid
	_, _ = z.Write(plain)                                 // a bytes.Buffer takes everything
	_ = z.Close()
	return b.Bytes()
}

func (f *clientFile) serve(w http.ResponseWriter, r *http.Request, name string) {
	h := w.Header()
	h.Set("Content-Type", f.kind)
	h.Set("Cache-Control", "no-cache")
	if strings.HasPrefix(name, "assets/") { // their names hold a hash of their content
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
	}
	content := f.plain
	if f.zipped != nil || f.brotli != nil {
		h.Add("Vary", "Accept-Encoding")
	}
	switch {
	case f.brotli != nil && accepts(r, "br"):
		h.Set("Content-Encoding", "br")
		content = f.brotli
	case f.zipped != nil && accepts(r, "gzip"):
		h.Set("Content-Encoding", "gzip")
		content = f.zipped
	}
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(content))
}
