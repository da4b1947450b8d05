package main

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// write makes a file in a folder of the test's own and gives its path.
func write(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestLoadShowsWhatIsReadOfAFile(t *testing.T) {
	file := write(t, "요금.csv", "지역,요금\n서울,100\n부산,200\n")
	out, err := execute(t, "ko", "load", "--chunks", file)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"요금.csv · csv · utf-8", "지역: 서울 / 요금: 100", "[조각 2 · row]"} {
		if !strings.Contains(out, want) {
			t.Errorf("no %q in\n%s", want, out)
		}
	}
}

func TestLoadSaysThatAFileIsMissing(t *testing.T) {
	out, err := execute(t, "ko", "load", filepath.Join(t.TempDir(), "없음.txt"))
	if !errors.Is(err, errSilent) || !strings.Contains(out, "읽을 수 없어요. 경로와 권한을 확인해 주세요.") ||
		strings.Contains(out, "no such file") {
		t.Errorf("%v: %s", err, out)
	}
}

func TestLoadGivesOneObjectForEachFileAndFailsIfOneCouldNotBeRead(t *testing.T) {
	good := write(t, "글.txt", "제1장 총칙\n글입니다.\n")
	empty := write(t, "빈.txt", "")
	missing := filepath.Join(t.TempDir(), "없음.txt")
	out, err := execute(t, "en", "load", "--json", good, empty, missing)
	if !errors.Is(err, errSilent) {
		t.Errorf("got %v", err)
	}
	var got []shownReading
	for line := range strings.Lines(out) {
		var r shownReading
		if err := json.Unmarshal([]byte(line), &r); err != nil {
			t.Fatal(err)
		}
		got = append(got, r)
	}
	if len(got) != 3 || got[0].Error != nil || got[1].Error == nil || got[2].Error == nil {
		t.Fatalf("%s", out)
	}
	if p := got[0].Pages[0]; len(p.Blocks) != 2 ||
		p.Text[p.Blocks[1].Start:p.Blocks[1].End] != "글입니다." {
		t.Errorf("%+v", p)
	}
	if e := got[1].Error; e.Reason != "no text" || e.Kind != "invalid" || e.Message == "" {
		t.Errorf("%+v", e)
	}
	if e := got[2].Error; e.Reason != "other" {
		t.Errorf("%+v", e)
	}
}
