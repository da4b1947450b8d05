package main

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/spf13/cobra"
)

// execute runs a command line in a language; commands that would need a data folder are not for it.
func execute(t *testing.T, language string, line ...string) (out string, err error) {
	t.Helper()
	var b bytes.Buffer
	p := &program{in: strings.NewReader(""), out: &b, err: &b, language: language}
	root := p.command()
	root.SetArgs(line)
	err = root.ExecuteContext(t.Context())
	if usage, ok := errors.AsType[usageError](err); ok {
		return p.misused(usage), err
	}
	return b.String(), err
}

func TestACommandLineThatMakesNoSenseIsExplainedInTheUsersLanguage(t *testing.T) {
	for line, want := range map[string]string{
		"nonsense":           "'nonsense' 명령은 없어요.\n'mundap --help'로 쓰는 법을 볼 수 있어요.",
		"serch":              "'serch' 명령은 없어요. 혹시 'search'가 아닌가요?\n'mundap --help'로 쓰는 법을 볼 수 있어요.",
		"documents frob":     "'frob' 명령은 없어요.\n'mundap documents --help'로 쓰는 법을 볼 수 있어요.",
		"user nobody":        "'nobody' 명령은 없어요.\n'mundap user --help'로 쓰는 법을 볼 수 있어요.",
		"search":             "이렇게 적어 주세요: mundap search 검색어 [옵션]\n'mundap search --help'로 쓰는 법을 볼 수 있어요.",
		"serve now":          "이렇게 적어 주세요: mundap serve [옵션]\n'mundap serve --help'로 쓰는 법을 볼 수 있어요.",
		"serve --port 1":     "--port 옵션은 없어요.\n'mundap serve --help'로 쓰는 법을 볼 수 있어요.",
		"serve -p":           "-p 옵션은 없어요.\n'mundap serve --help'로 쓰는 법을 볼 수 있어요.",
		"search -k many 연차":  "--count 옵션에 \"many\" 값은 쓸 수 없어요.\n'mundap search --help'로 쓰는 법을 볼 수 있어요.",
		"search -k 0 연차":     "--count에는 1 이상의 수를 적어 주세요.\n'mundap search --help'로 쓰는 법을 볼 수 있어요.",
		"search 연차 --count":  "--count 옵션에는 값이 필요해요.\n'mundap search --help'로 쓰는 법을 볼 수 있어요.",
		"eval":               "--passages와 --questions로 두 파일을 지정해 주세요.\n'mundap eval --help'로 쓰는 법을 볼 수 있어요.",
		"help nothing":       "'nothing' 명령은 없어요.\n'mundap --help'로 쓰는 법을 볼 수 있어요.",
		"config --set model": "--set model: 이름=값으로 적어 주세요.",
	} {
		got, err := execute(t, "ko", strings.Fields(line)...)
		if _, ok := errors.AsType[usageError](err); !ok || got != want {
			t.Errorf("%s: %q (%v), want %q", line, got, err, want)
		}
	}
	if got, _ := execute(t, "en", "serch"); got != "There is no command 'serch'. Did you mean 'search'?\n'mundap --help' shows how it is used." {
		t.Errorf("%q", got)
	}
}

func TestEveryCommandIsExplainedInOneLanguage(t *testing.T) {
	var each func(cmd *cobra.Command, path []string)
	each = func(cmd *cobra.Command, path []string) {
		out, err := execute(t, "ko", append(path, "--help")...)
		if err != nil || !strings.Contains(out, "쓰는 법:\n  mundap") {
			t.Errorf("%v: %v\n%s", path, err, out)
		}
		for _, english := range []string{"Usage", "Flags", "help for", "(default", "stringArray",
			"string ", "Available"} {
			if strings.Contains(out, english) {
				t.Errorf("%v: %q in\n%s", path, english, out)
			}
		}
		for _, c := range cmd.Commands() {
			if !c.Hidden {
				each(c, append(path[:len(path):len(path)], c.Name()))
			}
		}
	}
	each((&program{language: "ko"}).command(), nil)
}
