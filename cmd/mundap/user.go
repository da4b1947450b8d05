package main

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"github.com/mundap/mundap/internal/admin"
	"github.com/mundap/mundap/internal/fault"
)

func isTerminal(f *os.File) bool { return term.IsTerminal(int(f.Fd())) }

func (p *program) userCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "user",
		Short: p.say("사용자를 추가하거나 지우고 비밀번호를 바꿔요", "Add and remove users, change passwords"),
	}
	cmd.AddCommand(p.userAddCommand(), p.userPasswordCommand(), p.userListCommand(),
		p.userRemoveCommand(), p.userSessionsCommand(), p.userSignOutCommand(),
		p.userLockCommand("lock", p.say("사용자를 잠그고 로그인을 끝내요",
			"Lock a user out and end their sessions"), true),
		p.userLockCommand("unlock", p.say("사용자의 잠금을 풀어요", "Unlock a user"),
			false))
	return cmd
}

func (p *program) userAddCommand() *cobra.Command {
	var isAdmin bool
	var name string
	cmd := &cobra.Command{
		Use: p.say("add 사용자", "add USER"),
		Example: p.say(
			"  mundap user add kim --name 김서연 --admin",
			"  mundap user add kim --name Kim --admin"),
		Short: p.say("사용자를 추가해요 (비밀번호는 물어보거나 표준 입력에서 읽어요)",
			"Add a user (the password is asked for, or read from standard input)"),
		Args: p.args(1, 1),
		RunE: p.withPassword(func(ctx context.Context, client *admin.Client, user,
			password string) error {
			a, err := client.AddAccount(ctx, admin.NewAccount{User: user, Name: name,
				Password: password, Admin: isAdmin})
			if err != nil {
				return err
			}
			fmt.Fprintf(p.out, p.say("%s 계정을 %s 권한으로 만들었어요. 아이디와 비밀번호를 알려 주면 바로 로그인할 수 있어요.\n",
				"Added %s (%s). They can sign in with this name and password now.\n"), a.User, p.role(a.Admin))
			if s, err := client.Status(ctx); err == nil && s.PID != os.Getpid() && s.Accounts == 1 {
				fmt.Fprintln(p.out, p.say("첫 사용자예요. 실행 중인 서버도 이제부터 로그인을 받아요.",
					"This is the first user: the running server asks people to sign in from now on."))
			}
			return nil
		}),
	}
	cmd.Flags().BoolVar(&isAdmin, "admin", false, p.say("관리자로 추가해요", "as an administrator"))
	cmd.Flags().StringVar(&name, "name", "", p.say("화면에 보일 `이름`", "`name` to show"))
	return cmd
}

// withPassword makes the body of a command for one user that asks for a
// password, before it speaks to a Mundap.
func (p *program) withPassword(run func(ctx context.Context, client *admin.Client, user,
	password string) error) func(*cobra.Command, []string) error {
	return func(cmd *cobra.Command, who []string) error {
		password, err := p.password()
		if err != nil {
			return err
		}
		return p.through(func(ctx context.Context, client *admin.Client, _ []string) error {
			return run(ctx, client, who[0], password)
		})(cmd, who)
	}
}

// password asks for a password without showing it, twice; where nobody sits it reads one line.
func (p *program) password() (string, error) {
	f, ok := p.in.(*os.File)
	if !ok || !isTerminal(f) {
		line, err := bufio.NewReader(p.in).ReadString('\n')
		if line = strings.TrimRight(line, "\r\n"); line == "" {
			return "", fault.Wrap(fmt.Errorf("reading the password: %w", err), fault.Invalid,
				"비밀번호가 없어요. 표준 입력 한 줄로 넣어 주세요.",
				"There is no password. Enter it as one line on standard input.")
		}
		return line, nil
	}
	var entered [2]string
	for i, ask := range []string{p.say("비밀번호: ", "Password: "), p.say("한 번 더: ", "Again: ")} {
		fmt.Fprint(p.err, ask)
		b, err := term.ReadPassword(int(f.Fd()))
		fmt.Fprintln(p.err)
		if err != nil {
			return "", fmt.Errorf("reading the password: %w", err)
		}
		entered[i] = string(b)
	}
	if entered[0] != entered[1] {
		return "", fault.New(fault.Invalid, "두 비밀번호가 서로 달라요. 다시 입력해 주세요.",
			"The two passwords differ. Try again.")
	}
	return entered[0], nil
}

