package server

import (
	"bytes"
	"fmt"
	"html"
	"io"
	"net/http"
	"path"

	"github.com/mundap/mundap/internal/blob"
	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/fault"
)

// maxLines is the largest part of a file, in bytes, that is shown line by line.
const maxLines = 1 << 20

// linesHead goes before the lines. The line that the address names is lit.
const linesHead = `<!doctype html><html><head><meta charset="%s"><meta name="viewport" content="width=device-width"><title>%s</title><style>
:root{color-scheme:light dark}body{margin:0;font:14px/1.6 ui-monospace,Consolas,monospace}h1{font:600 16px/1.4 system-ui;margin:16px}
ol{margin:0;padding:0 0 60vh 5em}li{padding-right:1em;white-space:pre-wrap;overflow-wrap:anywhere}li::marker{color:#767676}
li:target{background:#fde68a;color:#1f2937;scroll-margin-top:30vh}</style></head><body><h1>%[2]s</h1><ol>`

// lines shows a text line by line, so that an address can point to one of the
// lines (…?lines#L12). It returns false for a file that it can't show this way.
func (s *Server) lines(w http.ResponseWriter, r *http.Request, d document.Document) (bool, error) {
	charset, err := s.charset(r.Context(), d.Object)
	if err != nil || charset == "utf-16" {
		return false, err
	}
	body, _, err := s.Blobs.Get(r.Context(), d.Object, blob.Range{Length: maxLines})
	if fault.Is(err, fault.NotFound) {
		return false, errNoFile.WithCause(err)
	}
	if err != nil {
		return false, fmt.Errorf("reading %s: %w", d.Object, err)
	}
	defer body.Close()
	text, err := io.ReadAll(body)
	if err != nil {
		return false, fmt.Errorf("reading %s: %w", d.Object, err)
	}
	if bytes.IndexByte(text, 0) >= 0 { // it is no text
		return false, nil
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset="+charset)
	h.Set("Content-Security-Policy", sandboxPolicy)
	h.Set("Cache-Control", "private, no-cache")
	var page bytes.Buffer
	fmt.Fprintf(&page, linesHead, charset, html.EscapeString(path.Base(d.Name)))
	number := 0
	for line := range bytes.Lines(text) {
		number++
		// In neither character set do the marks of HTML stand within a character.
		fmt.Fprintf(&page, "<li id=\"L%d\">%s</li>\n", number,
			html.EscapeString(string(bytes.TrimRight(line, "\r\n"))))
	}
	page.WriteString("</ol></body></html>")
	_, _ = w.Write(page.Bytes()) // a client that is gone needs no answer
	return true, nil
}
