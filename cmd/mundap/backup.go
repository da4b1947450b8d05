package main

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/mundap/mundap/internal/admin"
	"github.com/mundap/mundap/internal/app"
	"github.com/mundap/mundap/internal/datadir"
	"github.com/mundap/mundap/internal/fault"
)

func (p *program) backupCommand() *cobra.Command {
	return &cobra.Command{
		Use: p.say("backup 경로", "backup PATH"),
		Example: p.say(
			"  mundap backup /백업/월요일.mundap\n  mundap backup s3://회사-백업/문답/월요일.mundap",
			"  mundap backup /backups/monday.mundap\n  mundap backup s3://our-backups/mundap/monday.mundap"),
		Short: p.say("모두 백업해요 (서버가 실행 중이어도 돼요)", "Back everything up, also while the server runs"),
		Args:  p.args(1, 1),
		RunE: p.through(func(ctx context.Context, client *admin.Client, args []string) error {
			to, err := absolute(args[0])
			if err != nil {
				return err
			}
			r, err := p.follow(client.Backup(ctx, to))
			if err != nil {
				return err
			}
			fmt.Fprintf(p.out, p.say("백업했어요: %s (파일 %d개, %s)\n", "Backed up: %s (%d files, %s)\n"),
				r.Where, r.Files, size(r.Bytes))
			return nil
		}),
	}
}

func (p *program) restoreCommand() *cobra.Command {
	var replace bool
	cmd := &cobra.Command{
		Use: p.say("restore 경로", "restore PATH"),
		Example: p.say(
			"  mundap restore --replace /백업/월요일.mundap",
			"  mundap restore --replace /backups/monday.mundap"),
		Short: p.say("백업을 복원해요 (지금 있는 데이터는 사라져요)", "Restore a backup, replacing the current data"),
		Args:  p.args(1, 1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if !replace {
				return usageError{cmd, errors.New(p.say(
					"지금 있는 문서와 대화를 백업의 내용으로 바꿔요. 계속하려면 --replace를 붙여 주세요.",
					"This replaces the current documents and conversations with those of the backup. Add --replace to continue."))}
			}
			from, err := absolute(args[0])
			if err != nil {
				return err
			}
			return p.restore(cmd.Context(), from)
		},
	}
	cmd.Flags().BoolVar(&replace, "replace", false, p.say(
		"지금 있는 데이터를 백업의 내용으로 바꿔요", "replace the current data with the backup"))
	return cmd
}

func (p *program) restore(ctx context.Context, from string) error {
	c, err := p.config()
	if err != nil {
		return err
	}
	o := app.Options{Version: version, Log: p.log(c.LogLevel, true)}
	r, err := app.Restore(ctx, c, o, from, p.showProgress)
	if _, held := errors.AsType[*datadir.HeldError](err); held {
		client, end, err := p.connect(ctx)
		if err != nil {
			return err
		}
		defer end()
		if r, err = p.follow(client.Restore(ctx, from)); err != nil {
			return err
		}
		fmt.Fprintf(p.out, p.say("백업을 확인했어요. 서버가 %s에 만든 백업으로 다시 시작해요.\n",
			"The backup of %s is intact. The server is restarting with it.\n"),
			r.Made.Local().Format(time.DateTime))
		return nil
	}
	if err != nil {
		return err
	}
	fmt.Fprintf(p.out, p.say("%s의 백업으로 되돌렸어요 (파일 %d개, %s).\n",
		"Restored the backup of %s (%d files, %s).\n"), r.Made.Local().Format(time.DateTime), r.Files,
		size(r.Bytes))
	return nil
}

func (p *program) checkCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "check",
		Short: p.say("저장된 데이터가 손상되지 않았는지 모두 확인해요", "Verify all checksums and references of the stored data"),
		Args:  p.args(0, 0),
		RunE: p.through(func(ctx context.Context, client *admin.Client, _ []string) error {
			problems := 0
			_, err := p.follow(func(yield func(admin.Step, error) bool) {
				for s, err := range client.Check(ctx) {
					if s.Problem != nil {
						problems++
						fmt.Fprintf(p.out, "%s: %s\n", p.problemName(s.Problem.Kind), s.Problem.What)
					}
					if !yield(s, err) {
						return
					}
				}
			})
			if err != nil {
				return err
			}
			if problems > 0 {
				return fault.New(fault.Damaged,
					fmt.Sprintf("문제를 %d개 찾았어요. 'mundap restore'로 백업을 복원할 수 있어요.", problems),
					fmt.Sprintf("Found %d problems. You can restore a backup with 'mundap restore'.", problems))
			}
			fmt.Fprintln(p.out, p.say("모두 정상이에요.", "Everything is intact."))
			return nil
		}),
	}
}

func (p *program) problemName(kind string) string {
	switch kind {
	case "database":
		return p.say("데이터베이스", "database")
	case "damaged":
		return p.say("손상됨", "damaged")
	case "missing":
		return p.say("없음", "missing")
	case "orphan":
		return p.say("참조하는 곳 없음", "left over")
	case "deleted":
		return p.say("지웠지만 남아 있음", "deleted but still present")
	}
	return kind
}

// absolute makes a path one that the server understands, too.
func absolute(path string) (string, error) {
	if strings.HasPrefix(path, "s3://") {
		return path, nil
	}
	path, err := filepath.Abs(path)
	if err != nil {
		return "", fmt.Errorf("finding %s: %w", path, err)
	}
	return path, nil
}

// follow shows the progress of a command and gives its result.
func (p *program) follow(steps iter.Seq2[admin.Step, error]) (admin.BackupResult, error) {
	for s, err := range steps {
		if err != nil {
			return admin.BackupResult{}, err
		}
		if s.Progress != nil {
			if err := p.showProgress(*s.Progress); err != nil {
				return admin.BackupResult{}, err
			}
		}
		if s.Result != nil {
			return *s.Result, nil
		}
	}
	return admin.BackupResult{}, nil
}

// showProgress writes how far a command is, where somebody watches.
func (p *program) showProgress(g admin.Progress) error {
	if !p.verbose {
		return nil
	}
	text := fmt.Sprintf(p.say("파일 %d개, %s", "%d files, %s"), g.Files, size(g.Bytes))
	if g.Total > 0 {
		text += " / " + size(g.Total)
	}
	_, err := fmt.Fprintln(p.err, text)
	return err
}
