package main

import (
	"context"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"github.com/mundap/mundap/internal/admin"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/forgetting"
)

func (p *program) deleteCommand() *cobra.Command {
	var answers, receipt, asJSON bool
	cmd := &cobra.Command{
		Use: p.say("delete 문서…", "delete DOCUMENT…"),
		Example: p.say(
			"  mundap documents delete 규정/휴가.hwp\n  mundap documents delete --with-answers --receipt 규정/휴가.hwp",
			"  mundap documents delete rules/leave.hwp\n  mundap documents delete --with-answers --receipt rules/leave.hwp"),
		Short: p.say("문서를 지워요", "Delete documents"),
		Args:  p.args(1, anyNumber),
		RunE: p.through(func(ctx context.Context, client *admin.Client, keys []string) error {
			deleted, err := client.Delete(ctx, admin.Keys{User: p.user, Keys: keys}, answers)
			if err != nil {
				return err
			}
			if !receipt && !asJSON {
				for _, d := range deleted {
					fmt.Fprintf(p.out, p.say("%s: 지웠어요\n", "%s: deleted\n"), d.Name)
				}
				return nil
			}
			return p.waitForReceipts(ctx, client, deleted, asJSON)
		}),
	}
	cmd.Flags().BoolVar(&answers, "with-answers", false, p.say(
		"이 문서를 근거로 한 답도 지워요", "also delete the answers based on the documents"))
	cmd.Flags().BoolVar(&receipt, "receipt", false, p.say(
		"다 지워질 때까지 기다렸다가, 어디에서 언제 지워졌는지 보여 줘요",
		"wait until nothing is left, and show when each place deleted its part"))
	cmd.Flags().BoolVar(&asJSON, "json", false, p.say(
		"--receipt처럼 기다리고, 한 줄에 JSON 하나씩 적어요", "like --receipt, with one JSON object per line"))
	return cmd
}

// waitForReceipts shows the receipt of each deletion as soon as it is complete.
func (p *program) waitForReceipts(ctx context.Context, client *admin.Client,
	deleted []admin.Document, asJSON bool) error {
	names := map[string]admin.Document{}
	for _, d := range deleted {
		names[d.ID] = d
	}
	tick := time.NewTicker(pollEvery)
	defer tick.Stop()
	clean := true
	for len(names) > 0 {
		for id, d := range names {
			list, err := client.Receipts(ctx, admin.Keys{User: p.user, Keys: []string{id}})
			if err != nil {
				return err
			}
			if len(list) == 0 || !list[0].Complete() {
				continue
			}
			delete(names, id)
			clean = clean && list[0].Clean()
			if err := p.showReceipt(d.Name, list[0], asJSON); err != nil {
				return err
			}
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-tick.C:
		}
	}
	if !clean {
		return fault.New(fault.Internal, "아직 다 지워지지 않았어요. 위에서 '남음'을 확인해 주세요.",
			"The deletion is not complete. See 'left' above.")
	}
	return nil
}

func (p *program) showReceipt(name string, r forgetting.Receipt, asJSON bool) error {
	if asJSON {
		return p.printJSON(r)
	}
	fmt.Fprintf(p.out, p.say("%s: 모두 지웠어요\n", "%s: nothing is left\n"), name)
	for _, e := range r.Places {
		result := p.say("남은 것 없음", "nothing left")
		if e.Probe.Found > 0 {
			result = fmt.Sprintf(p.say("남음: %d", "left: %d"), e.Probe.Found)
		}
		fmt.Fprintf(p.out, "  %s  %-14s %s (%s)\n", e.Forgot.Local().Format(time.DateTime),
			e.Place, result, e.Probe.Asked)
	}
	for _, c := range r.Copies {
		fmt.Fprintf(p.out, "  %s: %s\n", p.say("사본이 남아 있을 수 있음", "a copy may remain"),
			p.copyOf(c))
	}
	return nil
}

// copyOf describes a copy that a deletion does not reach.
func (p *program) copyOf(c forgetting.Copy) string {
	text := c.Where
	if !c.Made.IsZero() {
		text += ", " + c.Made.Local().Format(time.DateTime)
	}
	switch {
	case !c.Until.IsZero():
		text += ", " + fmt.Sprintf(p.say("%s에 없어짐", "expires %s"), c.Until.Local().Format(time.DateTime))
	case c.Days > 0:
		text += ", " + fmt.Sprintf(p.say("%d일 뒤 없어짐", "expires after %d days"), c.Days)
	}
	if c.Again {
		text += ", " + p.say("복원하면 다시 지워짐", "a restore deletes it again")
	}
	return text
}
