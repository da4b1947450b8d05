package server

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/mundap/mundap/internal/citation"
	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/fault"
)

func (s *Server) passage(w http.ResponseWriter, r *http.Request, a asker) error {
	q := r.URL.Query()
	id := document.ID(q.Get("document"))
	if err := id.Check(); err != nil {
		return err
	}
	start, err := number(q, "start", 0)
	if err != nil {
		return err
	}
	end, err := number(q, "end", 0)
	if err != nil {
		return err
	}
	p, err := s.Citations.Passage(r.Context(), a.Scope, id, document.Version(q.Get("version")),
		start, end)
	if err != nil {
		return err
	}
	return ok(w, r, p)
}

// documentPage returns a page, a slide or a stretch of a document's text in
// blocks.
func (s *Server) documentPage(w http.ResponseWriter, r *http.Request, a asker) error {
	q := r.URL.Query()
	id := document.ID(q.Get("document"))
	if err := id.Check(); err != nil {
		return err
	}
	place, err := placeIn(q)
	if err != nil {
		return err
	}
	p, err := s.Citations.Page(r.Context(), a.Scope, id, document.Version(q.Get("version")), place)
	if err != nil {
		return err
	}
	return ok(w, r, p)
}

var sides = map[string]citation.Side{"": citation.Around, "after": citation.After,
	"before": citation.Before}

// maxLit limits the ranges of one request. A sentence of an answer has a few.
const maxLit = 64

// placeIn parses the parameters page, at, side and lit.
func placeIn(q url.Values) (p citation.Place, err error) {
	side, known := sides[q.Get("side")]
	if !known {
		return p, fault.New(fault.Invalid, "side 값은 before나 after여야 해요.",
			"side must be before or after.")
	}
	p.Side = side
	if p.Number, err = number(q, "page", 0); err != nil {
		return p, err
	}
	if p.At, err = number(q, "at", 0); err != nil {
		return p, err
	}
	for _, text := range q["lit"] {
		start, end, _ := strings.Cut(text, "-")
		from, err := strconv.Atoi(start)
		to, err2 := strconv.Atoi(end)
		if err != nil || err2 != nil || from < 0 || len(p.Lit) == maxLit {
			return p, fault.New(fault.Invalid, "lit 값은 ‘시작-끝’ 꼴로 64개까지 보내 주세요.",
				"Send up to 64 values of lit, each as start-end.")
		}
		p.Lit = append(p.Lit, citation.Range{Start: from, End: to})
	}
	return p, nil
}
