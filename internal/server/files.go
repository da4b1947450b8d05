package server

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"mime"
	"net/http"
	"path"
	"regexp"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/mundap/mundap/internal/blob"
	"github.com/mundap/mundap/internal/chat"
	"github.com/mundap/mundap/internal/citation"
	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/fault"
)

// shownTypes are the content types of files that a browser may show; all other
// files are downloaded. The type depends on the name only, because what a
// client said at the upload can't be trusted.
var shownTypes = map[string]string{
	".pdf": "application/pdf", ".txt": "text/plain", ".md": "text/plain", ".csv": "text/plain",
	".py": "text/plain",
	".js": "text/plain", ".json": "text/plain", ".html": "text/html", ".htm": "text/html",
	".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".gif": "image/gif",
	".webp": "image/webp",
}

// Policies of files, which are never trusted. A sandbox gives a page an origin
// of its own and no scripts; browsers show no PDF in it, whose viewer is no
// part of our origin anyway.
const (
	filePolicy    = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; media-src 'self'; object-src 'self'; frame-ancestors 'self'"
	sandboxPolicy = "sandbox; " + filePolicy
)

var errNoFile = fault.New(fault.NotFound,
	"문서가 없어요. 지워졌거나 볼 권한이 없는 문서예요.", "There is no such document, or you may not read it.")

// document serves a document's file to users who may read it. With ?download
// browsers save it, also those that could show it.
func (s *Server) document(w http.ResponseWriter, r *http.Request, a asker) error {
	d, err := s.documentAt(r.Context(), a, r.PathValue("name"))
	if err != nil {
		return err
	}
	if r.URL.Query().Has("lines") {
		if shown, err := s.lines(w, r, d); shown || err != nil {
			return err
		}
	}
	name := path.Base(d.Name)
	kind, shown := shownTypes[strings.ToLower(path.Ext(name))]
	policy := sandboxPolicy
	shown = shown && !r.URL.Query().Has("download")
	if !shown {
		kind = "application/octet-stream"
	} else if kind == "application/pdf" {
		policy = filePolicy
	}
	h := w.Header()
	h.Set("Content-Security-Policy", policy)
	h.Set("Content-Disposition", disposition(name, shown))
	if strings.HasPrefix(kind, "text/") {
		charset, err := s.charset(r.Context(), d.Object)
		if err != nil {
			return err
		}
		kind += "; charset=" + charset
	}
	return s.serve(w, r, d.Object, kind)
}

// documentAt returns the document at a path below "/documents/": by its id or,
// if there is none, by its name.
func (s *Server) documentAt(ctx context.Context, a asker, place string) (document.Document, error) {
	d := document.Document{}
	id, err := citation.ParseURL(place)
	if err == nil {
		d, err = s.Documents.Get(ctx, id)
	}
	if !strings.HasPrefix(place, "~") && (err != nil || !d.VisibleTo(a.Scope)) {
		d, err = document.Newest(ctx, s.Documents, a.Scope, place)
	}
	if err != nil && !fault.Is(err, fault.NotFound) && !fault.Is(err, fault.Invalid) {
		return d, fmt.Errorf("reading the record of %s: %w", place, err)
	}
	if err != nil || !d.VisibleTo(a.Scope) {
		return d, errNoFile
	}
	return d, nil
}

// sample is how much of a text is read to guess its character set.
const sample = 32 << 10

