package main

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/mundap/mundap/internal/config/schema"
)

// environmentIn returns the variables that a machine's script writes.
func environmentIn(t *testing.T, script string) map[string]string {
	t.Helper()
	_, rest, ok := strings.Cut(script, "cat > "+environmentFile+" <<'ENV'\n")
	block, _, ended := strings.Cut(rest, "\nENV\n")
	if !ok || !ended {
		t.Fatalf("the machine writes no environment: %s", script)
	}
	env := map[string]string{}
	for line := range strings.Lines(block) {
		name, value, _ := strings.Cut(strings.TrimSpace(line), "=")
		env[name] = value
	}
	return env
}

// A machine has the search engine, the voice, the stores and the settings of
// questions that the deployment names, as the functions would.
func TestAMachineHasTheServicesOfItsSettings(t *testing.T) {
	s := MachineSettings()
	s.Web = Web{Provider: google, ID: "engine", Secret: "web/google", ReadPages: true}
	s.Speech = Speech{Provider: openai, URL: "https://voice.example.com/v1", Voice: "ko", Secret: "voice/key"}
	s.RAG.Capabilities = []string{"local", "bedrock"}
	s.RAG.RelevantDocs, s.Ingest.ChunkSize = 7, 900
	s.KnowledgeBase = schema.KnowledgeBase{ID: "ABCDEFGHIJ"}
	x := checkedTemplate(t, s)
	script := scriptOf(t, x)

	got := schema.OnAWS()
	env := environmentIn(t, script)
	if err := schema.Read(&got, func(name string) string { return env[name] }); err != nil {
		t.Fatal(err)
	}
	if got.Web.Provider != google || got.Web.ID != "engine" || got.Web.KeyFile != webKeyFile ||
		got.Web.Key != "" || !got.Web.ReadPages {
		t.Errorf("the program searches the web with %+v", got.Web)
	}
	if got.Speech.Provider != openai || got.Speech.URL != s.Speech.URL || got.Speech.Voice != "ko" {
		t.Errorf("the program reads aloud with %+v", got.Speech)
	}
	if got.RAG.RelevantDocs != 7 || got.Ingest.ChunkSize != 900 || got.KnowledgeBase.ID != "ABCDEFGHIJ" ||
		strings.Join(got.RAG.Capabilities, " ") != "local bedrock" || got.Profiles == "" {
		t.Errorf("the program runs with %v", env)
	}
	for _, want := range []string{"--secret-id 'web/google'", "--secret-id 'voice/key'", "MUNDAP_SPEECH_API_KEY="} {
		if !strings.Contains(script, want) {
			t.Errorf("the machine does not run %q", want)
		}
	}
	// The service reads what was written before it starts.
	written, kept := strings.Index(script, "cat > "+environmentFile), strings.Index(script, searchWithKeyOnly(webKeyFile, environmentFile))
	read, started := strings.Index(script, "EnvironmentFile=-"+environmentFile+"\n"), strings.Index(script, "systemctl enable --now mundap")
	if written < 0 || kept < written || read < kept || started < read {
		t.Errorf("the environment is written at %d, checked at %d, named at %d, and the program starts at %d",
			written, kept, read, started)
	}
	may := strings.Join(machineMay(t, x), " ")
	for _, want := range []string{"secretsmanager:GetSecretValue", "bedrock:Retrieve"} {
		if !strings.Contains(may, want) {
			t.Errorf("the machine may not %s", want)
		}
	}
	if strings.Contains(may, "polly:") {
		t.Error("the machine may use Polly, though another service reads aloud")
	}
}

// Without a word about them, Polly reads aloud, as it does for the functions, and
// the web is not searched.
func TestAPlainMachineReadsAloudAndDoesNotSearchTheWeb(t *testing.T) {
	x := synthesisedOnce["machine"](t)
	env := environmentIn(t, scriptOf(t, x))
	if env["MUNDAP_SPEECH_PROVIDER"] != polly || env["MUNDAP_SPEECH_VOICE"] != voice ||
		env["MUNDAP_WEB_PROVIDER"] != "" {
		t.Errorf("the program runs with %v", env)
	}
	may := strings.Join(machineMay(t, x), " ")
	if !strings.Contains(may, "polly:SynthesizeSpeech") || strings.Contains(may, "secretsmanager:") {
		t.Errorf("the machine may %s", may)
	}
}

