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

// Connections connects a model while the server runs.
type Connections interface {
	// Setup tells what is connected, and which servers run on this machine.
	Setup(ctx context.Context) (wire.ModelSetup, error)
	// Test tries a model and changes nothing.
	Test(ctx context.Context, c wire.ModelConnection) error
	// Connect keeps a connection and uses it from now on, after a test.
	Connect(ctx context.Context, c wire.ModelConnection) error
	// Disconnect forgets the connection that Connect kept.
	Disconnect(ctx context.Context) error
}

// Models connects a language model while the server runs.
type Models interface {
	Connections
	// ModelName is the name of the model in use; if "", there is none.
	ModelName() string
}

var (
	errNoModels = fault.New(fault.NotConfigured,
		"이 서버의 모델은 배포 설정에서 정해요. 설정 문서를 봐 주세요.",
		"The models of this server are set where it is deployed. See its configuration.")
	errNotHere = fault.New(fault.Forbidden,
		"계정이 없는 서버에서는 서버가 있는 컴퓨터에서 바로 접속했을 때만 모델을 연결할 수 있어요.",
		"On a server without accounts, a model can be connected only from the server's own machine, not through a proxy.")
)

// mayConnect returns an error unless the asker may connect models:
// administrators may, and the local owner at the machine itself.
func (s *Server) mayConnect(r *http.Request, a asker, c Connections) error {
	switch {
	case !a.Scope.Admin:
		return errNotAdmin
	case s.SignIn == nil && (s.options.TrustProxy || !direct(r)):
		return errNotHere
	case c == nil:
		return errNoModels
	}
	return nil
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

// connecting are the methods of a path at which a model is connected; c may be
// nil.
func (s *Server) connecting(c Connections) map[string]handler {
	allowed := func(do func(w http.ResponseWriter, r *http.Request) error) handler {
		return s.by(func(w http.ResponseWriter, r *http.Request, a asker) error {
			if err := s.mayConnect(r, a, c); err != nil {
				return err
			}
			return do(w, r)
		})
	}
	return map[string]handler{
		"GET": allowed(func(w http.ResponseWriter, r *http.Request) error {
			setup, err := c.Setup(r.Context())
			if err != nil {
				return fmt.Errorf("looking for models: %w", err)
			}
			return ok(w, r, setup)
		}),
		"POST": allowed(withConnection("testing a model", func(ctx context.Context,
			k wire.ModelConnection) error {
			return c.Test(ctx, k)
		})),
		"PUT": allowed(withConnection("connecting a model", func(ctx context.Context,
			k wire.ModelConnection) error {
			return c.Connect(ctx, k)
		})),
		"DELETE": allowed(func(w http.ResponseWriter, r *http.Request) error {
			if err := c.Disconnect(r.Context()); err != nil {
				return fmt.Errorf("disconnecting the model: %w", err)
			}
			return noContent(w)
		}),
	}
}

// withConnection does something with the connection in a request's body.
func withConnection(doing string, do func(context.Context, wire.ModelConnection) error,
) func(http.ResponseWriter, *http.Request) error {
	return func(w http.ResponseWriter, r *http.Request) error {
		k, err := decode[wire.ModelConnection](w, r, maxBaseBody)
		if err != nil {
			return err
		}
		if err := do(r.Context(), k); err != nil {
			return fmt.Errorf("%s: %w", doing, err)
		}
		return noContent(w)
	}
}
