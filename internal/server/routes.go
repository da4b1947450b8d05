package server

import (
	"net/http"

	"github.com/mundap/mundap/internal/fault"
)

const socketPath = "/ws"

// routes is the table of everything that is served.
func (s *Server) routes() http.Handler {
	mux := http.NewServeMux()
	for path, h := range map[string]asked{
		"/provisioning": s.provisioning, "/upload": s.upload, "/history": s.history,
		"/query": s.query, "/delete": s.delete,
	} {
		mux.Handle(path, s.methods(map[string]handler{"POST": s.by(h)}))
	}
	mux.HandleFunc(socketPath, s.socket)

	for path, by := range map[string]map[string]handler{
		"/api/session":           {"GET": s.getSession, "POST": s.signIn, "DELETE": s.signOut},
		"/api/documents":         {"GET": s.by(s.listDocuments), "POST": s.by(s.actOnDocuments)},
		"/api/documents/{id...}": {"GET": s.by(s.getDocument)},
		"/api/samples":           {"POST": s.by(s.addSamples)},
		"/api/passage":           {"GET": s.by(s.passage)},
		"/api/page":              {"GET": s.by(s.documentPage)},
		"/api/search":            {"GET": s.by(s.search)},
		"/api/conversations":     {"GET": s.by(s.listConversations)},
		"/api/conversations/{id}": {"GET": s.by(s.conversation), "PATCH": s.by(s.rename),
			"DELETE": s.by(s.deleteConversation)},
		"/api/settings":     {"GET": s.by(s.getSettings), "PATCH": s.by(s.patchSettings)},
		"/api/memory/clear": {"POST": s.by(s.clearMemory)},
		"/api/history":      {"DELETE": s.by(s.deleteHistory)},
		"/api/admin/pool":   {"GET": s.by(s.pool)},
		"/metrics":          {"GET": s.by(s.metrics)},
		"/healthz":          {"GET": s.healthy},
		"/readyz":           {"GET": s.ready},
	} {
		mux.Handle(path, s.methods(by))
	}
	if s.OIDC != nil {
		mux.Handle(oidcPath, s.methods(map[string]handler{"GET": s.page(s.beginOIDC)}))
		mux.Handle(oidcCallback, s.methods(map[string]handler{"GET": s.page(s.finishOIDC)}))
	}
	mux.Handle("/documents/{name...}", s.file(s.by(s.document)))
	mux.Handle("/speech/{request}", s.file(s.by(s.speech)))
	if s.Uploads != nil {
		mux.Handle(s.options.UploadPath, s.Uploads)
	}
	mux.Handle("/", s.clientHandler())
	return mux
}

// file serves what may take longer than a request: a download.
func (s *Server) file(h handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		err := error(&methodError{[]string{http.MethodGet}})
		if r.Method == http.MethodGet || r.Method == http.MethodHead {
			err = h(w, r)
		}
		if err != nil && !s.clientPage(w, r, err) {
			s.fail(w, r, err)
		}
	})
}

type health struct {
	Status string `json:"status"`
}

func (s *Server) healthy(w http.ResponseWriter, r *http.Request) error {
	return ok(w, r, health{"alive"})
}

func (s *Server) ready(w http.ResponseWriter, r *http.Request) error {
	err := s.closing.Err()
	if err == nil && s.Ready != nil {
		err = s.Ready(r.Context())
	}
	if err != nil { // 503 is what load balancers understand; the protocol's table of statuses is for clients
		s.Log.Warn("not ready", "error", err)
		writeJSON(w, r, http.StatusServiceUnavailable, health{"not ready"})
		return nil
	}
	return ok(w, r, health{"ready"})
}

var errNoPage = fault.New(fault.NotFound, "없는 주소예요. 주소를 확인해 주세요.",
	"There is nothing at this address. Check the address.")
