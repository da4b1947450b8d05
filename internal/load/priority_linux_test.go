package load

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/mundap/mundap/internal/load/format"
	"github.com/mundap/mundap/internal/load/formattest"
)

// All threads of a worker yield to the program: Linux has a priority for each.
func TestAWorkerYieldsToQuestions(t *testing.T) {
	l := outside(t, format.Limits{})
	if _, _, err := read(t, l, formattest.Source("a.html", smallHTML)); err != nil {
		t.Fatal(err)
	}
	stats, err := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/stat",
		l.workers.idle[0].cmd.Process.Pid))
	if err != nil || len(stats) == 0 {
		t.Fatalf("a worker without threads: %v", err)
	}
	for _, name := range stats {
		stat, err := os.ReadFile(name)
		if err != nil {
			continue // a thread that has ended
		}
		_, fields, _ := strings.Cut(string(stat), ") ") // proc(5): the rest begins with field 3
		const nice = 19 - 3
		got, err := strconv.Atoi(strings.Fields(fields)[nice])
		if err != nil || got < niceness {
			t.Errorf("a thread of a worker has the niceness %d, not %d: %v", got, niceness, err)
		}
	}
}
