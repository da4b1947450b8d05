package admin_test

import (
	"context"
	"net"
	"net/http"
	"path/filepath"
	"strings"
	"testing"

	"github.com/mundap/mundap/internal/admin"
	"github.com/mundap/mundap/internal/auth/authtest"
	"github.com/mundap/mundap/internal/auth/signin"
	"github.com/mundap/mundap/internal/fault"
)

func TestACommandAboutAUserWhoIsNotThereNamesThem(t *testing.T) {
	c := serving(t)
	for name, do := range map[string]func(context.Context) error{
		"password": func(ctx context.Context) error { return c.SetPassword(ctx, "nobody", "battery staple") },
		"lock":     func(ctx context.Context) error { return c.SetLocked(ctx, "nobody", true) },
		"unlock":   func(ctx context.Context) error { return c.SetLocked(ctx, "nobody", false) },
		"remove":   func(ctx context.Context) error { return c.DeleteAccount(ctx, "nobody") },
		"sessions": func(ctx context.Context) error { _, err := c.Sessions(ctx, "nobody"); return err },
		"sign-out": func(ctx context.Context) error { return c.EndSession(ctx, "nobody", "") },
		"one sign-out": func(ctx context.Context) error {
			return c.EndSession(ctx, "nobody", "0123456789abcdef")
		},
	} {
		err := do(t.Context())
		if !fault.Is(err, fault.NotFound) || !strings.Contains(fault.MessageOf(err).Ko, "‘nobody’ 사용자가 없어요") {
			t.Errorf("%s: %v: %s", name, err, fault.MessageOf(err).Ko)
		}
	}
}

// serving is a client of a handler whose only data are accounts, of which there
// are none.
func serving(t *testing.T) *admin.Client {
	t.Helper()
	accounts := &authtest.Memory{}
	socket := filepath.Join(t.TempDir(), "s")
	l, err := net.Listen("unix", socket)
	if err != nil {
		t.Fatal(err)
	}
	s := &http.Server{Handler: admin.NewHandler(admin.Parts{Accounts: accounts,
		SignIn: signin.New(accounts, signin.Options{})})}
	go s.Serve(l) //nolint:errcheck // it ends with Close
	c := admin.NewClient(socket)
	t.Cleanup(func() { c.Close(); s.Close() })
	return c
}
