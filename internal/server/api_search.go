package server

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/citation"
	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/history"
	"github.com/mundap/mundap/internal/retrieve"
	"github.com/mundap/mundap/internal/wire"
)

// Search is how people search for words in documents.
type Search struct {
	Passages retrieve.Retriever
	// Meanings also finds passages that answer a query in other words, such as in
	// another language. It is asked where words find little; nil if nothing can.
	Meanings retrieve.Retriever
	// Mark gives the parts of text (bytes, ascending, not overlapping) that match
	// words of the query.
	Mark func(query, text string) [][2]int
	// Judge tells the passages that are about the query from those that merely
	// share words with it. If it is nil, all of them count as being about it.
	Judge Judge
}

// Judge judges what a search has found; wiring.SearchJudge is one.
type Judge interface {
	// About reports for each passage whether it is about the query.
	About(ctx context.Context, query string, found []retrieve.Passage) ([]bool, error)
}

const (
	searchPage   = 20  // passages and answers of an answer, each
	maxSearch    = 100 // that a client may ask for
	searchDepth  = 300 // passages that are looked at where a filter drops some
	maxQuery     = 200 // characters
	searchedLog  = 8 << 20
	maxOfOneFile = 3 // passages of one document, unless only that one is searched
	maxLitWords  = 32
	maxByName    = 8  // documents that are listed by their names
	fewFound     = 3  // passages about a query; if there are fewer, meanings are searched
	meaningDepth = 20 // passages that are judged by their meaning
	// meaningTime is how long a search by meaning may take. What words found waits
	// for it.
	meaningTime = time.Second
)

// filter restricts the passages of GET /api/search. Zero values restrict
// nothing.
type searchFilter struct {
	document document.ID
	format   string
	from, to time.Time // of the upload; to is exclusive
}

func (f searchFilter) narrows() bool { return f.format != "" || !f.from.IsZero() || !f.to.IsZero() }

func (f searchFilter) admits(d document.Document) bool {
	return (f.format == "" || d.Format == f.format) &&
		(f.from.IsZero() || !d.Uploaded.Before(f.from)) &&
		(f.to.IsZero() || d.Uploaded.Before(f.to))
}

// search answers GET /api/search with the passages and the asker's own answers
// that contain the words of q. document, format, from and to (dates) restrict
// passages.
func (s *Server) search(w http.ResponseWriter, r *http.Request, a asker) error {
	values := r.URL.Query()
	query := strings.TrimSpace(values.Get("q"))
	if query == "" || len([]rune(query)) > maxQuery {
		return fault.New(fault.Invalid, "검색어를 200자 이내로 입력해 주세요.",
			"Enter up to 200 characters to search for.")
	}
	limit, err := number(values, "limit", searchPage)
	if err != nil {
		return err
	}
	limit = max(1, min(limit, maxSearch))
	f := searchFilter{document: document.ID(values.Get("document")), format: values.Get("format")}
	for name, day := range map[string]*time.Time{"from": &f.from, "to": &f.to} {
		if *day, err = date(values.Get(name)); err != nil {
			return err
		}
	}
	answer := wire.SearchResults{Passages: []wire.FoundPassage{}, Answers: []wire.FoundAnswer{}}
	if s.Search != nil {
		if err = s.searchDocuments(r.Context(), a, query, f, limit, &answer); err != nil {
			return err
		}
	}
	if f == (searchFilter{}) {
		if answer.Answers, err = s.searchAnswers(r.Context(), a, query, limit); err != nil {
			return err
		}
	}
	return ok(w, r, answer)
}

func date(text string) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	t, err := time.Parse(time.DateOnly, text)
	if err != nil {
		return t, fault.New(fault.Invalid, "날짜는 2026-03-01처럼 보내 주세요.",
			"Send dates like 2026-03-01.").WithCause(err)
	}
	return t, nil
}

