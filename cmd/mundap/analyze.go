package main

import (
	"fmt"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/mundap/mundap/internal/korean/morph"
)

func (p *program) analyzeCommand() *cobra.Command {
	return &cobra.Command{
		Use: p.say("analyze 글", "analyze TEXT"),
		Example: p.say(
			"  mundap analyze \"연차 휴가를 신청했어요\"",
			"  mundap analyze \"연차 휴가를 신청했어요\""),
		Short: p.say("글이 어떤 검색어로 나뉘는지 보여 줘요", "Show the search terms of a text"),
		Args:  p.args(1, anyNumber),
		RunE: func(_ *cobra.Command, words []string) error {
			text := strings.Join(words, " ")
			var analyzer morph.Analyzer
			table := tabwriter.NewWriter(p.out, 0, 8, 2, ' ', 0)
			for _, t := range analyzer.Analyze(nil, text, morph.AllFields) {
				fmt.Fprintf(table, "%s\t%v\t%v\t%v\t%d–%d\t%s\n", t.Text, t.Field, t.Kind, t.POS,
					t.Start, t.End, text[t.Start:t.End])
			}
			return table.Flush()
		},
	}
}
