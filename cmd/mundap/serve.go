package main

import (
	"fmt"
	"runtime"

	"github.com/spf13/cobra"

	"github.com/mundap/mundap/internal/app"
)

func (p *program) serveCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "serve",
		Short: p.say("서버를 시작해요", "Start the server"),
		Args:  p.args(0, 0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			c, err := p.config()
			if err != nil {
				return err
			}
			return app.Serve(cmd.Context(), c,
				app.Options{Version: version, Log: p.log(c.LogLevel, false),
					Waiting: func(pid int) {
						fmt.Fprintf(p.err, p.say("mundap 명령(프로세스 %d)이 데이터 폴더를 쓰고 있어요. 하던 일을 넘겨받을 때까지 잠시 기다려요.\n",
							"A mundap command (process %d) is using the data folder. Waiting for it to hand over.\n"), pid)
					},
					Ready: func(url string) {
						fmt.Fprintf(p.out, p.say("문답이 %s 에서 기다리고 있어요. 멈추려면 Ctrl+C를 누르세요.\n",
							"Mundap is ready at %s. Press Ctrl+C to stop.\n"), url)
					}})
		},
	}
}

func (p *program) versionCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: p.say("버전을 보여 줘요", "Show the version"),
		Args:  p.args(0, 0),
		RunE: func(*cobra.Command, []string) error {
			_, err := fmt.Fprintf(p.out, "mundap %s (%s, %s/%s)\n", version, runtime.Version(),
				runtime.GOOS, runtime.GOARCH)
			return err
		},
	}
}

func (p *program) configCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "config",
		Short: p.say("적용된 설정을 보여 줘요 (비밀은 가려요)", "Show the effective configuration, secrets hidden"),
		Args:  p.args(0, 0),
		RunE: func(*cobra.Command, []string) error {
			c, err := p.config()
			if err != nil {
				return err
			}
			text, err := c.YAML()
			if err != nil {
				return err
			}
			_, err = fmt.Fprint(p.out, text)
			return err
		},
	}
}
