package history_test

import (
	"encoding/json"
	"testing"

	"github.com/mundap/mundap/internal/history"
)

// Records of version 0.1 held everything that a reader was told in the answer.
func TestCallsOfVersion01(t *testing.T) {
	for name, c := range map[string]struct{ record, answer, translation, failure string }{
		"a failure":     {`{"answer":"연차는 15\n\n모델이 바빠요.","outcome":"failed"}`, "", "", "연차는 15\n\n모델이 바빠요."},
		"a translation": {`{"answer":"Hello!\n\n안녕!\n\n※ 끊겼어요.","translation":"안녕!","outcome":"completed"}`, "Hello!\n\n※ 끊겼어요.", "안녕!", ""},
		"a label":       {`{"answer":"옮겼어요.\n\n15일. [1]","outcome":"completed","extractive":true}`, "옮겼어요.\n\n15일. [1]", "", ""},
		"an empty one":  {`{"answer":"","outcome":"stopped"}`, "", "", ""},
	} {
		var got history.Call
		if err := json.Unmarshal([]byte(c.record), &got); err != nil {
			t.Fatal(err)
		}
		failure := ""
		if got.Failure != nil {
			failure = got.Failure.Message.Ko
			if got.Failure.Message.En != failure || !got.Failure.Retry {
				t.Errorf("%s: %+v", name, got.Failure)
			}
		}
		if got.Answer != c.answer || got.Translation != c.translation || failure != c.failure {
			t.Errorf("%s: %+v", name, got)
		}
	}
}

func TestACallOfThisVersionStaysAsItIs(t *testing.T) {
	want := history.Call{Language: "en", Answer: "Hello!\n\n안녕!", Translation: "안녕!",
		Outcome: history.Failed}
	record, err := json.Marshal(want)
	if err != nil {
		t.Fatal(err)
	}
	var got history.Call
	if err := json.Unmarshal(record, &got); err != nil || got.Answer != want.Answer ||
		got.Failure != nil {
		t.Errorf("%+v, %v", got, err)
	}
}
