package main

import (
	"context"
	"errors"
	"fmt"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"github.com/mundap/mundap/internal/admin"
	"github.com/mundap/mundap/internal/document"
)

func (p *program) documentsCommand() *cobra.Command {
	list := p.listCommand()
	cmd := &cobra.Command{
		Use:   "documents",
		Short: p.say("문서를 보거나 지워요", "List or delete documents"),
		Args:  p.args(0, 0),
		RunE:  list.RunE,
	}
	cmd.Flags().AddFlagSet(list.Flags())
	cmd.AddCommand(list, p.deleteCommand(), p.retryCommand(), p.rereadCommand())
	return cmd
}

// showRereading tells how many documents wait to be read again; nothing when none does.
func (p *program) showRereading(ctx context.Context, client *admin.Client) error {
	s, err := client.Status(ctx)
	if err != nil || s.Rereading == 0 {
		return err
	}
	_, err = fmt.Fprintf(p.err, p.say("문서 %d개를 새 버전으로 다시 읽고 있어요. 그동안에도 그대로 찾을 수 있어요.\n",
		"The new version is reading %d documents again. They can still be found in the meantime.\n"),
		s.Rereading)
	return err
}

// showVectors tells of passages that have no vectors yet; of nothing when all have.
func (p *program) showVectors(ctx context.Context, client *admin.Client) error {
	s, err := client.Status(ctx)
	if err != nil || s.Vectors == nil || s.Vectors.Missing == 0 {
		return err
	}
	v := s.Vectors
	line := p.say("의미 검색을 준비하고 있어요: 문단 %d개 중 %d개를 마쳤어요. 단어로는 지금도 모두 찾을 수 있어요.\n",
		"Preparing search by meaning: %[2]d of %[1]d passages are done. Keyword search already covers all of them.\n")
	if v.Stalled {
		line = p.say("의미 검색 준비가 멈췄어요. 문단 %d개 중 %d개를 마쳤어요. 이유는 'mundap doctor'로 확인할 수 있어요.\n",
			"Preparing search by meaning has stopped: %[2]d of %[1]d passages are done. Run 'mundap doctor' to see why.\n")
	}
	_, err = fmt.Fprintf(p.err, line, v.Passages, v.Passages-v.Missing)
	return err
}

func (p *program) listCommand() *cobra.Command {
	var asJSON bool
	var contains string
	cmd := &cobra.Command{
		Use:   "list",
		Short: p.say("문서를 모두 보여 줘요", "List all documents"),
		Args:  p.args(0, 0),
		RunE: p.through(func(ctx context.Context, client *admin.Client, _ []string) error {
			table := tabwriter.NewWriter(p.out, 0, 8, 2, ' ', 0)
			found := false
			for d, err := range client.Documents(ctx, p.user, contains) {
				if err != nil {
					return err
				}
				found = true
				if asJSON {
					if err := p.printJSON(d); err != nil {
						return err
					}
					continue
				}
				fmt.Fprintf(table, "%s\t%s\t%s\t%s\n", p.stateName(d), size(d.Size),
					d.Uploaded.Local().Format(time.DateTime), d.Name)
			}
			if !found && !asJSON {
				fmt.Fprintln(p.err, p.say("문서가 없어요. 'mundap ingest 경로'로 넣어 주세요.",
					"There are no documents. Add some with 'mundap ingest PATH'."))
			}
			if err := table.Flush(); err != nil || asJSON {
				return err
			}
			return errors.Join(p.showRereading(ctx, client), p.showVectors(ctx, client))
		}),
	}
	cmd.Flags().BoolVar(&asJSON, "json", false,
		p.say("한 줄에 JSON 하나씩 적어요", "one JSON object per line"))
	cmd.Flags().StringVar(&contains, "contains", "", p.say("이름이나 제목에 이 `말`이 든 문서만", "only documents whose name or title contains this `text`"))
	return cmd
}

func (p *program) stateName(d admin.Document) string {
	switch document.State(d.State) {
	case document.Queued:
		return p.say("기다림", "queued")
	case document.Reading:
		return p.say("읽는 중", "reading")
	case document.Indexing:
		return p.say("색인 중", "indexing")
	case document.Ready:
		return p.say("준비됨", "ready")
	case document.Failed:
		return p.say("실패", "failed")
	case document.Deleting:
		return p.say("지우는 중", "deleting")
	}
	return d.State
}

// size is a number of bytes as people read it.
func size(n int64) string {
	switch {
	case n >= 1_000_000_000:
		return fmt.Sprintf("%.1f GB", float64(n)/1e9)
	case n >= 1_000_000:
		return fmt.Sprintf("%.1f MB", float64(n)/1e6)
	case n >= 1000:
		return fmt.Sprintf("%.0f KB", float64(n)/1e3)
	}
	return fmt.Sprintf("%d B", n)
}

func (p *program) retryCommand() *cobra.Command {
	return &cobra.Command{
		Use:   p.say("retry 문서…", "retry DOCUMENT…"),
		Short: p.say("실패한 문서를 다시 읽어요", "Read failed documents again"),
		Args:  p.args(1, anyNumber),
		RunE: p.through(func(ctx context.Context, client *admin.Client, keys []string) error {
			retried, err := client.Retry(ctx, admin.Keys{User: p.user, Keys: keys})
			if err != nil {
				return err
			}
			return p.wait(ctx, client, keysOf(retried))
		}),
	}
}

func (p *program) rereadCommand() *cobra.Command {
	return &cobra.Command{
		Use: p.say("reread [문서…]", "reread [DOCUMENT…]"),
		Short: p.say("문서를 다시 읽어요. 이름이 없으면 예전 버전이 읽은 문서를 모두 다시 읽어요",
			"Read documents again; without names, all those that an older version read"),
		Args: p.args(0, anyNumber),
		RunE: p.through(func(ctx context.Context, client *admin.Client, keys []string) error {
			begun, err := client.Reread(ctx, admin.Keys{User: p.user, Keys: keys})
			if err != nil {
				return err
			}
			if begun.Documents == 0 {
				fmt.Fprintln(p.out, p.say("다시 읽을 문서가 없어요.", "There are no documents to read again."))
				return nil
			}
			fmt.Fprintf(p.out, p.say("문서 %d개를 다시 읽어요. ", "Reading %d documents again. "), begun.Documents)
			return p.waitReread(ctx, client)
		}),
	}
}

// waitReread returns when no document waits to be read again.
func (p *program) waitReread(ctx context.Context, client *admin.Client) error {
	tick := time.NewTicker(pollEvery)
	defer tick.Stop()
	for {
		s, err := client.Status(ctx)
		if err != nil {
			return err
		}
		if s.Waiting == 0 {
			fmt.Fprintln(p.out, p.say("끝났어요.", "Done."))
			return nil
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-tick.C:
		}
	}
}

func keysOf(list []admin.Document) []string {
	keys := make([]string, len(list))
	for i, d := range list {
		keys[i] = d.ID
	}
	return keys
}
