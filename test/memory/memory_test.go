package main

import (
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func build(t *testing.T) string {
	binary := filepath.Join(t.TempDir(), "mundap")
	cmd := exec.Command("go", "build", "-o", binary, "github.com/mundap/mundap/cmd/mundap")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return binary
}

// Files of a few megabytes are enough to tell whether a server holds them whole:
// 200,000 rows in 13 MB took 1.5 GB when it did.
func TestTheServerHoldsNoDocumentWhole(t *testing.T) {
	binary := build(t)
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

// A question reads the rows that it needs. 50,000 rows are 1.9 MB, which take a
// second to read.
func TestAQuestionReadsFewOfALongTablesRows(t *testing.T) {
	binary := build(t)
	short, err := askAbout(t.Context(), binary, 200)
	if err != nil {
		t.Fatal(err)
	}
	long, err := askAbout(t.Context(), binary, 50_000)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%+v, %+v", short, long)
	if long.took > 6*short.took {
		t.Errorf("a question over %d rows took %s, over %d rows %s", long.rows, long.took,
			short.rows, short.took)
	}
}