func (p *program) userPasswordCommand() *cobra.Command {
	return &cobra.Command{
		Use:   p.say("password 사용자", "password USER"),
		Short: p.say("비밀번호를 바꾸고 모든 로그인을 끝내요", "Change a password and end all sessions"),
		Args:  p.args(1, 1),
		RunE: p.withPassword(func(ctx context.Context, client *admin.Client, user,
			password string) error {
			if err := client.SetPassword(ctx, user, password); err != nil {
				return err
			}
			fmt.Fprintf(p.out, p.say("%s 계정의 비밀번호를 바꾸고 모든 기기에서 로그아웃했어요. 새 비밀번호로 다시 로그인하면 돼요.\n",
				"Changed the password of %s and signed them out everywhere. They sign in with the new one.\n"), user)
			return nil
		}),
	}
}

func (p *program) userListCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "list",
		Short: p.say("사용자를 보여 줘요", "List the users"),
		Args:  p.args(0, 0),
		RunE: p.through(func(ctx context.Context, client *admin.Client, _ []string) error {
			list, err := client.Accounts(ctx)
			if err != nil {
				return err
			}
			if len(list) == 0 {
				fmt.Fprintln(p.err, p.say("아직 사용자가 없어요. 'mundap user add 사용자 --admin'으로 만들 수 있어요.",
					"There are no users yet. Create one with 'mundap user add USER --admin'."))
			}
			table := tabwriter.NewWriter(p.out, 0, 8, 2, ' ', 0)
			for _, a := range list {
				fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\n", a.User, a.Name, p.role(a.Admin),
					a.Created.Local().Format(time.DateOnly), p.accountRemark(a))
			}
			return table.Flush()
		}),
	}
}

// role names what an account may do.
func (p *program) role(admin bool) string {
	if admin {
		return p.say("관리자", "administrator")
	}
	return p.say("사용자", "user")
}

// accountRemark says what is special about an account.
func (p *program) accountRemark(a admin.Account) string {
	var remarks []string
	if a.Provider {
		remarks = append(remarks, p.say("회사 계정", "company account"))
	}
	if a.Disabled {
		remarks = append(remarks, p.say("잠김", "locked"))
	}
	return strings.Join(remarks, ", ")
}

func (p *program) userLockCommand(name, short string, locked bool) *cobra.Command {
	return &cobra.Command{
		Use:   name + p.say(" 사용자", " USER"),
		Short: short,
		Args:  p.args(1, 1),
		RunE: p.through(func(ctx context.Context, client *admin.Client, who []string) error {
			if err := client.SetLocked(ctx, who[0], locked); err != nil {
				return err
			}
			done := p.say("%s 계정의 잠금을 풀었어요. 쓰던 비밀번호로 다시 로그인할 수 있어요.\n",
				"Unlocked %s. They can sign in with their password again.\n")
			if locked {
				done = p.say("%s 계정을 잠그고 모든 기기에서 로그아웃했어요. 'mundap user unlock %[1]s' 명령으로 잠금을 풀기 전에는 로그인할 수 없어요. 문서는 그대로 남아요.\n",
					"Locked %s and signed them out everywhere. They can't sign in until you run 'mundap user unlock %[1]s'. Their documents stay.\n")
			}
			fmt.Fprintf(p.out, done, who[0])
			return nil
		}),
	}
}

func (p *program) userRemoveCommand() *cobra.Command {
	return &cobra.Command{
		Use: p.say("remove 사용자", "remove USER"),
		Short: p.say("사용자를 지우고 로그인을 끝내요 (문서는 남아요)",
			"Remove a user and end their sessions (documents stay)"),
		Args: p.args(1, 1),
		RunE: p.through(func(ctx context.Context, client *admin.Client, who []string) error {
			if err := client.DeleteAccount(ctx, who[0]); err != nil {
				return err
			}
			fmt.Fprintf(p.out, p.say("%s 계정을 지우고 모든 기기에서 로그아웃했어요. 올린 문서는 남아 있고, 관리자가 지울 수 있어요.\n",
				"Removed %s and signed them out everywhere. Their documents stay; an administrator can delete them.\n"), who[0])
			return nil
		}),
	}
}
