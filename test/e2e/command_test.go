package e2e

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// library writes a few files to ingest.
func library(t *testing.T) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "자료")
	for name, content := range map[string]string{
		"보일러/안내.txt":         boiler,
		"faq.csv":            "질문,답변\n\"OTP는 어떻게 등록하나요?\",\"인터넷뱅킹의 사용자관리에서 등록할 수 있습니다.\"\n연차는 며칠인가요?,연차는 1년에 15일입니다.\n",
		"보일러/.숨은파일":          "숨은 글",
		"node_modules/x.txt": "지나칠 글",
	} {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestTheCommandLineFromFilesToAnAnswer(t *testing.T) {
	for name, prepare := range map[string]func(t *testing.T, data string){
		"alone":            func(*testing.T, string) {},
		"through a server": func(t *testing.T, data string) { start(t, data) },
	} {
		t.Run(name, func(t *testing.T) {
			data := t.TempDir()
			prepare(t, data)
			out, errs, status := mundap(t, data, "", "ingest", library(t))
			if status != 0 || !strings.Contains(out, "2개 준비됨") {
				t.Fatalf("ingest: %d %q %q", status, out, errs)
			}
			out, _, status = mundap(t, data, "", "search", "OTP 등록", "-k", "1", "--json")
			var found struct {
				Name, Store, Text string
				Page              int
				Score             float64
			}
			if err := json.Unmarshal([]byte(out), &found); err != nil || status != 0 ||
				found.Name != "자료/faq.csv" ||
				found.Store != "local" || found.Score <= 0 ||
				!strings.Contains(found.Text, "사용자관리에서 등록할 수 있습니다") {
				t.Errorf("search: %d %q, %v", status, out, err)
			}
			out, _, status = mundap(t, data, "", "ask", "--json", "연차는 며칠인가요?")
			var answer struct {
				Answer     string
				Extractive bool
				Sources    []struct{ Document, Text string }
			}
			if err := json.Unmarshal([]byte(out), &answer); err != nil || status != 0 ||
				!answer.Extractive ||
				!strings.Contains(answer.Answer, "15일") || len(answer.Sources) == 0 ||
				!strings.Contains(answer.Sources[0].Text, "15일") {
				t.Errorf("ask: %d %q, %v", status, out, err)
			}
			out, _, _ = mundap(t, data, "", "documents", "list")
			if !strings.Contains(out, "준비됨") || !strings.Contains(out, "자료/보일러/안내.txt") {
				t.Errorf("documents: %q", out)
			}
			if out, errs, status = mundap(t, data, "", "documents", "delete",
				"자료/faq.csv"); status != 0 {
				t.Errorf("delete: %d %q %q", status, out, errs)
			}
			if out, _, _ = mundap(t, data, "", "search", "연차", "--json"); strings.Contains(out,
				"faq.csv") {
				t.Errorf("a deleted document is found: %q", out)
			}
		})
	}
}

func TestIngestSaysWhatFailedAndEndsWithAStatus(t *testing.T) {
	dir := t.TempDir()
	bad := filepath.Join(dir, "그림.png")
	if err := os.WriteFile(bad, []byte("\x89PNG\r\n\x1a\n\x00\x00"), 0o600); err != nil {
		t.Fatal(err)
	}
	good := filepath.Join(dir, "글.txt")
	if err := os.WriteFile(good, []byte("읽을 수 있는 글입니다."), 0o600); err != nil {
		t.Fatal(err)
	}
	out, errs, status := mundap(t, t.TempDir(), bad+"\n"+good+"\n", "ingest", "-")
	if status != 1 || !strings.Contains(errs, "그림.png") || !strings.Contains(out, "1개 준비됨, 1개 실패") {
		t.Errorf("%d %q %q", status, out, errs)
	}
	if _, errs, status := mundap(t, t.TempDir(), "", "ingest",
		filepath.Join(dir, "none")); status != 1 || !strings.Contains(errs, "none") {
		t.Errorf("a missing path: %d %q", status, errs)
	}
}

func TestCommandLinesThatMakeNoSense(t *testing.T) {
	for _, args := range [][]string{{"serve", "--prot", "1"}, {"search"},
		{"documents", "list", "x"}, {"--set", "x", "config"}} {
		if _, errs, status := mundap(t, t.TempDir(), "", args...); status != 2 ||
			!strings.HasPrefix(errs, "mundap: ") || strings.Contains(errs, "goroutine") {
			t.Errorf("%v: %d %q", args, status, errs)
		}
	}
	if _, errs, status := mundap(t, t.TempDir(), "", "config", "--set",
		"rag.relevant_doc=3"); status != 1 || !strings.Contains(errs, "rag.relevant_docs") {
		t.Errorf("an unknown key: %d %q", status, errs)
	}
}

func TestOtherAddressesNeedAccounts(t *testing.T) {
	data := t.TempDir()
	_, errs, status := mundap(t, data, "", "serve", "--addr", "0.0.0.0:0")
	if status != 1 || !strings.Contains(errs, "mundap user add") {
		t.Errorf("%d %q", status, errs)
	}
	if _, errs, status := mundap(t, data, "correct horse battery\n", "user", "add", "kim",
		"--admin"); status != 0 {
		t.Fatalf("user add: %d %q", status, errs)
	}
	out, _, _ := mundap(t, data, "", "user", "list")
	if !strings.Contains(out, "kim") || !strings.Contains(out, "관리자") {
		t.Errorf("user list: %q", out)
	}
	if out, _, _ := mundap(t, data, "", "config"); strings.Contains(out, "correct horse") {
		t.Errorf("config shows a password: %q", out)
	}
}

func TestEvalMeasuresTheSearch(t *testing.T) {
	dir := t.TempDir()
	passages, questions := filepath.Join(dir, "p.jsonl"), filepath.Join(dir, "q.jsonl")
	for path, text := range map[string]string{
		passages:  `{"id":"1","text":"보일러 점검은 해마다 합니다."}` + "\n" + `{"id":"2","text":"연차는 1년에 15일입니다."}` + "\n",
		questions: `{"id":"a","text":"연차는 며칠?","relevant":["2"]}` + "\n" + `{"id":"b","text":"보일러를 언제 점검하나요?","relevant":["1"]}` + "\n",
	} {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	out, errs, status := mundap(t, t.TempDir(), "", "eval", "--passages", passages, "--questions",
		questions, "--json")
	var r struct {
		RecallAt1 float64 `json:"recall_at_1"`
		MRR       float64 `json:"mrr_at_10"`
		Bytes     int64   `json:"index_bytes"`
		Peak      int64   `json:"peak_rss_bytes"`
	}
	if err := json.Unmarshal([]byte(out), &r); err != nil || status != 0 || r.RecallAt1 != 1 ||
		r.MRR != 1 || r.Bytes <= 0 || r.Peak <= 0 {
		t.Errorf("%d %q %q, %v", status, out, errs, err)
	}
}

// TestEvalByWordsLeavesTheEncoderOut asks in English what a Korean passage
// says: nothing but its meaning finds it.
func TestEvalByWordsLeavesTheEncoderOut(t *testing.T) {
	dir := t.TempDir()
	passages, questions := filepath.Join(dir, "p.jsonl"), filepath.Join(dir, "q.jsonl")
	for path, text := range map[string]string{
		passages:  `{"id":"1","text":"보일러 점검은 해마다 합니다."}` + "\n" + `{"id":"2","text":"휴가는 1년에 15일입니다."}` + "\n",
		questions: `{"id":"a","text":"How many vacation days do I get?","relevant":["2"]}` + "\n",
	} {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	recall := func(flags ...string) float64 {
		args := append([]string{"eval", "--json", "--passages", passages, "--questions", questions},
			flags...)
		out, errs, status := mundap(t, t.TempDir(), "", args...)
		var r struct {
			RecallAt1 float64 `json:"recall_at_1"`
		}
		if err := json.Unmarshal([]byte(out), &r); err != nil || status != 0 {
			t.Fatalf("%v: %d %q %q, %v", flags, status, out, errs, err)
		}
		return r.RecallAt1
	}
	if got := recall(); got != 1 {
		t.Errorf("with the encoder: Recall@1 %v, want 1", got)
	}
	if got := recall("--words"); got != 0 {
		t.Errorf("by words: Recall@1 %v, want 0", got)
	}
}

func TestDoctorSaysWhatToDo(t *testing.T) {
	out, errs, status := mundap(t, t.TempDir(), "", "doctor")
	if status != 0 || !strings.Contains(out, "데이터 폴더") ||
		!strings.Contains(out, "MUNDAP_MODEL_URL=") {
		t.Errorf("%d %q %q", status, out, errs)
	}
}

func TestDoctorNamesTheAddressOfARunningServer(t *testing.T) {
	data := t.TempDir()
	s := start(t, data)
	out, errs, status := mundap(t, data, "", "doctor")
	if want := strings.TrimPrefix(s.url, "http://") + "에서 실행 중이에요"; status != 0 || !strings.Contains(out, want) {
		t.Errorf("%d, no %q in %q %q", status, want, out, errs)
	}
}

func TestTheUsersOwnWordsAreTakenOverWhileTheServerRuns(t *testing.T) {
	data := t.TempDir()
	s := start(t, data)
	s.upload("요금.txt", "text/plain", "한국전력공사 고객 안내입니다. 납기일은 매달 25일입니다.\n")
	s.upload("가스.txt", "text/plain", "도시가스 회사의 안내입니다. 납기일은 매달 20일입니다.\n")
	if err := os.WriteFile(filepath.Join(data, "dictionary.txt"), []byte("한전 = 한국전력공사\n"),
		0o600); err != nil {
		t.Fatal(err)
	}
	tick := time.NewTicker(200 * time.Millisecond)
	defer tick.Stop()
	for deadline := time.Now().Add(patience); ; {
		out, _, _ := mundap(t, data, "", "search", "한전", "-k", "1", "--json")
		if strings.Contains(out, "요금.txt") {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("a synonym is not known: %q", out)
		}
		<-tick.C
	}
}

func TestADamagedIndexIsBuiltAnew(t *testing.T) {
	data := t.TempDir()
	if _, errs, status := mundap(t, data, "", "ingest", library(t)); status != 0 {
		t.Fatalf("ingest: %d %q", status, errs)
	}
	files, err := os.ReadDir(filepath.Join(data, "index"))
	if err != nil || len(files) == 0 {
		t.Fatalf("index files %v, %v", files, err)
	}
	for _, f := range files {
		if err := os.WriteFile(filepath.Join(data, "index", f.Name()), []byte("damaged"),
			0o600); err != nil {
			t.Fatal(err)
		}
	}
	start(t, data)
	tick := time.NewTicker(100 * time.Millisecond)
	defer tick.Stop()
	for deadline := time.Now().Add(patience); ; {
		out, errs, status := mundap(t, data, "", "search", "OTP 등록", "-k", "1", "--json")
		if status == 0 && strings.Contains(out, "faq.csv") {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("the index was not built anew: %d %q %q", status, out, errs)
		}
		<-tick.C
	}
}
