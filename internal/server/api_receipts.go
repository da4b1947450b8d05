package server

import (
	"context"
	"net/http"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/forgetting"
	"github.com/mundap/mundap/internal/wire"
)

var errNoReceipt = fault.New(fault.NotFound,
	"삭제 기록이 없어요. 삭제를 되돌릴 수 있는 동안에는 아직 지우지 않아요.",
	"There is no receipt. Nothing is deleted while the deletion can still be undone.")

func (s *Server) receipt(w http.ResponseWriter, r *http.Request, a asker) error {
	id := document.ID(r.PathValue("id"))
	if err := id.Check(); err != nil {
		return err
	}
	receipt, err := s.readReceipt(r.Context(), a.Scope, id)
	if err != nil {
		return err
	}
	return ok(w, r, describeReceipt(receipt))
}

func (s *Server) readReceipt(ctx context.Context, scope auth.Scope,
	id document.ID) (forgetting.Receipt, error) {
	if s.Receipts == nil {
		return forgetting.Receipt{}, errNoReceipt
	}
	r, err := s.Receipts.Receipt(ctx, forgetting.Ref(id))
	if fault.Is(err, fault.NotFound) ||
		err == nil && !scope.CanManage(r.Owner) && (r.By == "" || r.By != scope.User) {
		return forgetting.Receipt{}, errNoReceipt
	}
	return r, err
}

func describeReceipt(r forgetting.Receipt) wire.Receipt {
	out := wire.Receipt{
		Document: r.Document, Asked: r.Asked, Begun: r.Begun, Done: r.Done,
		WithAnswers: r.WithAnswers, Clean: r.Clean(),
		Places: make([]wire.ReceiptPlace, len(r.Places)),
		Copies: make([]wire.ReceiptCopy, len(r.Copies)),
	}
	for i, e := range r.Places {
		out.Places[i] = wire.ReceiptPlace{Place: e.Place, Forgot: e.Forgot, Asked: e.Probe.Asked,
			Found: e.Probe.Found}
	}
	for i, c := range r.Copies {
		out.Copies[i] = wire.ReceiptCopy(c)
	}
	return out
}