// searchDocuments adds at most limit passages to an answer, and the documents whose
// names have words of the query.
func (s *Server) searchDocuments(ctx context.Context, a asker, query string, f searchFilter,
	limit int, answer *wire.SearchResults) error {
	records := map[document.ID]document.Document{}
	// Questions do without code unless they ask for it; who searches for a name wants
	// the file that has it.
	q := retrieve.Query{Text: query, Method: retrieve.Lexical, Kinds: document.Kinds(),
		K: min(searchDepth, limit*maxOfOneFile)}
	passages, err := s.admitted(ctx, a, s.Search.Passages, q, f, records)
	if err != nil {
		return err
	}
	about, near, err := s.Search.judged(ctx, query, passages)
	if err != nil {
		return err
	}
	about, meant := s.Search.worded(query, about, records)
	named, about := s.Search.named(query, about, records)
	if len(named)+len(about)+len(meant) < fewFound && s.Search.Meanings != nil && s.Search.Judge != nil {
		more, err := s.meant(ctx, a, query, f, records)
		if err != nil { // what words found is worth showing by itself
			s.Log.Warn("searching by meaning", "error", err)
		}
		meant = append(meant, without(more, slices.Concat(about, meant))...)
		near = without(near, meant)
	}
	if f.document == "" {
		about, meant, near = fewOfEach(about), fewOfEach(meant), fewOfEach(near)
	}
	labels := s.labels(ctx)
	if f.document == "" {
		if named, err = s.namedAlso(ctx, a, query, f, named); err != nil {
			return err
		}
		answer.Documents = s.Search.documents(query, a, named, labels)
	}
	for i, p := range slices.Concat(about, meant, near) {
		d := records[p.Document]
		hit := s.Search.passage(query, p, d)
		hit.Near = i >= len(about)+len(meant)
		hit.Meaning = i >= len(about) && !hit.Near
		if hit.Near && len(hit.Snippet.Marks) == 0 {
			continue // it shares no word with the query
		}
		owner := labels(d.Owner)
		hit.Owner, hit.Mine = cmp.Or(owner.name, owner.user), d.Owner == a.Scope.User
		if answer.Passages = append(answer.Passages, hit); len(answer.Passages) == limit {
			break
		}
	}
	return nil
}

// worded divides passages about a query into those that have a word of it, or stand
// below one in a heading, their document's title or its name, and those that the
// index found by a synonym.
func (s *Search) worded(query string, about []retrieve.Passage,
	records map[document.ID]document.Document) (worded, others []retrieve.Passage) {
	for _, p := range about {
		d := records[p.Document]
		text := strings.Join(append([]string{d.Name, d.Title, p.Text}, p.Headings...), "\n")
		if len(findWords(text, query)) > 0 || len(s.Mark(query, text)) > 0 {
			worded = append(worded, p)
		} else {
			others = append(others, p)
		}
	}
	return worded, others
}

// named returns the documents whose name or title has words of the query, and the
// passages that have some themselves or in their headings.
func (s *Search) named(query string, passages []retrieve.Passage,
	records map[document.ID]document.Document) (named []document.Document, lit []retrieve.Passage) {
	seen := map[document.ID]bool{}
	for _, p := range passages {
		d := records[p.Document]
		own := len(s.marks(query, p.Text)) > 0 || len(s.marks(query, above(p))) > 0
		if own {
			lit = append(lit, p)
		}
		if seen[d.ID] || own && len(findWords(d.Name, query)) == 0 {
			continue
		}
		seen[d.ID] = true
		named = append(named, d)
	}
	return named, lit
}

// namedAlso adds to named the documents whose names contain the query as it was
// typed: an index may know them by other words.
func (s *Server) namedAlso(ctx context.Context, a asker, query string, f searchFilter,
	named []document.Document) ([]document.Document, error) {
	page, err := s.Documents.List(ctx, a.Scope,
		document.Filter{Contains: query, State: document.Ready, Limit: maxByName})
	if err != nil {
		return nil, fmt.Errorf("searching the names of documents: %w", err)
	}
	for _, d := range page.Documents {
		known := slices.ContainsFunc(named, func(n document.Document) bool { return n.ID == d.ID })
		if !known && f.admits(d) {
			named = append(named, d)
		}
	}
	return named, nil
}

