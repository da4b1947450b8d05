package aws_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/mundap/mundap/test/servers"
)

// deployments makes deployments for the browser tests: see deployed in test/browser/harness.mjs.
type deployments struct {
	t        *testing.T
	backends backends

	mu      sync.Mutex
	current *emulator // one at a time: they share the real servers
}

type wanted struct {
	Accounts []newAccount `json:"accounts"`
	Model    string       `json:"model"`
}

type newAccount struct {
	User     string `json:"user"`
	Name     string `json:"name"`
	Password string `json:"password"`
	Admin    bool   `json:"admin"`
}

func (d *deployments) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.current != nil {
		d.current.end()
		d.current = nil
	}
	if r.Method == http.MethodDelete {
		return
	}
	var want wanted
	if err := json.NewDecoder(r.Body).Decode(&want); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	everybody := newAccount{User: "somebody", Password: "correct horse battery"}
	made := struct {
		URL     string      `json:"url"`
		Account *newAccount `json:"account,omitempty"`
	}{}
	if len(want.Accounts) == 0 {
		want.Accounts, made.Account = []newAccount{everybody}, &everybody
	}
	d.current = deploy(d.t, readTemplate(d.t, "default"), options{backends: &d.backends,
		model: want.Model, calm: true})
	made.URL = d.current.site.URL
	for _, a := range want.Accounts {
		if _, err := d.current.functions["site"].invoke(r.Context(),
			mustJSON(d.t, map[string]any{"addAccount": a})); err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
	}
	w.Header().Set("Location", "/current")
	_, _ = w.Write(mustJSON(d.t, made))
}

// TestInTheBrowser runs the browser tests of one machine through the emulator,
// in Chromium: the client is served as CloudFront would, with the stack's
// headers, and its files go to the bucket by presigned addresses.
func TestInTheBrowser(t *testing.T) {
	t.Parallel()
	for _, needed := range []string{"web/dist/index.html", "web/node_modules"} {
		if _, err := os.Stat(filepath.Join("..", "..", needed)); err != nil {
			servers.Missing(t, "%s is not there: make client builds it", needed)
		}
	}
	control := httptest.NewServer(&deployments{t: t, backends: startBackends(t)})
	t.Cleanup(control.Close)
	for _, file := range []string{"client.test.mjs", "addresses.test.mjs"} {
		out, err := runNode(t, control.URL, file)
		if err != nil {
			t.Logf("%s failed and is run once more. Node wrote:\n%s", file, out)
			out, err = runNode(t, control.URL, file)
		}
		passed := 0
		for _, r := range results(out) {
			t.Run(r.name, func(t *testing.T) {
				switch {
				case r.skipped != "":
					t.Skip(r.skipped)
				case !r.ok:
					t.Error("Node's output tells more")
				default:
					passed++
				}
			})
		}
		if err != nil || passed == 0 {
			t.Errorf("%s: %d passed; Node ended with %v and wrote:\n%s", file, passed, err, out)
		}
	}
}

// runNode runs a file of browser tests against the deployments at an address
// and returns what Node wrote in TAP. The error is Node's exit status. A caller
// may run a file that failed a second time, as test/browser/run.mjs does:
// Chromium may stand still on a busy machine for longer than a test waits.
func runNode(t *testing.T, deployments, file string) (string, error) {
	var out bytes.Buffer
	cmd := exec.CommandContext(t.Context(), "node", "--test", "--test-concurrency=1",
		"--test-reporter=tap", file)
	cmd.Dir = filepath.Join("..", "browser")
	cmd.Env = append(os.Environ(), "MUNDAP_DEPLOYMENTS="+deployments)
	cmd.Stdout, cmd.Stderr = &out, &out
	err := cmd.Run()
	return out.String(), err
}

type result struct {
	name, skipped string
	ok            bool
}

// results reads TAP: the tests, named by the groups that they are in. A group's
// line comes after those of its tests.
func results(tap string) []result {
	var all []result
	var names []string          // of the test that was begun last, and of its groups
	groups := map[string]bool{} // those that have tests
	for line := range strings.Lines(tap) {
		text := strings.TrimSpace(line)
		depth := (len(line) - len(strings.TrimLeft(line, " "))) / 4
		if name, ok := strings.CutPrefix(text, "# Subtest: "); ok {
			names = append(names[:min(depth, len(names))], name)
			groups[strings.Join(names[:len(names)-1], "/")] = true
			continue
		}
		status, rest, _ := strings.Cut(text, " - ")
		ok := strings.HasPrefix(status, "ok ")
		if !ok && !strings.HasPrefix(status, "not ok ") || len(names) <= depth {
			continue
		}
		if name := strings.Join(names[:depth+1], "/"); !groups[name] {
			_, skipped, _ := strings.Cut(rest, " # SKIP ")
			all = append(all, result{name, skipped, ok})
		}
	}
	return all
}

func TestTheOutputOfNodeIsRead(t *testing.T) {
	tap := `TAP version 13
# Subtest: a group
    # Subtest: good
    ok 1 - good
      ---
      duration_ms: 1
      ...
    # Subtest: bad
    not ok 2 - bad
    # Subtest: left out
    ok 3 - left out # SKIP it does not apply
    1..3
not ok 1 - a group
# Subtest: another
    # Subtest: deep
        # Subtest: deeper
        ok 1 - deeper
        1..1
    ok 1 - deep
    1..1
ok 2 - another
`
	want := "[{a group/good  true} {a group/bad  false} {a group/left out it does not apply true} {another/deep/deeper  true}]"
	if got := fmt.Sprint(results(tap)); got != want {
		t.Errorf("%s\nwant %s", got, want)
	}
}
