package main

import (
	"errors"
	"fmt"
	"os"
	"slices"

	"github.com/spf13/cobra"

	"github.com/mundap/mundap/internal/app"
	"github.com/mundap/mundap/internal/config"
	"github.com/mundap/mundap/internal/evaluate"
	"github.com/mundap/mundap/internal/fault"
)

func (p *program) evalCommand() *cobra.Command {
	var passages, questions string
	var asJSON, words bool
	cmd := &cobra.Command{
		Use: "eval",
		Short: p.say("답을 아는 질문으로 검색 품질과 속도를 재요",
			"Measure the search on questions whose answers are known"),
		Args: p.args(0, 0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if passages == "" || questions == "" {
				return usageError{cmd, errors.New(p.say("--passages와 --questions로 두 파일을 지정해 주세요.",
					"Give both files with --passages and --questions."))}
			}
			c, err := p.config()
			if err != nil {
				return err
			}
			if words {
				c.Embedding = config.Embedding{}
			}
			from, asked, err := openBoth(passages, questions)
			if err != nil {
				return err
			}
			defer from.Close()
			defer asked.Close()
			report, err := app.Evaluate(cmd.Context(), c, evaluate.Config{Passages: from,
				Questions: asked, Progress: p.err})
			if err != nil {
				return err
			}
			if asJSON {
				return p.printJSON(report)
			}
			return p.showReport(report)
		},
	}
	cmd.Flags().StringVar(&passages, "passages", "", p.say("{\"id\",\"text\"} 줄이 든 `파일`", "`file` with lines of {\"id\",\"text\"}"))
	cmd.Flags().StringVar(&questions, "questions", "", p.say("{\"id\",\"text\",\"relevant\"} 줄이 든 `파일`", "`file` with lines of {\"id\",\"text\",\"relevant\"}"))
	cmd.Flags().BoolVar(&words, "words", false,
		p.say("벡터 없이 단어로만 찾아요", "search by words only, without vectors"))
	cmd.Flags().BoolVar(&asJSON, "json", false,
		p.say("결과를 JSON 하나로 적어요", "the result as one JSON object"))
	return cmd
}

func openBoth(passages, questions string) (from, asked *os.File, err error) {
	if from, err = os.Open(passages); err != nil {
		return nil, nil, cantRead(passages, err)
	}
	if asked, err = os.Open(questions); err != nil {
		return nil, nil, errors.Join(cantRead(questions, err), from.Close())
	}
	return from, asked, nil
}

func (p *program) showReport(r evaluate.Report) error {
	if r.Questions == 0 {
		return fault.New(fault.Invalid, "질문이 하나도 없어요.", "There are no questions.")
	}
	_, err := fmt.Fprintf(p.out, p.say(
		"문단 %d개, 질문 %d개\nRecall@1  %.1f%%\nRecall@4  %.1f%%\nRecall@10 %.1f%%\nMRR@10    %.3f\n색인      초당 %.0f개, CPU 1초에 %.2f MB\n질의      p50 %.2f ms, p99 %.2f ms\n색인 크기 %s, 최대 메모리 %s\n",
		"%d passages, %d questions\nRecall@1  %.1f%%\nRecall@4  %.1f%%\nRecall@10 %.1f%%\nMRR@10    %.3f\nindexing  %.0f a second, %.2f MB per CPU second\nqueries   p50 %.2f ms, p99 %.2f ms\nindex     %s, peak memory %s\n"),
		r.Passages, r.Questions, 100*r.RecallAt1, 100*r.RecallAt4, 100*r.RecallAt10, r.MRRAt10,
		r.PassagesPerS, r.MBPerCPUS,
		r.QueryP50MS, r.QueryP99MS, size(r.IndexBytes), size(r.PeakRSSBytes))
	if err != nil {
		return err
	}
	classes := make([]string, 0, len(r.ClassRecallAt))
	for class := range r.ClassRecallAt {
		classes = append(classes, class)
	}
	slices.Sort(classes)
	for _, class := range classes {
		if _, err := fmt.Fprintf(p.out, "  %-10s %.1f%%\n", class,
			100*r.ClassRecallAt[class]); err != nil {
			return err
		}
	}
	return nil
}