// above are a passage's headings in one line.
func above(p retrieve.Passage) string { return strings.Join(p.Headings, " › ") }

// marks are the parts of a text that match words of the query.
func (s *Search) marks(query, text string) [][2]int {
	if marks := s.Mark(query, text); len(marks) > 0 {
		return marks
	}
	return findWords(text, query)
}

// documents describes the documents that were found by their names, as many as are
// looked at.
func (s *Search) documents(query string, a asker, named []document.Document,
	labels func(auth.Principal) label) []wire.FoundDocument {
	var found []wire.FoundDocument
	for _, d := range named[:min(len(named), maxByName)] {
		owner := labels(d.Owner)
		hit := wire.FoundDocument{Document: string(d.ID), Format: d.Format,
			Name: snippet(d.Name, s.marks(query, d.Name)), Uploaded: d.Uploaded,
			Sample: d.Kind == document.Sample, Owner: cmp.Or(owner.name, owner.user),
			Mine: d.Owner == a.Scope.User}
		if d.Title != "" {
			title := snippet(d.Title, s.marks(query, d.Title))
			hit.Title = &title
		}
		found = append(found, hit)
	}
	return found
}

// admitted retrieves the current passages that a filter admits, and adds their
// documents to records.
func (s *Server) admitted(ctx context.Context, a asker, from retrieve.Retriever, q retrieve.Query,
	f searchFilter, records map[document.ID]document.Document) ([]retrieve.Passage, error) {
	if f.narrows() {
		q.K = searchDepth
	}
	if f.document != "" {
		q.Documents = []document.ID{f.document}
	}
	passages, err := from.Retrieve(ctx, a.Scope, q)
	if err != nil {
		return nil, fmt.Errorf("searching documents: %w", err)
	}
	if passages, err = retrieve.Current(ctx, s.Documents, a.Scope, passages); err != nil {
		return nil, err
	}
	read, err := s.records(ctx, passages)
	if err != nil {
		return nil, err
	}
	maps.Copy(records, read)
	return slices.DeleteFunc(passages, func(p retrieve.Passage) bool {
		d, known := records[p.Document]
		return !known || !f.admits(d)
	}), nil
}

// meant returns the passages that are about the query by their meaning. It takes
// meaningTime at most.
func (s *Server) meant(ctx context.Context, a asker, query string, f searchFilter,
	records map[document.ID]document.Document) ([]retrieve.Passage, error) {
	ctx, cancel := context.WithTimeout(ctx, meaningTime)
	defer cancel()
	found, err := s.admitted(ctx, a, s.Search.Meanings,
		retrieve.Query{Text: query, Method: retrieve.Hybrid, K: meaningDepth}, f, records)
	if err != nil {
		return nil, err
	}
	found = found[:min(len(found), meaningDepth)]
	fits, err := s.Search.Judge.About(ctx, query, found)
	if err != nil {
		return nil, fmt.Errorf("judging %d passages: %w", len(found), err)
	}
	var meant []retrieve.Passage
	for i, p := range found {
		if fits[i] {
			meant = append(meant, p)
		}
	}
	return meant, nil
}

// without returns the passages that are not among others.
func without(passages, others []retrieve.Passage) []retrieve.Passage {
	return slices.DeleteFunc(passages, func(p retrieve.Passage) bool {
		return slices.ContainsFunc(others, func(o retrieve.Passage) bool { return o.Chunk == p.Chunk })
	})
}

// fewOfEach returns at most maxOfOneFile passages of each document.
func fewOfEach(passages []retrieve.Passage) []retrieve.Passage {
	of := map[document.ID]int{}
	return slices.DeleteFunc(passages, func(p retrieve.Passage) bool {
		of[p.Document]++
		return of[p.Document] > maxOfOneFile
	})
}

