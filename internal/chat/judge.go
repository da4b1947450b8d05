package chat

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/history"
	"github.com/mundap/mundap/internal/korean"
	"github.com/mundap/mundap/internal/llm"
	"github.com/mundap/mundap/internal/prompt"
	"github.com/mundap/mundap/internal/turn"
	"github.com/mundap/mundap/internal/verify"
)

// judgeStep is the name of the judge in the trace.
const judgeStep = "judge"

// ruling is the judge's opinion of one sentence, in the form that the prompt
// asks for.
type ruling struct {
	Number  int             `json:"n"`
	Verdict history.Support `json:"verdict"`
	Sources []int           `json:"sources"`
}

// mostJudged is how many sentences the judge is asked about. The verdicts on
// the sentences after them are not changed.
const mostJudged = 60

// witness is a second model that judges an answer after the checks of package
// verify.
type witness struct {
	rec      *record
	prompter prompter // gives a request its user and conversation
	judge    llm.Model
	limit    time.Duration
	check    *checker
	question string
}

// amend asks the model to judge, in one call, the sentences that the checks
// have judged, and changes their verdicts where it may. If the model takes too
// long or its answer can't be read, all verdicts stay as they are.
func (w *witness) amend(ctx context.Context) {
	var judged []int
	for i, v := range w.rec.call.Verdicts {
		if v.Support != history.NoClaim && len(judged) < mostJudged {
			judged = append(judged, i)
		}
	}
	if len(judged) == 0 {
		return
	}
	defer w.rec.stage(turn.StageEvent{Name: judgeStep})()
	rulings, err := w.ask(ctx, judged)
	if err != nil {
		w.rec.doWithout(judgeStep, err)
		return
	}
	w.check.amend(judged, rulings)
}

// amendLog is amend for a turn that has ended: the reader has the answer already,
// and what changes is written to the log. A call that is gone by then, or whose
// changes are too long for the log, stays as it is.
func (w *witness) amendLog(ctx context.Context, calls history.Store) {
	call := w.rec.call
	call.Verdicts, call.Trace = slices.Clone(call.Verdicts), call.Clone().Trace
	answer := &Buffer{}
	answer.Delta(call.Answer)
	rec := &record{w: answer, call: call, lang: w.rec.lang, now: w.rec.now, logger: w.rec.logger}
	check := *w.check
	check.t = rec
	(&witness{rec, w.prompter, w.judge, w.limit, &check, w.question}).amend(ctx)
	err := calls.Amend(ctx, call.User, call.RequestID, history.Amendment{Answer: answer.Text(),
		Label: rec.call.Label, Sources: rec.call.Sources, Verdicts: rec.call.Verdicts,
		Trace: rec.call.Trace})
	if err != nil && !fault.Is(err, fault.Canceled) && !fault.Is(err, fault.NotFound) {
		rec.logger.Warn("a judge's verdicts are not in the log", "error", err)
	}
}

// ask returns the judge's rulings on the sentences with the given indices.
func (w *witness) ask(ctx context.Context, judged []int) ([]ruling, error) {
	ctx, cancel := context.WithTimeout(ctx, w.limit)
	defer cancel()
	text, sentences := w.rec.w.Text(), make([]string, len(judged))
	for k, i := range judged {
		v := w.rec.call.Verdicts[i]
		sentences[k] = korean.Line(citedNumber.ReplaceAllString(text[v.Start:v.End], ""))
	}
	p := prompt.Judgement(w.rec.lang, w.question, excerpts(w.check.kept), sentences, prompt.NewFence())
	r := w.prompter.request(p, nil, llm.Revise)
	r.MaxTokens, r.Temperature = 40*len(judged)+100, new(0.0)
	answer, _, err := llm.Collect(w.judge.Stream(ctx, r))
	if err != nil {
		return nil, fmt.Errorf("asking the judge: %w", err)
	}
	return readRulings(answer)
}