func TestAMachineRefusesWhatBelongsToFunctions(t *testing.T) {
	for key, change := range map[string]func(*Settings){
		"site:":       func(s *Settings) { s.Site.PriceClass = "All" },
		"sign_in:":    func(s *Settings) { s.SignIn.Name = "회사" },
		"limits:":     func(s *Settings) { s.Limits.UserQuestions = 5 },
		"functions:":  func(s *Settings) { s.Functions.Chat.MemoryMB = 2048 },
		"opensearch:": func(s *Settings) { s.OpenSearch.Create = true },
		"kendra:":     func(s *Settings) { s.Kendra.Create = true },
		"readers:":    func(s *Settings) { s.Readers.Shards = 1 },
		"backup:":     func(s *Settings) { s.Backup.TableDays = 7 },
		"web.secret:": func(s *Settings) { s.Web = Web{Provider: google, ID: "engine"} },
		"web.id:":     func(s *Settings) { s.Web = Web{Provider: google, Secret: "web/google"} },
	} {
		s := MachineSettings()
		change(&s)
		if err := s.Validate(); err == nil || !strings.Contains(err.Error(), key) {
			t.Errorf("%s %v", key, err)
		}
	}
	s := MachineSettings()
	s.SignIn.SessionHours, s.Site.AllowedOrigins = 8, []string{"https://intranet.example.com"}
	if err := s.Validate(); err != nil {
		t.Error(err)
	}
}

// The instance keeps a secret's text, or the field of a JSON object, and goes on
// without a secret that it can't read.
func TestSecretsOfAMachine(t *testing.T) {
	for name, c := range map[string]struct{ secret, want string }{
		"text":           {"abc def", "KEY=abc def\n"},
		"object":         {`{"key": "k1"}`, "KEY=k1\n"},
		"Google's":       {`{"google_cse_id": "x", "google_api_key": "k2"}`, "KEY=k2\n"},
		"other fields":   {`{"name": "x"}`, "KEY=\n"},
		"no such secret": {"", "KEY=\n"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			stub := "#!/bin/sh\ncat " + dir + "/secret\n"
			if err := os.WriteFile(filepath.Join(dir, "aws"), []byte(stub), 0o700); err != nil {
				t.Fatal(err)
			}
			if c.secret != "" {
				if err := os.WriteFile(filepath.Join(dir, "secret"), []byte(c.secret+"\n"), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			file := filepath.Join(dir, "kept")
			script := append([]string{"set -euo pipefail"},
				keepSecret("ap-northeast-2", "some/secret", file, "KEY=", "key", "google_api_key")...)
			run := exec.Command("bash", "-c", strings.Join(script, "\n"))
			run.Env = append(os.Environ(), "PATH="+dir+":"+os.Getenv("PATH"))
			if out, err := run.CombinedOutput(); err != nil {
				t.Fatalf("%v: %s", err, out)
			}
			got, err := os.ReadFile(file)
			if err != nil || string(got) != c.want {
				t.Errorf("kept %q, not %q: %v", got, c.want, err)
			}
			if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
				t.Errorf("the file has the mode %v: %v", info.Mode(), err)
			}
		})
	}
}

// TestAMachineStartsWithoutTheKeyOfItsSearchEngine: without it, the web is not
// searched; with it, everything stays.
func TestAMachineStartsWithoutTheKeyOfItsSearchEngine(t *testing.T) {
	const others = "MUNDAP_RAG_RELEVANT_DOCS=7\nMUNDAP_SPEECH_PROVIDER=polly\n"
	const search = "MUNDAP_WEB_ID=engine\nMUNDAP_WEB_KEY_FILE=key\nMUNDAP_WEB_PROVIDER=google\n"
	for key, want := range map[string]string{"k1\n": others + search, "\n": others, "": others} {
		dir := t.TempDir()
		keyFile, environment := filepath.Join(dir, "key"), filepath.Join(dir, "environment")
		for file, text := range map[string]string{keyFile: key, environment: others + search} {
			if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		run := exec.Command("bash", "-euo", "pipefail", "-c", searchWithKeyOnly(keyFile, environment))
		if out, err := run.CombinedOutput(); err != nil {
			t.Fatalf("%v: %s", err, out)
		}
		if got, err := os.ReadFile(environment); err != nil || string(got) != want {
			t.Errorf("with the key %q: %q, %v", key, got, err)
		}
	}
}

// scriptOf is the script of a machine's instances; REF stands for what
// CloudFormation fills in.
func scriptOf(t *testing.T, x template) string {
	t.Helper()
	var data struct {
		Base64 struct {
			Join []json.RawMessage `json:"Fn::Join"`
		} `json:"Fn::Base64"`
	}
	text := only(t, x, "AWS::EC2::LaunchTemplate").text("LaunchTemplateData.UserData")
	var parts []any
	if err := json.Unmarshal([]byte(text), &data); err != nil || len(data.Base64.Join) != 2 {
		t.Fatalf("a script of another form: %v: %s", err, text)
	}
	if err := json.Unmarshal(data.Base64.Join[1], &parts); err != nil {
		t.Fatal(err)
	}
	var script strings.Builder
	for _, p := range parts {
		if s, ok := p.(string); ok {
			script.WriteString(s)
		} else {
			script.WriteString("REF")
		}
	}
	return script.String()
}

// machineMay lists what a machine's role allows.
func machineMay(t *testing.T, x template) (actions []string) {
	t.Helper()
	for role, list := range grantedTo(t, x) {
		if strings.HasPrefix(role, "RoleMachine") {
			for _, g := range list {
				actions = append(actions, g.Action...)
			}
		}
	}
	return actions
}
