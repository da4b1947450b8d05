package llmtest

import (
	"fmt"
	"reflect"
	"strings"
	"sync"
	"testing"
	"unicode/utf8"

	"github.com/mundap/mundap/internal/llm"
)

var korean = []string{"대한민국의 ", "수도는 ", "서울", "이에요. ", "<b>&\"한강\"\n"}

func plainAnswer(t *testing.T, harness Harness) {
	usage := llm.Usage{Input: 31, Output: 17}
	up := harness(t, Behaviour{Pieces: korean, Usage: usage})
	r := drain(bounded(t), up.Model, Question(), nil)
	r.wellFormed(t)
	if got, want := r.text(), strings.Join(korean, ""); got != want {
		t.Errorf("text %q, want %q (%v)", got, want, r.errs)
	}
	for _, c := range r.chunks {
		if !utf8.ValidString(c.Text) {
			t.Errorf("a piece is not whole characters: %q", c.Text)
		}
	}
	if len(r.chunks) == 0 || r.chunks[len(r.chunks)-1].Finish == nil {
		t.Fatal("the last chunk has no finish")
	}
	finish := r.chunks[len(r.chunks)-1].Finish
	if finish.Reason != llm.Stop {
		t.Errorf("reason %q", finish.Reason)
	}
	if finish.Usage.Input != usage.Input || finish.Usage.Output != usage.Output ||
		finish.Usage.Estimated {
		t.Errorf("usage %+v, want %+v", finish.Usage, usage)
	}
	if up.Model.Info().Name == "" {
		t.Error("the model has no name")
	}
}

func nothingBeforeRange(t *testing.T, harness Harness) {
	up := harness(t, Behaviour{Pieces: []string{"네"}, Usage: llm.Usage{Input: 1, Output: 1}})
	seq := up.Model.Stream(bounded(t), Question())
	if n := up.Calls(); n != 0 {
		t.Errorf("%d calls before the range", n)
	}
	if text, _, err := llm.Collect(seq); text != "네" || err != nil {
		t.Errorf("%q, %v", text, err)
	}
	if n := up.Calls(); n != 1 {
		t.Errorf("%d calls for one range", n)
	}
}

// asTheyAreMade opens the gate to the second piece only when the first one
// arrived: an adapter that collects the answer first would never end.
func asTheyAreMade(t *testing.T, harness Harness) {
	gate := make(chan struct{})
	up := harness(t, Behaviour{Pieces: korean, Gate: gate, Usage: llm.Usage{Input: 1, Output: 5}})
	open := false
	r := drain(bounded(t), up.Model, Question(), func(c llm.Chunk) {
		if c.Text != "" && !open {
			open = true
			close(gate)
		}
	})
	if !open {
		close(gate)
	}
	r.wellFormed(t)
	if got, want := r.text(), strings.Join(korean, ""); got != want {
		t.Errorf("text %q, want %q (%v)", got, want, r.errs)
	}
}

func lengthReason(t *testing.T, harness Harness) {
	up := harness(t, Behaviour{Pieces: []string{"여기까"}, Reason: llm.Length,
		Usage: llm.Usage{Input: 3, Output: 3}})
	_, finish, err := llm.Collect(up.Model.Stream(bounded(t), Question()))
	if err != nil || finish.Reason != llm.Length {
		t.Errorf("reason %q, error %v", finish.Reason, err)
	}
}

func requestArrives(t *testing.T, harness Harness) {
	up := harness(t, Behaviour{Pieces: []string{"네"}, Usage: llm.Usage{Input: 1, Output: 1}})
	if up.Seen == nil {
		t.Skip("this harness does not tell what the other side saw")
	}
	warm := 0.5
	q := llm.Request{
		System: "역할: 비서 <지시>",
		Messages: []llm.Message{
			{Role: llm.User, Text: "첫 질문\n두 줄"}, {Role: llm.Assistant, Text: "첫 답"},
			{Role: llm.User, Text: "\"둘째\" & 질문"},
		},
		MaxTokens: 77, Temperature: &warm, Stop: []string{"끝"},
	}
	if _, _, err := llm.Collect(up.Model.Stream(bounded(t), q)); err != nil {
		t.Fatal(err)
	}
	seen := up.Seen()
	if seen.System != q.System || !reflect.DeepEqual(seen.Messages, q.Messages) {
		t.Errorf("texts: %q %+v, want %q %+v", seen.System, seen.Messages, q.System, q.Messages)
	}
	if seen.MaxTokens != q.MaxTokens || seen.Temperature == nil || *seen.Temperature != warm ||
		!reflect.DeepEqual(seen.Stop, q.Stop) {
		t.Errorf("options: %d %v %q, want %d %v %q", seen.MaxTokens, seen.Temperature, seen.Stop,
			q.MaxTokens, warm, q.Stop)
	}
}

func sideBySide(t *testing.T, harness Harness) {
	const n = 8
	up := harness(t, Behaviour{Pieces: korean, Usage: llm.Usage{Input: 2, Output: 9}})
	ctx := bounded(t)
	var all sync.WaitGroup
	failures := make(chan string, n)
	for i := range n {
		all.Go(func() {
			q := Question()
			q.Messages[0].Text = fmt.Sprintf("질문 %d", i)
			text, _, err := llm.Collect(up.Model.Stream(ctx, q))
			if err != nil || text != strings.Join(korean, "") {
				failures <- fmt.Sprintf("stream %d: %q, %v", i, text, err)
			}
		})
	}
	all.Wait()
	close(failures)
	for f := range failures {
		t.Error(f)
	}
	if got := up.Calls(); got != n {
		t.Errorf("%d calls, want %d", got, n)
	}
}
