package server

import (
	"compress/gzip"
	"net/http"
	"strconv"
	"strings"

	"github.com/mundap/mundap/internal/session"
)

// compressFrom is the minimum size of a compressed response, in bytes: a
// smaller one fits into one packet anyway.
const compressFrom = 1400

// writeJSON sends v. HTML characters are not escaped: base clients' messages
// are full of them, and the content type keeps browsers from reading them as
// markup.
func writeJSON(w http.ResponseWriter, r *http.Request, status int, v any) {
	body, err := session.Encode(v)
	if err != nil {
		http.Error(w, "{}", http.StatusInternalServerError)
		return
	}
	h := w.Header()
	h.Set("Content-Type", "application/json; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	if len(body) < compressFrom || !accepts(r, "gzip") {
		h.Set("Content-Length", strconv.Itoa(len(body)))
		w.WriteHeader(status)
		_, _ = w.Write(body) // a client that is gone needs no answer
		return
	}
	h.Set("Content-Encoding", "gzip")
	h.Add("Vary", "Accept-Encoding")
	w.WriteHeader(status)
	z, _ := gzip.NewWriterLevel(w, gzip.BestSpeed) // the level is valid
	_, _ = z.Write(body)
	_ = z.Close()
}

func ok(w http.ResponseWriter, r *http.Request, v any) error {
	writeJSON(w, r, http.StatusOK, v)
	return nil
}

func noContent(w http.ResponseWriter) error {
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// encode returns v as the JSON string that base clients parse a second time.
func encode(v any) (string, error) {
	body, err := session.Encode(v)
	return string(body), err
}

// accepts reports whether a client accepts a content coding such as "gzip" or
// "br".
func accepts(r *http.Request, coding string) bool {
	for part := range strings.SplitSeq(r.Header.Get("Accept-Encoding"), ",") {
		name, q, _ := strings.Cut(strings.TrimSpace(part), ";")
		if strings.TrimSpace(name) == coding && strings.ReplaceAll(q, " ", "") != "q=0" {
			return true
		}
	}
	return false
}
