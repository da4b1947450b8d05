package server

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/mundap/mundap/internal/auth/signin"
	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/history"
	"github.com/mundap/mundap/internal/ingest"
	"github.com/mundap/mundap/internal/safehtml"
	"github.com/mundap/mundap/internal/wire"
)

// provisioning returns the address of the socket.
func (s *Server) provisioning(w http.ResponseWriter, r *http.Request, a asker) error {
	req, err := decode[wire.ProvisioningRequest](w, r, maxBaseBody)
	if err != nil {
		return err
	}
	if req.UserID != nil {
		if _, err := a.as(*req.UserID); err != nil {
			return err
		}
	}
	info, err := encode(wire.ProvisioningInfo{WSSURL: s.socketURL(r),
		PingSeconds: int(s.options.PingEvery.Seconds())})
	if err != nil {
		return err
	}
	return ok(w, r, wire.ProvisioningResponse{StatusCode: http.StatusOK, Info: info})
}

func (s *Server) socketURL(r *http.Request) string {
	address := s.options.SocketURL
	if address == "" {
		address = "ws" + strings.TrimPrefix(s.site(r), "http") + socketPath
	}
	if s.SignIn == nil {
		return address
	}
	ticket := signin.Ticket(signin.TokenOf(r, s.isSecure(r)))
	return address + "?" + url.Values{"ticket": {ticket}}.Encode()
}

// upload returns a URL to which a document can be PUT.
func (s *Server) upload(w http.ResponseWriter, r *http.Request, a asker) error {
	req, err := decode[wire.UploadRequest](w, r, maxBaseBody)
	if err != nil {
		return err
	}
	if err := s.uploading(r.Context(), a); err != nil {
		return err
	}
	g, err := s.Ingest.Grant(r.Context(), a.Scope, ingest.Upload{Name: req.Filename,
		ContentType: req.ContentType, Private: req.Private, Session: a.signIn})
	if err != nil {
		return fmt.Errorf("granting an upload: %w", err)
	}
	address := g.URL
	if strings.HasPrefix(address, "/") {
		address = s.site(r) + address
	}
	body, err := encode(wire.UploadGrant{
		Bucket: s.options.Bucket, Key: document.Prefix + g.Name, Document: string(g.Document),
		Expires: int(g.Expires.Seconds()), ContentType: g.ContentType, UploadURL: address,
	})
	if err != nil {
		return err
	}
	return ok(w, r, wire.UploadResponse{StatusCode: http.StatusOK, Body: body})
}

// history returns the calls after a time, oldest first. If not all of them fit,
// it returns the newest.
func (s *Server) history(w http.ResponseWriter, r *http.Request, a asker) error {
	req, err := decode[wire.HistoryRequest](w, r, maxBaseBody)
	if err != nil {
		return err
	}
	if a, err = a.as(req.UserID); err != nil {
		return err
	}
	calls, err := s.History.After(r.Context(), a.User, req.AllowTime, s.options.HistoryBytes)
	if err != nil {
		return fmt.Errorf("reading the history: %w", err)
	}
	items, err := s.items(r.Context(), a, calls)
	if err != nil {
		return err
	}
	msg, err := encode(items)
	if err != nil {
		return err
	}
	return ok(w, r, wire.MsgResponse{StatusCode: http.StatusOK, Msg: msg})
}

// items renders calls, beginning with the newest, until they reach the maximum
// size of a response in bytes, and returns them oldest first. If the newest one
// alone is longer, it is cut.
func (s *Server) items(ctx context.Context, a asker, calls []history.Call) ([]wire.HistoryItem,
	error) {
	items := make([]wire.HistoryItem, len(calls))
	left := s.options.HistoryBytes
	for i := len(calls) - 1; i >= 0; i-- {
		c := calls[i]
		answer, err := s.renderer.Answer(ctx, a.View(), c)
		if err != nil {
			return nil, err
		}
		items[i] = wire.HistoryItem{
			RequestTime: c.RequestTime, RequestID: c.RequestID, Type: c.Type,
			Body: string(safehtml.Text(c.Body)), Msg: string(answer),
		}
		around := len(items[i].Body) + 200
		if left -= len(answer) + around; left >= 0 {
			continue
		}
		if i < len(calls)-1 {
			return items[i+1:], nil
		}
		view := a.View()
		view.MaxBytes = max(1, s.options.HistoryBytes-around)
		if answer, err = s.renderer.Answer(ctx, view, c); err != nil {
			return nil, err
		}
		items[i].Msg = string(answer)
		return items[i:], nil
	}
	return items, nil
}

// query returns the answer to a request, or an empty string while there is
// none.
func (s *Server) query(w http.ResponseWriter, r *http.Request, a asker) error {
	req, err := decode[wire.QueryRequest](w, r, maxBaseBody)
	if err != nil {
		return err
	}
	if req.RequestID == "" {
		return fault.New(fault.Invalid,
			"request_id가 없어요. 찾을 요청의 request_id를 넣어 주세요.",
			"The request_id is missing. Send that of the request to look for.")
	}
	call, err := s.callOf(r.Context(), a, req.RequestID)
	if fault.Is(err, fault.NotFound) {
		return ok(w, r, wire.MsgResponse{StatusCode: http.StatusOK})
	}
	if err != nil {
		return fmt.Errorf("looking for the answer: %w", err)
	}
	answer, err := s.renderer.Answer(r.Context(), a.View(), call)
	if err != nil {
		return err
	}
	return ok(w, r, wire.MsgResponse{StatusCode: http.StatusOK, Msg: string(answer)})
}

// callOf finds a call by its request id. With accounts, it finds only the
// asker's calls; without them, anybody's.
func (s *Server) callOf(ctx context.Context, a asker, requestID string) (history.Call, error) {
	if a.Accounts {
		return s.History.ByRequest(ctx, a.User, requestID)
	}
	return s.History.Find(ctx, requestID)
}

// delete deletes all calls of a user.
func (s *Server) delete(w http.ResponseWriter, r *http.Request, a asker) error {
	req, err := decode[wire.DeleteRequest](w, r, maxBaseBody)
	if err != nil {
		return err
	}
	if a, err = a.as(req.UserID); err != nil {
		return err
	}
	if err := s.forget(r.Context(), a.User); err != nil {
		return err
	}
	return ok(w, r, wire.MsgResponse{StatusCode: http.StatusOK, Msg: "done"})
}
