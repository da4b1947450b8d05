package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"

	"github.com/spf13/cobra"

	"github.com/mundap/mundap/internal/admin"
	"github.com/mundap/mundap/internal/fault"
)

func (p *program) searchCommand() *cobra.Command {
	var k int
	var asJSON bool
	cmd := &cobra.Command{
		Use: p.say("search 검색어", "search QUERY"),
		Example: p.say(
			"  mundap search \"연차 휴가\" -k 3\n  mundap search \"연차 휴가\" --json",
			"  mundap search \"annual leave\" -k 3\n  mundap search \"annual leave\" --json"),
		Short: p.say("문서에서 관련된 부분을 찾아요", "Find passages in the documents"),
		Args:  p.args(1, anyNumber),
		PreRunE: func(cmd *cobra.Command, _ []string) error {
			if k < 1 {
				return usageError{cmd, errors.New(p.say("--count에는 1 이상의 수를 적어 주세요.",
					"--count must be 1 or more."))}
			}
			return nil
		},
		RunE: p.through(func(ctx context.Context, client *admin.Client, words []string) error {
			found := 0
			for r, err := range client.Search(ctx, admin.SearchRequest{User: p.user,
				Text: strings.Join(words, " "), K: k}) {
				if err != nil {
					return err
				}
				found++
				if asJSON {
					err = p.printJSON(r)
				} else {
					_, err = fmt.Fprintf(p.out, "%d. %s  %.2f\n%s\n\n", found, p.place(r), r.Score,
						indent(r.Text))
				}
				if err != nil {
					return err
				}
			}
			if found == 0 && !asJSON {
				fmt.Fprintln(p.err, p.say("찾은 것이 없어요. 다른 말로 찾아보거나 문서를 넣어 주세요.",
					"Nothing found. Try other words, or add documents."))
			}
			return nil
		}),
	}
	cmd.Flags().IntVarP(&k, "count", "k", defaultCount, p.say("찾을 `개수`", "`how` many"))
	cmd.Flags().BoolVar(&asJSON, "json", false,
		p.say("한 줄에 JSON 하나씩 적어요", "one JSON object per line"))
	return cmd
}

// modes are the names that --mode takes: conv_type in the base protocol.
const modes = "qa, normal, funny, translation, grammar, sentiment, extraction, pii, step-by-step, like-child, timestamp-extraction, none"

// defaultCount is how many passages a search shows unless told otherwise.
const defaultCount = 4

// place names a passage's document, page and store.
func (p *program) place(r admin.SearchResult) string {
	s := r.Name
	switch {
	case r.Page > 0:
		s += fmt.Sprintf(p.say(" %d쪽", ", page %d"), r.Page)
	case r.Line > 0:
		s += fmt.Sprintf(p.say(" %d번째 줄", ", line %d"), r.Line)
	}
	return s + " (" + r.Store + ")"
}

func indent(text string) string {
	return "   " + strings.ReplaceAll(strings.TrimSpace(text), "\n", "\n   ")
}

func (p *program) askCommand() *cobra.Command {
	var mode string
	var asJSON bool
	cmd := &cobra.Command{
		Use: p.say("ask 질문", "ask QUESTION"),
		Example: p.say(
			"  mundap ask \"연차는 며칠인가요?\"\n  mundap ask --mode translation \"좋은 아침이에요\"",
			"  mundap ask \"How long is the annual leave?\"\n  mundap ask --mode translation \"좋은 아침이에요\""),
		Short: p.say("문서를 근거로 질문에 답해요", "Answer a question from the documents"),
		Args:  p.args(1, anyNumber),
		RunE: p.through(func(ctx context.Context, client *admin.Client, words []string) error {
			request := admin.AskRequest{User: p.user, Text: strings.Join(words, " "),
				ConvType: mode, Language: p.language}
			text := &plain{to: p.out}
			for e, err := range client.Ask(ctx, request) {
				if err != nil {
					return err
				}
				if err := p.show(e, asJSON, text); err != nil {
					return err
				}
			}
			return nil
		}),
	}
	cmd.Flags().StringVar(&mode, "mode", "qa", p.say("대화 `방식`: "+modes, "`mode`: "+modes))
	cmd.Flags().BoolVar(&asJSON, "json", false,
		p.say("답과 근거를 JSON 하나로 적어요", "the answer and its sources as one JSON object"))
	return cmd
}

// show prints an event of an answer as it comes, its text to text; as JSON only
// the whole answer.
func (p *program) show(e admin.AskEvent, asJSON bool, text *plain) error {
	switch {
	case e.Error != nil:
		return fault.New(fault.Internal, e.Error.Message, e.Error.Message)
	case asJSON && e.Answer != nil:
		return p.printJSON(e.Answer)
	case asJSON:
		return nil
	case e.Restart:
		fmt.Fprintf(p.out, "\n\n%s\n\n", p.say("(처음부터 다시 답해요)", "(starting over)"))
	case e.Label != "":
		fmt.Fprintf(p.out, "%s\n\n", e.Label)
	case e.Delta != "":
		_, err := io.WriteString(text, e.Delta)
		return err
	case e.Translation != "":
		fmt.Fprintf(p.out, "\n\n%s", e.Translation)
	case e.Notice != nil:
		fmt.Fprintf(p.err, "· %s\n", e.Notice.Message)
	case e.Answer != nil:
		if err := text.Close(); err != nil {
			return err
		}
		p.sources(e.Answer.Sources)
	}
	return nil
}

func (p *program) sources(list []admin.AnswerSource) {
	if len(list) == 0 {
		fmt.Fprintln(p.out)
		return
	}
	fmt.Fprintf(p.out, "\n\n%s\n", p.say("근거", "Sources"))
	for _, s := range list {
		where := p.place(s.SearchResult)
		if s.Document == "" {
			where = path.Base(s.Store)
		}
		fmt.Fprintf(p.out, "[%d] %s\n", s.Number, where)
	}
}
