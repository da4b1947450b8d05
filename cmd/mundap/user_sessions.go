package main

import (
	"context"
	"fmt"
	"strings"
	"text/tabwriter"
	"time"
	"unicode"

	"github.com/spf13/cobra"

	"github.com/mundap/mundap/internal/admin"
)

func (p *program) userSessionsCommand() *cobra.Command {
	return &cobra.Command{
		Use: p.say("sessions 사용자", "sessions USER"),
		Short: p.say("사용자가 로그인해 둔 브라우저를 보여 줘요",
			"List the browsers in which a user is signed in"),
		Args: p.args(1, 1),
		RunE: p.through(func(ctx context.Context, client *admin.Client, who []string) error {
			list, err := client.Sessions(ctx, who[0])
			if err != nil {
				return err
			}
			if len(list) == 0 {
				fmt.Fprintln(p.err, p.say("로그인해 둔 브라우저가 없어요.", "They aren't signed in anywhere."))
			}
			table := tabwriter.NewWriter(p.out, 0, 8, 2, ' ', 0)
			for _, s := range list {
				fmt.Fprintf(table, "%s\t%s\t%s\n", s.ID, s.Used.Local().Format(time.DateTime),
					printable(s.Agent))
			}
			return table.Flush()
		}),
	}
}

// printable keeps a text that anybody may have sent from moving the cursor.
func printable(text string) string {
	return strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return -1
		}
		return r
	}, text)
}

func (p *program) userSignOutCommand() *cobra.Command {
	return &cobra.Command{
		Use: p.say("sign-out 사용자 [세션]", "sign-out USER [SESSION]"),
		Short: p.say("사용자를 모든 브라우저에서, 또는 'user sessions'에 나온 한 곳에서 로그아웃시켜요",
			"Sign a user out everywhere, or in one browser that 'user sessions' lists"),
		Args: p.args(1, 2),
		RunE: p.through(func(ctx context.Context, client *admin.Client, args []string) error {
			id := ""
			if len(args) > 1 {
				id = args[1]
			}
			if err := client.EndSession(ctx, args[0], id); err != nil {
				return err
			}
			done := p.say("%s 계정을 모든 기기에서 로그아웃했어요. 비밀번호를 아는 사람은 다시 로그인할 수 있어요.\n",
				"Signed %s out everywhere. Anyone who knows the password can sign in again.\n")
			if id != "" {
				done = p.say("%s 계정을 해당 브라우저에서 로그아웃했어요. 비밀번호를 아는 사람은 다시 로그인할 수 있어요.\n",
					"Signed %s out of that browser. Anyone who knows the password can sign in again.\n")
			}
			fmt.Fprintf(p.out, done, args[0])
			return nil
		}),
	}
}
