package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"github.com/mundap/mundap/internal/admin"
	"github.com/mundap/mundap/internal/app"
	"github.com/mundap/mundap/internal/config"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/load"
)

// program is what the commands share: streams, the flags that every command
// has, and the language of its messages.
type program struct {
	in       io.Reader
	out, err io.Writer
	language string
	worker   []string // command line of a process that reads files; if empty, this process reads them

	configFile string
	data       string
	addr       string
	sets       []string
	user       string
	verbose    bool
}

func newProgram(in io.Reader, out, err io.Writer) *program {
	p := &program{in: in, out: out, err: err, language: environmentLanguage(os.Getenv)}
	if exe, err := os.Executable(); err == nil {
		p.worker = []string{exe, load.WorkerCommand}
	}
	return p
}

// environmentLanguage is Korean unless the environment asks for English.
func environmentLanguage(getenv func(string) string) string {
	for _, name := range []string{"MUNDAP_LANG", "LC_ALL", "LC_MESSAGES", "LANG"} {
		if v := getenv(name); v != "" && v != "C" && v != "POSIX" && !strings.HasPrefix(v, "C.") {
			if strings.HasPrefix(v, "ko") {
				return "ko"
			}
			return "en"
		}
	}
	return "ko"
}

// say picks the sentence in the program's language.
func (p *program) say(ko, en string) string { return fault.Text{Ko: ko, En: en}.In(p.language) }

func (p *program) command() *cobra.Command {
	root := &cobra.Command{
		Use: "mundap",
		Short: p.say("내 문서에서 근거를 찾아 답하는 한국어 문답",
			"Answers questions from your own documents, with sources"),
		Version: version,
		Example: p.say(
			"  mundap serve                    # 켠 뒤 브라우저에서 http://127.0.0.1:8420 열기\n  mundap ingest ~/문서             # 폴더째 넣기\n  mundap ask \"연차는 며칠인가요?\"",
			"  mundap serve                    # then open http://127.0.0.1:8420\n  mundap ingest ~/Documents       # a whole folder\n  mundap ask \"How long is the annual leave?\""),
		SilenceErrors: true,
		SilenceUsage:  true,
		CompletionOptions: cobra.CompletionOptions{
			HiddenDefaultCmd: true,
		},
	}
	root.SetOut(p.out)
	root.SetErr(p.err)
	f := root.PersistentFlags()
	f.StringVar(&p.configFile, "config", "", p.say("설정 `파일`", "configuration `file`"))
	f.StringVar(&p.data, "data", "", p.say("데이터 `폴더` (지금 쓰는 곳은 mundap config가 알려 줘요)", "data `folder` (mundap config shows the one in use)"))
	f.StringVar(&p.addr, "addr", "", p.say("서버 `주소` (호스트:포트)", "`address` of the server (host:port)"))
	f.StringArrayVar(&p.sets, "set", nil, p.say("설정 하나를 `이름=값`으로 바꿔요", "set one key of the configuration with `KEY=VALUE`"))
	f.StringVar(&p.user, "user", "", p.say("이 `사용자`로서 실행해요", "act as this `user`"))
	f.BoolVarP(&p.verbose, "verbose", "v", false, p.say("자세한 기록을 보여 줘요", "show details"))
	root.AddCommand(
		p.serveCommand(), p.searchReaderCommand(), p.ingestCommand(), p.searchCommand(), p.askCommand(),
		p.documentsCommand(),
		p.loadCommand(), p.evalCommand(), p.verifyCommand(), p.analyzeCommand(), p.userCommand(),
		p.backupCommand(), p.restoreCommand(), p.checkCommand(),
		p.doctorCommand(), p.versionCommand(), p.configCommand(),
	)
	p.localise(root)
	return root
}

// config loads the configuration with this command line's flags over it.
func (p *program) config() (config.Config, error) {
	var overrides []config.Override
	for _, s := range p.sets {
		key, value, ok := strings.Cut(s, "=")
		if !ok {
			return config.Config{}, usageError{cause: fmt.Errorf(p.say("--set %s: 이름=값으로 적어 주세요.",
				"--set %s: write KEY=VALUE."), s)}
		}
		overrides = append(overrides, config.Override{Key: key, Value: value})
	}
	for key, value := range map[string]string{"data": p.data, "addr": p.addr} {
		if value != "" {
			overrides = append(overrides, config.Override{Key: key, Value: value})
		}
	}
	return config.Load(p.configFile, os.LookupEnv, overrides)
}

// log is for the server; commands log only what went wrong, unless they are verbose.
func (p *program) log(level string, quiet bool) *slog.Logger {
	var l slog.Level
	if err := l.UnmarshalText([]byte(level)); err != nil {
		l = slog.LevelInfo
	}
	if quiet {
		l = slog.LevelError
	}
	if p.verbose {
		l = min(l, slog.LevelDebug)
	}
	return slog.New(slog.NewTextHandler(p.err, &slog.HandlerOptions{Level: l}))
}

// connect gives a client of the server that has the data folder, or of one that
// lives as long as this command.
func (p *program) connect(ctx context.Context) (*admin.Client, func(), error) {
	c, err := p.config()
	if err != nil {
		return nil, nil, err
	}
	client, end, err := app.Connect(ctx, c,
		app.Options{Version: version, Log: p.log(c.LogLevel, true)})
	if err != nil {
		return nil, nil, err
	}
	return client, func() {
		if err := end(); err != nil {
			fmt.Fprintf(p.err, "mundap: %s\n", p.explain(err))
		}
	}, nil
}

// through makes the body of a command that speaks to a Mundap.
func (p *program) through(run func(ctx context.Context, client *admin.Client,
	args []string) error) func(*cobra.Command, []string) error {
	return func(cmd *cobra.Command, args []string) error {
		client, end, err := p.connect(cmd.Context())
		if err != nil {
			return err
		}
		defer end()
		return run(cmd.Context(), client, args)
	}
}

// printJSON writes one object on one line.
func (p *program) printJSON(v any) error {
	if err := json.NewEncoder(p.out).Encode(v); err != nil {
		return fmt.Errorf("writing the result: %w", err)
	}
	return nil
}