// judged separates the passages that are about the query from those that come
// near it. A passage that contains all words of the query as typed is about it. If
// the query has no word that can be judged, such as letters typed at random, only
// such passages are.
func (s *Search) judged(ctx context.Context, query string,
	found []retrieve.Passage) (about, near []retrieve.Passage, err error) {
	if s.Judge == nil {
		return found, nil, nil
	}
	fits, err := s.Judge.About(ctx, query, found)
	if err != nil {
		return nil, nil, fmt.Errorf("judging %d passages: %w", len(found), err)
	}
	for i, p := range found {
		if fits[i] || len(findWords(p.Text, query)) > 0 {
			about = append(about, p)
		} else {
			near = append(near, p)
		}
	}
	return about, near, nil
}

func (s *Server) records(ctx context.Context,
	passages []retrieve.Passage) (map[document.ID]document.Document, error) {
	var ids []document.ID
	seen := map[document.ID]bool{}
	for _, p := range passages {
		if !seen[p.Document] {
			seen[p.Document] = true
			ids = append(ids, p.Document)
		}
	}
	records, err := s.Documents.GetBatch(ctx, ids)
	if err != nil {
		return nil, fmt.Errorf("reading the records of %d documents: %w", len(ids), err)
	}
	return records, nil
}

// passage describes a passage that was found.
func (s *Search) passage(query string, p retrieve.Passage,
	d document.Document) wire.FoundPassage {
	marks := s.marks(query, p.Text)
	hit := wire.FoundPassage{
		Document: string(p.Document), Version: string(p.Version), Name: d.Name, Title: d.Title,
		Format:   d.Format,
		Headings: p.Headings, Page: p.Page, Line: p.Line, Start: p.Start, End: p.End,
		URL: citation.URL(d), Uploaded: d.Uploaded, Sample: d.Kind == document.Sample,
		Snippet: snippet(p.Text, marks), Lit: litIn(p, marks),
	}
	if heading := above(p); len(marks) == 0 {
		if marks = s.marks(query, heading); len(marks) > 0 {
			line := snippet(heading, marks)
			hit.Above = &line
		}
	}
	return hit
}

// litIn turns marks in a passage's text into ranges of its version's text. What a
// passage repeats from above, such as the header of a table, has no place there.
// A passage that is written otherwise than its version, such as code with its
// summary, has no such ranges.
func litIn(p retrieve.Passage, marks [][2]int) []wire.Range {
	base := p.End - len(p.Text)
	if base > p.Start || p.Kind == document.Code {
		return nil
	}
	var lit []wire.Range
	for _, m := range marks {
		if at := base + m[0]; at >= p.Start && len(lit) < maxLitWords {
			lit = append(lit, wire.Range{Start: at, End: base + m[1]})
		}
	}
	return lit
}

// searchAnswers searches the asker's newest calls, up to a total size of
// searchedLog.
func (s *Server) searchAnswers(ctx context.Context, a asker, query string,
	limit int) ([]wire.FoundAnswer, error) {
	calls, err := s.History.After(ctx, a.User, "", searchedLog)
	if err != nil {
		return nil, fmt.Errorf("searching answers: %w", err)
	}
	found := []wire.FoundAnswer{}
	for i := len(calls) - 1; i >= 0 && len(found) < limit; i-- {
		c := calls[i]
		if c.Replaced || c.Conversation == "" {
			continue
		}
		if shown, ok := matchingPart(c, query); ok {
			found = append(found, wire.FoundAnswer{
				Conversation: c.Conversation, RequestID: c.RequestID, Question: c.Body,
				Time: c.ServerTime, Snippet: shown,
			})
		}
	}
	return found, nil
}

// matchingPart returns the part of an answer, or else of its question, that
// contains the query, or else all of its words.
func matchingPart(c history.Call, query string) (wire.Snippet, bool) {
	for _, text := range []string{unmarked(c.Answer), c.Answer, c.Body} {
		if found := findWords(text, query); len(found) > 0 {
			return snippet(text, found), true
		}
	}
	return wire.Snippet{}, false
}