// charset guesses the character set of a text from its beginning, so that
// browsers don't have to. It goes by the byte order mark, then takes valid
// UTF-8 for UTF-8, and otherwise assumes the encoding of Korean Windows (CP949,
// which browsers call euc-kr).
func (s *Server) charset(ctx context.Context, key string) (string, error) {
	body, _, err := s.Blobs.Get(ctx, key, blob.Range{Length: sample})
	if fault.Is(err, fault.NotFound) {
		return "", errNoFile.WithCause(err)
	}
	if err != nil {
		return "", fmt.Errorf("reading %s: %w", key, err)
	}
	defer body.Close()
	head, err := io.ReadAll(body)
	if err != nil {
		return "", fmt.Errorf("reading %s: %w", key, err)
	}
	if bytes.HasPrefix(head, []byte("\xff\xfe")) || bytes.HasPrefix(head, []byte("\xfe\xff")) {
		return "utf-16", nil
	}
	for range utf8.UTFMax - 1 { // the last character may be cut
		if r, size := utf8.DecodeLastRune(head); len(head) >= sample-utf8.UTFMax &&
			r == utf8.RuneError && size == 1 {
			head = head[:len(head)-1]
		}
	}
	if utf8.Valid(head) {
		return "utf-8", nil
	}
	return "euc-kr", nil
}

// speech serves the recording of one of the asker's answers.
func (s *Server) speech(w http.ResponseWriter, r *http.Request, a asker) error {
	call, err := s.callOf(r.Context(), a, r.PathValue("request"))
	if err != nil {
		return err
	}
	w.Header().Set("Content-Security-Policy", sandboxPolicy)
	return s.serve(w, r, chat.SpeechBlob(call.User, call.RequestID), "audio/mpeg")
}

// speechPart serves the recording of one sentence of one of the asker's answers,
// which may still be written: it need not be in the log.
func (s *Server) speechPart(w http.ResponseWriter, r *http.Request, a asker) error {
	part := r.PathValue("part")
	if !speechPartName.MatchString(part) {
		return errNoFile
	}
	w.Header().Set("Content-Security-Policy", sandboxPolicy)
	return s.serve(w, r, chat.SpeechPartBlob(a.User, r.PathValue("request"), part), "audio/mpeg")
}

// speechPartName is what chat calls a sentence's recording.
var speechPartName = regexp.MustCompile(`^[0-9a-f]{32}$`)

// serve streams a blob or the requested range of it.
func (s *Server) serve(w http.ResponseWriter, r *http.Request, key, kind string) error {
	info, err := s.Blobs.Stat(r.Context(), key)
	if fault.Is(err, fault.NotFound) {
		return errNoFile.WithCause(err)
	}
	if err != nil {
		return fmt.Errorf("reading %s: %w", key, err)
	}
	if s.options.RedirectFiles {
		return s.redirect(w, r, key, kind)
	}
	o := blob.NewReadSeeker(r.Context(), s.Blobs, info)
	defer o.Close()
	h := w.Header()
	h.Set("Content-Type", kind)
	h.Set("Cache-Control", "private, no-cache")
	h.Set("ETag", `"`+strings.Trim(info.ETag, `"`)+`"`)
	http.ServeContent(w, r, "", info.Modified, o)
	return nil
}

// presigned is how long the address of a file is valid: long enough for a
// viewer that reads it in ranges.
const presigned = 15 * time.Minute

// redirect redirects to a file. The address must not be cached, so that the
// next request is checked again.
func (s *Server) redirect(w http.ResponseWriter, r *http.Request, key, contentType string) error {
	kind, params, err := mime.ParseMediaType(w.Header().Get("Content-Disposition"))
	if err != nil {
		kind, params = "inline", nil
	}
	address, err := s.Blobs.PresignGet(r.Context(), key, blob.Download{
		Filename: params["filename"], Inline: kind == "inline", ContentType: contentType,
		Expires: presigned,
	})
	if err != nil {
		return fmt.Errorf("making an address of %s: %w", key, err)
	}
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Del("Content-Disposition")
	http.Redirect(w, r, address, http.StatusFound)
	return nil
}

// disposition states the file's name in the form that browsers can read
// whatever its characters (RFC 6266).
func disposition(name string, inline bool) string {
	kind := "attachment"
	if inline {
		kind = "inline"
	}
	return mime.FormatMediaType(kind, map[string]string{"filename": name})
}
