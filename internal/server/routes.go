package server

import (
	"maps"
	"net/http"
	"slices"

	"github.com/mundap/mundap/internal/fault"
)

const socketPath = "/ws"

// route is a path with a handler for each of its methods.
type route struct {
	path    string
	methods map[string]handler
	other   http.Handler // serves every method itself; nil means methods does
	shows   []string     // the methods of other, for Routes
}

// table lists every route with its handler.
func (s *Server) table() []route {
	all := slices.Concat(s.baseRoutes(), s.apiRoutes(), s.fileRoutes())
	if s.OIDC != nil {
		all = append(all,
			route{path: oidcPath, methods: map[string]handler{"GET": s.page(s.beginOIDC)}},
			route{path: oidcCallback, methods: map[string]handler{"GET": s.page(s.finishOIDC)}})
	}
	return all
}

func (s *Server) baseRoutes() []route {
	post := func(path string, h asked) route {
		return route{path: path, methods: map[string]handler{"POST": s.by(h)}}
	}
	return []route{
		{path: "/provisioning", methods: map[string]handler{"POST": s.unasked(s.provisioning)}},
		post("/upload", s.upload),
		post("/history", s.history), post("/query", s.query), post("/delete", s.delete),
		{path: socketPath, other: http.HandlerFunc(s.socket), shows: []string{"GET"}},
	}
}

func (s *Server) apiRoutes() []route {
	one := func(path, method string, h handler) route {
		return route{path: path, methods: map[string]handler{method: h}}
	}
	return []route{
		{path: "/api/session", methods: map[string]handler{"GET": s.getSession, "POST": s.signIn,
			"DELETE": s.signOut}},
		one("/api/session/password", "PUT", s.changePassword),
		one("/api/session/others", "DELETE", s.signOutElsewhere),
		one("/api/sessions", "GET", s.listSessions),
		one("/api/sessions/{id}", "DELETE", s.endOneSession),
		{path: "/api/documents", methods: map[string]handler{"GET": s.by(s.listDocuments),
			"POST": s.by(s.actOnDocuments)}},
		one("/api/formats", "GET", s.by(s.listFormats)),
		one("/api/documents/{id...}", "GET", s.by(s.getDocument)),
		one("/api/receipts/{id...}", "GET", s.by(s.receipt)),
		{path: "/api/samples", methods: map[string]handler{"GET": s.by(s.listSamples),
			"POST": s.by(s.addSamples)}},
		one("/api/passage", "GET", s.by(s.passage)),
		one("/api/page", "GET", s.by(s.documentPage)),
		one("/api/search", "GET", s.by(s.search)),
		one("/api/conversations", "GET", s.by(s.listConversations)),
		{path: "/api/conversations/{id}", methods: map[string]handler{"GET": s.by(s.conversation),
			"PATCH": s.by(s.changeConversation), "DELETE": s.by(s.deleteConversation)}},
		one("/api/conversations/{id}/export", "POST", s.by(s.exportConversation)),
		{path: "/api/answers/{request}/link", methods: map[string]handler{"POST": s.by(s.link),
			"DELETE": s.by(s.unlink)}},
		one("/api/answers/{request}", "GET", s.by(s.linked)),
		{path: "/api/settings", methods: map[string]handler{"GET": s.by(s.getSettings),
			"PATCH": s.by(s.patchSettings)}},
		one("/api/memory/clear", "POST", s.by(s.clearMemory)),
		one("/api/history", "DELETE", s.by(s.deleteHistory)),
		{path: "/api/admin/model", methods: s.connecting(s.Models)},
		{path: "/api/admin/embedding", methods: s.connecting(s.Encoder)},
		{path: "/api/admin/users", methods: map[string]handler{"GET": s.forAdmins(s.listUsers),
			"POST": s.forAdmins(s.addUser)}},
		{path: "/api/admin/users/{user}", methods: map[string]handler{
			"PATCH": s.forAdmins(s.changeUser), "DELETE": s.forAdmins(s.removeUser)}},
		one("/api/admin/pool", "GET", s.by(s.pool)),
		one("/metrics", "GET", s.by(s.metrics)),
		one("/healthz", "GET", s.healthy),
		one("/readyz", "GET", s.ready),
	}
}

func (s *Server) fileRoutes() []route {
	all := []route{
		{path: "/documents/{name...}", other: s.file(s.by(s.document)), shows: []string{"GET"}},
		{path: "/speech/{request}", other: s.file(s.by(s.speech)), shows: []string{"GET"}},
		{path: "/speech/{request}/{part}", other: s.file(s.by(s.speechPart)), shows: []string{"GET"}},
		{path: "/", other: s.clientHandler(), shows: []string{"GET"}},
	}
	if s.Uploads != nil {
		all = append(all, route{path: s.options.UploadPath, other: s.uploads(s.Uploads),
			shows: []string{"GET", "PUT"}})
	}
	return all
}

// routes serves the table.
func (s *Server) routes() http.Handler {
	mux := http.NewServeMux()
	for _, r := range s.table() {
		h := r.other
		if h == nil {
			h = s.methods(r.methods)
		}
		mux.Handle(r.path, h)
	}
	return mux
}

// Routes lists all routes as "METHOD /path", with the wildcards of
// [http.ServeMux].
func (s *Server) Routes() []string {
	var all []string
	for _, r := range s.table() {
		for _, method := range slices.Sorted(maps.Keys(r.methods)) {
			all = append(all, method+" "+r.path)
		}
		for _, method := range r.shows {
			all = append(all, method+" "+r.path)
		}
	}
	return all
}

// file makes a handler for downloads, which may take longer than other
// requests.
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
	Status string      `json:"status"`
	Reason *fault.Text `json:"reason,omitempty"` // why it is not ready
}

func (s *Server) healthy(w http.ResponseWriter, r *http.Request) error {
	return ok(w, r, health{Status: "alive"})
}

func (s *Server) ready(w http.ResponseWriter, r *http.Request) error {
	err := s.closing.Err()
	if err == nil && s.Ready != nil {
		err = s.Ready(r.Context())
	}
	if err != nil { // 503 is what load balancers understand; the protocol's table of statuses is for clients
		s.Log.Warn("not ready", "error", err)
		reason := fault.MessageOf(err)
		writeJSON(w, r, http.StatusServiceUnavailable, health{"not ready", &reason})
		return nil
	}
	return ok(w, r, health{Status: "ready"})
}

var errNoPage = fault.New(fault.NotFound, "없는 주소예요. 주소를 확인해 주세요.",
	"There is nothing at this address. Check the address.")
