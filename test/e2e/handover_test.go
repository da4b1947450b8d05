package e2e

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/mundap/mundap/test/process"
)

// A server that is started while a command adds files gets the data folder, and
// the command adds the rest through the server.
func TestACommandHandsTheDataFolderOverToAServer(t *testing.T) {
	data, dir := t.TempDir(), t.TempDir()
	// pipes: the command reads them when the test says so
	first, second := filepath.Join(dir, "첫째.txt"), filepath.Join(dir, "둘째.txt")
	for _, path := range []string{first, second} {
		if err := syscall.Mkfifo(path, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	var out, errs process.Output
	ingest := exec.CommandContext(t.Context(), binary, "ingest", first, second, "--data", data)
	ingest.Env = append(os.Environ(), "MUNDAP_LANG=ko", "XDG_CONFIG_HOME="+t.TempDir())
	ingest.Stdout, ingest.Stderr = &out, &errs
	if err := ingest.Start(); err != nil {
		t.Fatal(err)
	}
	write(t, first, boiler) // the command has the folder when it reads
	s := start(t, data)
	if !strings.Contains(s.log.String(), "넘겨받을 때까지") {
		t.Errorf("the server said %q while it waited", s.log)
	}
	write(t, second, "연차는 1년에 15일입니다.")
	if err := ingest.Wait(); err != nil || !strings.Contains(out.String(), "2개 준비됨") {
		t.Fatalf("ingest: %v %q %q", err, &out, &errs)
	}
	for _, word := range []string{"과열", "연차"} {
		if out, _, status := mundap(t, data, "", "search", word); status != 0 ||
			!strings.Contains(out, ".txt") {
			t.Errorf("searching %s: %d %q", word, status, out)
		}
	}
	_, refused, status := mundap(t, data, "", "serve", "--addr", "127.0.0.1:0")
	if status == 0 || !strings.Contains(refused, "데이터 폴더를 쓰고 있어요") {
		t.Errorf("a second server: %d %q", status, refused)
	}
	if err := s.stop(syscall.SIGTERM); err != nil {
		t.Error(err)
	}
}

// write writes into a pipe when somebody reads it.
func write(t *testing.T, path, text string) {
	t.Helper()
	f, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.WriteString(text); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
}
