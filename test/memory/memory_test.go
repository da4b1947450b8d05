package main

import (
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// Files of a few megabytes are enough to tell whether a server holds them whole:
// 200,000 rows in 13 MB took 1.5 GB when it did.
func TestTheServerHoldsNoDocumentWhole(t *testing.T) {
	binary := filepath.Join(t.TempDir(), "mundap")
	build := exec.Command("go", "build", "-o", binary, "github.com/mundap/mundap/cmd/mundap")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	sizes := map[string]int64{"rows.csv": 6 << 20, "tiny.csv": 1 << 20, "line.txt": 6 << 20,
		"book.xlsx": 1 << 20, "report.docx": 1 << 20}
	for _, f := range files {
		size, ok := sizes[f.name]
		if !ok {
			continue
		}
		t.Run(f.name, func(t *testing.T) {
			used, err := measure(t.Context(), binary, f, size)
			if err != nil {
				t.Fatal(err)
			}
			t.Logf("%+v", used)
			if used.server > serverGoal {
				t.Errorf("the server held %d MB", used.server)
			}
			if !strings.Contains(used.said, "1") || strings.Contains(used.said, "실패") {
				t.Errorf("ingest said %q", used.said)
			}
		})
	}
}
