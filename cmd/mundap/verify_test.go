package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestVerdictsComeInTheOrderOfTheSentences(t *testing.T) {
	dir := t.TempDir()
	passages, answers := filepath.Join(dir, "p.jsonl"), filepath.Join(dir, "a.jsonl")
	write := func(name, text string) {
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write(passages, `{"id":"p1","title":"보일러","text":"A396 | 온도 센서 이상\nA508 | 통신 이상"}
{"id":"p2","title":"휴가 규정","text":"직원은 연차 15일을 쓸 수 있다."}
`)
	write(answers, `{"id":"s1","question":"연차는 며칠인가요?","shown":["p1","p2"],"sentence":"연차는 15일이에요.","cites":[0,7]}

{"id":"s2","question":"연차는 며칠인가요?","shown":["p1","p2"],"sentence":"연차는 365일이에요.","cites":[1]}
{"id":"s3","question":"안녕?","shown":[],"sentence":"안녕하세요!","cites":[]}
`)
	want := `{"id":"s1","verdict":"supported","citations":[1]}
{"id":"s2","verdict":"unsupported","citations":[]}
{"id":"s3","verdict":"no_claim","citations":[]}
`
	for _, more := range [][]string{nil, {"--no-encoder"}} {
		args := append([]string{"verify", "--passages", passages, "--answers", answers}, more...)
		if out, err := execute(t, "ko", args...); err != nil || out != want {
			t.Errorf("%v %v\n%s", more, err, out)
		}
	}
	for _, line := range []string{`{"id":"s1","shown":["nowhere"],"sentence":"연차는 15일이에요."}`, `{"id":`, `{"id":1}`} {
		write(answers, line)
		if _, err := execute(t, "ko", "verify", "--passages", passages, "--answers",
			answers); err == nil || !strings.Contains((&program{language: "ko"}).explain(err),
			"입력 파일이 올바르지 않아요") {
			t.Errorf("%s: %v", line, err)
		}
	}
}
