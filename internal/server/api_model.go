package server

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"strings"

	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/wire"
)

// Models connects a language model while the server runs.
type Models interface {
	// ModelName is the name of the model in use; "": there is none.
	ModelName() string
	// Setup tells what is connected, and which servers run on this machine.
	Setup(ctx context.Context) (wire.ModelSetup, error)
	// Test asks a model for one word and changes nothing.
	Test(ctx context.Context, c wire.ModelConnection) error
	// Connect keeps a connection and uses it from now on, after a test.
	Connect(ctx context.Context, c wire.ModelConnection) error
	// Disconnect forgets the connection that Connect kept.
	Disconnect(ctx context.Context) error
}

var (
	errNoModels = fault.New(fault.NotConfigured,
		"이 서버의 모델은 배포 설정에서 정해요. 설정 문서를 봐 주세요.",
		"The models of this server are set where it is deployed. See its configuration.")
	errNotHere = fault.New(fault.Forbidden,
		"계정이 없는 서버에서는 서버가 있는 컴퓨터에서 바로 접속했을 때만 모델을 연결할 수 있어요.",
		"On a server without accounts, a model can be connected only from the server's own machine, not through a proxy.")
)

// models returns the part that connects models, if the asker may use it:
// administrators may, and the local owner at the machine itself.
func (s *Server) models(r *http.Request, a asker) (Models, error) {
	switch {
	case !a.Scope.Admin:
		return nil, errNotAdmin
	case s.SignIn == nil && (s.options.TrustProxy || !direct(r)):
		return nil, errNotHere
	case s.Models == nil:
		return nil, errNoModels
	}
	return s.Models, nil
}

// direct reports whether a request comes from this machine and not through a
// proxy.
func direct(r *http.Request) bool {
	for name := range r.Header {
		if strings.HasPrefix(name, "X-Forwarded-") || name == "Forwarded" || name == "Via" || name == "X-Real-Ip" {
			return false
		}
	}
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return false
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.Unmap().IsLoopback()
}

func (s *Server) getModel(w http.ResponseWriter, r *http.Request, a asker) error {
	m, err := s.models(r, a)
	if err != nil {
		return err
	}
	setup, err := m.Setup(r.Context())
	if err != nil {
		return fmt.Errorf("looking for models: %w", err)
	}
	return ok(w, r, setup)
}

func (s *Server) testModel(w http.ResponseWriter, r *http.Request, a asker) error {
	return s.withModel(w, r, a, Models.Test)
}

func (s *Server) connectModel(w http.ResponseWriter, r *http.Request, a asker) error {
	return s.withModel(w, r, a, Models.Connect)
}

func (s *Server) withModel(w http.ResponseWriter, r *http.Request, a asker,
	do func(Models, context.Context, wire.ModelConnection) error) error {
	m, err := s.models(r, a)
	if err != nil {
		return err
	}
	c, err := decode[wire.ModelConnection](w, r, maxBaseBody)
	if err != nil {
		return err
	}
	if err := do(m, r.Context(), c); err != nil {
		return fmt.Errorf("connecting a model: %w", err)
	}
	return noContent(w)
}

func (s *Server) disconnectModel(w http.ResponseWriter, r *http.Request, a asker) error {
	m, err := s.models(r, a)
	if err != nil {
		return err
	}
	if err := m.Disconnect(r.Context()); err != nil {
		return fmt.Errorf("disconnecting the model: %w", err)
	}
	return noContent(w)
}
