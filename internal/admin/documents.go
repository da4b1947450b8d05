package admin

import (
	"context"
	"fmt"
	"net/http"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/forgetting"
	"github.com/mundap/mundap/internal/ingest"
	"github.com/mundap/mundap/internal/wire"
)

func (h *Handler) upload(w http.ResponseWriter, r *http.Request) error {
	q := r.URL.Query()
	scope, err := h.scope(r.Context(), q.Get("user"))
	if err != nil {
		return err
	}
	id, err := h.Ingest.Upload(r.Context(), scope, ingest.Upload{Name: q.Get("name"),
		Private: q.Get("private") == "true"}, r.Body)
	if err != nil {
		return err
	}
	return reply(w, Uploaded{ID: string(id)})
}

func (h *Handler) list(w http.ResponseWriter, r *http.Request) error {
	req, err := decode[struct {
		User     string `json:"user"`
		Contains string `json:"contains"`
	}](r)
	if err != nil {
		return err
	}
	scope, err := h.scope(r.Context(), req.User)
	if err != nil {
		return err
	}
	out := newLines(w)
	for f := (document.Filter{Contains: req.Contains, Limit: 1000}); ; {
		page, err := h.Documents.List(r.Context(), scope, f)
		if err != nil {
			return err
		}
		for _, d := range page.Documents {
			if err := out.write(describe(d)); err != nil {
				return err
			}
		}
		if f.After = page.Next; f.After == "" {
			return nil
		}
	}
}

func describe(d document.Document) Document {
	return Document{
		ID: string(d.ID), Name: d.Name, State: string(d.State), Owner: string(d.Owner),
		Size:  d.Size,
		Pages: d.Content.Pages, Chunks: d.Content.Chunks, Uploaded: d.Uploaded,
		Progress: wire.Progress{Done: d.Progress.Done, Total: d.Progress.Total,
			Unit: d.Progress.Unit},
		Failure: d.Failure,
	}
}

// identify finds a document by its id or its name. See document.Newest.
func (h *Handler) identify(ctx context.Context, scope auth.Scope, name string) (document.ID,
	error) {
	if id := document.ID(name); id.Check() == nil {
		return id, nil
	}
	d, err := document.Newest(ctx, h.Documents, scope, name)
	if fault.Is(err, fault.NotFound) {
		return "", fault.New(fault.NotFound,
			fmt.Sprintf("%q 문서가 없어요. 'mundap documents list'로 이름을 확인해 주세요.", name),
			fmt.Sprintf("There is no document %q. 'mundap documents list' shows the names.", name))
	}
	return d.ID, err
}

// named reads a request that names documents, and finds the scope of its user.
func (h *Handler) named(r *http.Request) (scope auth.Scope, keys []string, err error) {
	req, err := decode[Keys](r)
	if err == nil {
		scope, err = h.scope(r.Context(), req.User)
	}
	return scope, req.Keys, err
}

// each does something with every document of a request's keys that the asker
// may read, and describes what came of it.
func (h *Handler) each(w http.ResponseWriter, r *http.Request, do func(context.Context, auth.Scope,
	document.ID) (document.Document, error)) error {
	scope, keys, err := h.named(r)
	if err != nil {
		return err
	}
	list := make([]Document, 0, len(keys))
	for _, name := range keys {
		id, err := h.identify(r.Context(), scope, name)
		if err != nil {
			return err
		}
		d, err := do(r.Context(), scope, id)
		if err != nil {
			return err
		}
		list = append(list, describe(d))
	}
	return reply(w, list)
}

func (h *Handler) delete(w http.ResponseWriter, r *http.Request) error {
	answers := r.URL.Query().Get("answers") == "true"
	return h.each(w, r, func(ctx context.Context, scope auth.Scope,
		id document.ID) (document.Document, error) {
		return h.Ingest.DeleteWith(ctx, scope, id, ingest.Deletion{Answers: answers})
	})
}

// receipts gives the receipts that there are for documents' ids.
func (h *Handler) receipts(w http.ResponseWriter, r *http.Request) error {
	req, err := decode[Keys](r)
	if err != nil {
		return err
	}
	list := []forgetting.Receipt{}
	for _, k := range req.Keys {
		receipt, err := h.Receipts.Receipt(r.Context(), forgetting.Ref(document.ID(k)))
		if err == nil {
			list = append(list, receipt)
		} else if !fault.Is(err, fault.NotFound) {
			return err
		}
	}
	return reply(w, list)
}

func (h *Handler) retry(w http.ResponseWriter, r *http.Request) error {
	return h.each(w, r, h.Ingest.Retry)
}

// reread has the named documents read again; without any, those that an older
// version of the program read.
func (h *Handler) reread(w http.ResponseWriter, r *http.Request) error {
	scope, keys, err := h.named(r)
	if err != nil {
		return err
	}
	if len(keys) == 0 {
		n, err := h.Ingest.RereadOutdated(r.Context(), scope)
		if err != nil {
			return err
		}
		return reply(w, Rereading{n})
	}
	var begun Rereading
	for _, name := range keys {
		id, err := h.identify(r.Context(), scope, name)
		if err != nil {
			return err
		}
		d, err := h.Ingest.Reread(r.Context(), scope, id)
		if err != nil {
			return err
		}
		if d.Reread != "" {
			begun.Documents++
		}
	}
	return reply(w, begun)
}

func (h *Handler) states(w http.ResponseWriter, r *http.Request) error {
	scope, keys, err := h.named(r)
	if err != nil {
		return err
	}
	ids := make([]document.ID, len(keys))
	for i, k := range keys {
		ids[i] = document.ID(k)
	}
	found, err := h.Documents.GetBatch(r.Context(), ids)
	if err != nil {
		return err
	}
	list := []Document{}
	for _, id := range ids {
		if d, ok := found[id]; ok && scope.CanRead(d.Readers) {
			list = append(list, describe(d))
		}
	}
	return reply(w, list)
}
