package e2e

import (
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// initialised matches what the runtime traces of a package that is initialised.
var initialised = regexp.MustCompile(`^init (github\.com/mundap/\S+) @.* (\d+) bytes`)

// Every command, and every process that reads a file, initialises all packages
// first. Work that only some need, such as making hundreds of regular
// expressions, waits until it is needed. How much memory a package allocates
// shows how much it does, and doesn't depend on how busy the machine is.
func TestPackagesDoLittleWhenTheProgramStarts(t *testing.T) {
	const most = 3 << 19 // bytes; a package that makes a hundred expressions allocates less
	cmd := exec.CommandContext(t.Context(), binary, "version")
	cmd.Env = append(os.Environ(), "GODEBUG=inittrace=1")
	var trace strings.Builder
	cmd.Stderr = &trace
	if err := cmd.Run(); err != nil {
		t.Fatal(err)
	}
	traced := 0
	for line := range strings.Lines(trace.String()) {
		m := initialised.FindStringSubmatch(line)
		if m == nil {
			continue
		}
		traced++
		if bytes, err := strconv.Atoi(m[2]); err != nil || bytes > most {
			t.Errorf("%s allocates %s bytes when the program starts, want at most %d", m[1], m[2],
				most)
		}
	}
	if traced < 10 {
		t.Fatalf("the runtime traced %d packages:\n%s", traced, trace.String())
	}
}
