package chat

import (
	"strings"
	"testing"

	"github.com/mundap/mundap/internal/history"
)

func TestTheDebugMessageSaysWhoAnsweredAndWhy(t *testing.T) {
	w := &record{lang: "ko"}
	w.call.Trace = history.Trace{
		Region: "us-west-2", Model: "haiku", Why: "남은 할당량이 가장 많아요",
		Tried: []string{"haiku@eu-central-1: throttled"},
	}
	got := w.statistics(false)
	for _, want := range []string{"리전: us-west-2", "모델: haiku", "선택 이유: 남은 할당량이 가장 많아요",
		"먼저 시도한 모델: haiku@eu-central-1: throttled"} {
		if !strings.Contains(got, want) {
			t.Errorf("lacks %q:\n%s", want, got)
		}
	}
}
