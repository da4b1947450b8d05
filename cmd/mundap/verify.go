package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/mundap/mundap/internal/embed/e5"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/verify"
)

func (p *program) verifyCommand() *cobra.Command {
	var passages, answers string
	var noEncoder bool
	cmd := &cobra.Command{
		Use: "verify",
		Example: p.say(
			"  mundap verify --passages 문단.jsonl --answers 답변.jsonl",
			"  mundap verify --passages passages.jsonl --answers answers.jsonl"),
		Short: p.say("답변의 문장마다 근거가 있는지 확인해요",
			"Check which sentences of answers the passages support"),
		Args: p.args(0, 0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if passages == "" || answers == "" {
				return usageError{cmd, errors.New(p.say("--passages와 --answers로 두 파일을 지정해 주세요.",
					"Give both files with --passages and --answers."))}
			}
			from, asked, err := openBoth(passages, answers)
			if err != nil {
				return err
			}
			defer from.Close()
			defer asked.Close()
			if noEncoder {
				return verifyLines(cmd.Context(), nil, from, asked, p.out)
			}
			return verifyLines(cmd.Context(), e5.New(), from, asked, p.out)
		},
	}
	cmd.Flags().StringVar(&passages, "passages", "", p.say("{\"id\",\"title\",\"text\"} 줄이 든 `파일`", "`file` with lines of {\"id\",\"title\",\"text\"}"))
	cmd.Flags().StringVar(&answers, "answers", "", p.say(
		"{\"id\",\"question\",\"shown\",\"sentence\",\"cites\"} 줄이 든 `파일`", "`file` with lines of {\"id\",\"question\",\"shown\",\"sentence\",\"cites\"}"))
	cmd.Flags().BoolVar(&noEncoder, "no-encoder", false,
		p.say("임베딩 모델 없이 확인해요", "check without the embedding model"))
	return cmd
}

// passageLine is a line of the file of passages.
type passageLine struct {
	ID    string `json:"id"`
	Title string `json:"title"`
	Text  string `json:"text"`
}

// answerLine is a line of the file of answers: a sentence with the passages that it may rest on.
type answerLine struct {
	ID       string   `json:"id"`
	Question string   `json:"question"`
	Shown    []string `json:"shown"` // ids of passages
	Sentence string   `json:"sentence"`
	Cites    []int    `json:"cites"` // indices into Shown; those that don't exist are ignored
}

// verdictLine is a line of the output.
type verdictLine struct {
	ID        string         `json:"id"`
	Verdict   verify.Verdict `json:"verdict"`
	Citations []int          `json:"citations"` // indices into Shown
}

// verifyLines judges every sentence in answers and writes the verdicts in the
// same order. If e is nil, only the core judges.
func verifyLines(ctx context.Context, e verify.Encoder, passages, answers io.Reader,
	out io.Writer) error {
	known := library{}
	err := eachLine(passages, func(l passageLine) error {
		text := verify.Passage{Title: l.Title, Text: l.Text}
		known[l.ID] = &book{read: verify.ReadPassage(text)}
		return ctx.Err()
	})
	if err != nil {
		return fmt.Errorf("reading the passages: %w", err)
	}
	w := bufio.NewWriter(out)
	encoder := json.NewEncoder(w)
	err = eachLine(answers, func(l answerLine) error {
		f, err := known.check(ctx, e, l)
		if err != nil {
			return err
		}
		return encoder.Encode(verdictLine{l.ID, f.Verdict, append([]int{}, f.Citations...)})
	})
	if err != nil {
		return fmt.Errorf("checking the answers: %w", errors.Join(err, w.Flush()))
	}
	return w.Flush()
}

// library holds passages by their ids.
type library map[string]*book

// book is a passage; it is encoded when it is first shown.
type book struct {
	read    *verify.Read
	encoded bool
}

func (k library) check(ctx context.Context, e verify.Encoder, l answerLine) (verify.Finding, error) {
	shown := make([]*verify.Read, len(l.Shown))
	for i, id := range l.Shown {
		b := k[id]
		if b == nil {
			return verify.Finding{}, invalidLine("passages에 없는 문단이에요: "+id,
				"there is no passage with this id: "+id)
		}
		if e != nil && !b.encoded {
			if err := b.read.Encode(ctx, e); err != nil {
				return verify.Finding{}, err
			}
			b.encoded = true
		}
		shown[i] = b.read
	}
	s := verify.Sentence{Text: l.Sentence, Question: l.Question, Cites: l.Cites}
	if e == nil {
		return verify.Of(shown...).Check(s), ctx.Err()
	}
	return verify.Of(shown...).CheckWith(ctx, e, s)
}

// longestLine is the longest line of JSON that is read, in bytes.
const longestLine = 16 << 20

// eachLine decodes every line that is not blank.
func eachLine[T any](r io.Reader, do func(T) error) error {
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, longestLine)
	for n := 1; lines.Scan(); n++ {
		line := bytes.TrimPrefix(bytes.TrimSpace(lines.Bytes()), []byte("\ufeff"))
		if len(line) == 0 {
			continue
		}
		var v T
		if err := json.Unmarshal(line, &v); err != nil {
			return invalidLine(fmt.Sprintf("%d번째 줄을 읽을 수 없어요", n),
				fmt.Sprintf("line %d can't be read: %v", n, err))
		}
		if err := do(v); err != nil {
			return fmt.Errorf("line %d: %w", n, err)
		}
	}
	return lines.Err()
}

func invalidLine(ko, en string) error {
	return fault.New(fault.Invalid, "입력 파일이 올바르지 않아요: "+ko+".", "The input is not valid: "+en+".")
}