var errNoRuling = errors.New("the judge's answer has no list of rulings")

// readRulings reads the first list of rulings in the judge's answer, whatever
// stands around it.
func readRulings(answer string) ([]ruling, error) {
	err := errNoRuling
	for at := range len(answer) { // a list may follow words such as "[1]번 문장은 …"
		if answer[at] != '[' {
			continue
		}
		var out []ruling
		if err = json.NewDecoder(strings.NewReader(answer[at:])).Decode(&out); err == nil {
			return out, nil
		}
	}
	return nil, fmt.Errorf("reading the judge's rulings: %w", err)
}

// amend applies rulings to the verdicts, and updates the citations in the
// answer accordingly.
func (c *checker) amend(judged []int, rulings []ruling) {
	first := -1
	changed := map[int]bool{}
	for _, r := range rulings {
		if r.Number < 1 || r.Number > len(judged) {
			continue
		}
		i := judged[r.Number-1]
		if v, ok := c.overruled(c.t.call.Verdicts[i], r); ok {
			c.t.call.Verdicts[i], changed[i] = v, true
			if first < 0 || i < first {
				first = i
			}
		}
	}
	if first < 0 {
		return
	}
	c.rewrite(first, changed)
	c.told = 0
	c.tell()
	c.concede()
}

// overruled returns the verdict with the judge's ruling applied; ok is false if
// the verdict stands. The judge may overrule the checks only on wording:
// whether a passage contains a value is not a matter of opinion.
func (c *checker) overruled(v history.Verdict, r ruling) (history.Verdict, bool) {
	switch {
	case v.Support == history.Supported && r.Verdict == history.Unsupported:
		return history.Verdict{Start: v.Start, End: v.End, Support: history.Unsupported,
			Reason: history.Reason(verify.NotInSources)}, true
	case v.Support == history.Unsupported && r.Verdict == history.Supported &&
		mattersOfWording[verify.Reason(v.Reason)]:
		out := history.Verdict{Start: v.Start, End: v.End, Support: history.Supported}
		slices.Sort(r.Sources)
		for _, n := range slices.Compact(r.Sources) {
			if n >= 1 && n <= len(c.kept) {
				out.Citations = append(out.Citations, n)
				p := c.kept[n-1]
				out.Evidence = append(out.Evidence, evidence(n-1, p, 0, len(p.Text)))
			}
		}
		return out, len(out.Citations) > 0
	}
	return v, false
}

// mattersOfWording are the reasons that depend on how something is phrased.
var mattersOfWording = map[verify.Reason]bool{
	verify.WrongName: true, verify.NotInSources: true, verify.Negated: true,
	verify.Condition: true, verify.Exception: true, verify.Modality: true,
}

// rewrite writes the answer again from the first changed sentence on, with new
// citations for the verdicts that changed, and adjusts the offsets of the
// verdicts after it.
func (c *checker) rewrite(first int, changed map[int]bool) {
	if !c.cites {
		return
	}
	all, text := c.t.call.Verdicts, c.t.w.Text()
	from := all[first].Start
	var b strings.Builder
	at := from
	for i := first; i < len(all); i++ {
		v := &all[i]
		b.WriteString(text[at:v.Start])
		sentence := text[v.Start:v.End]
		at = v.End
		if changed[i] {
			sentence = c.recite(sentence, finding(*v))
		}
		v.Start = from + b.Len()
		b.WriteString(sentence)
		v.End = from + b.Len()
	}
	b.WriteString(text[at:])
	c.t.w.Replace(from, b.String())
}

// finding converts a verdict to the part of a finding that recite needs.
func finding(v history.Verdict) verify.Finding {
	f := verify.Finding{Verdict: verify.Verdict(v.Support)}
	for _, n := range v.Citations {
		f.Citations = append(f.Citations, n-1)
	}
	slices.SortFunc(f.Citations, cmp.Compare[int])
	return f
}
