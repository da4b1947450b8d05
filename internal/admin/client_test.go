package admin_test

import (
	"fmt"
	"net"
	"net/http"
	"path/filepath"
	"testing"

	"github.com/mundap/mundap/internal/admin"
	"github.com/mundap/mundap/internal/fault"
)

// A server that dies while it answers is unavailable: the client says so, and
// not that something went wrong in Mundap.
func TestAnAnswerThatIsCutIsUnavailable(t *testing.T) {
	for name, sent := range map[string]string{"nothing": "", "half an answer": `[{"us`} {
		t.Run(name, func(t *testing.T) {
			if _, err := dying(t, sent).Accounts(t.Context()); !fault.Is(err, fault.Unavailable) {
				t.Error(err)
			}
		})
	}
	for name, sent := range map[string]string{"no line": "", "a line": "{}\n", "half a line": "{}\n{\"na"} {
		t.Run(name, func(t *testing.T) {
			var last error
			for _, err := range dying(t, sent).Documents(t.Context(), "", "") {
				last = err
			}
			if !fault.Is(last, fault.Unavailable) {
				t.Error(last)
			}
		})
	}
}

// dying is a client of a server that dies after it sent the beginning of an answer.
func dying(t *testing.T, sent string) *admin.Client {
	socket := filepath.Join(t.TempDir(), "s")
	l, err := net.Listen("unix", socket)
	if err != nil {
		t.Fatal(err)
	}
	s := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusOK)
		fmt.Fprint(w, sent)
		_ = http.NewResponseController(w).Flush()
		panic(http.ErrAbortHandler)
	})}
	go s.Serve(l) //nolint:errcheck // it ends with Close
	c := admin.NewClient(socket)
	t.Cleanup(func() { c.Close(); s.Close() })
	return c
}
