package server

import (
	"bytes"
	"compress/gzip"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strings"
	"sync"
	"time"
)

// clientFiles serves the embedded client. Its files are read, and compressed, once.
type clientFiles struct {
	files fs.FS
	mu    sync.Mutex
	read  map[string]*clientFile
}

type clientFile struct {
	plain, zipped []byte // zipped is nil where it would not help
	kind          string
}

// clientHandler answers everything that no route takes: files of the client, and its page for the addresses that it
// routes itself.
func (s *Server) clientHandler() http.Handler {
	c := &clientFiles{files: s.Client, read: map[string]*clientFile{}}
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
	return address == "/" || address == "/docs" || address == "/settings" || address == "/admin" || address == "/c" || strings.HasPrefix(address, "/c/")
}

// file reads a file of the client, nil if there is none. Hidden ones are none.
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
	c.read[name] = f
	return f
}

func compress(kind string, plain []byte) []byte {
	text := strings.HasPrefix(kind, "text/") || strings.Contains(kind, "javascript") || strings.Contains(kind, "json") ||
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
	if f.zipped != nil {
		h.Add("Vary", "Accept-Encoding")
		if acceptsGzip(r) {
			h.Set("Content-Encoding", "gzip")
			content = f.zipped
		}
	}
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(content))
}
