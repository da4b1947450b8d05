package session

import (
	"testing"

	"github.com/mundap/mundap/internal/history"
)

func TestWhatNoSourceBearsOutIsMarkedForBaseClients(t *testing.T) {
	c := history.Call{Language: "ko", Outcome: history.Completed,
		Answer: "연차는 365일이에요. 끝.\n\n| 연차 | 365일 |\n"}
	row := len("연차는 365일이에요. 끝.\n\n")
	c.Verdicts = []history.Verdict{
		{Start: 0, End: len("연차는 365일이에요."), Support: history.Unsupported},
		{Start: len("연차는 365일이에요. "), End: row - 2, Support: history.NoClaim},
		{Start: row, End: row + len("| 연차 | 365일 |"), Support: history.Unsupported},
		{Start: 4000, End: 5000, Support: history.Unsupported},
	}
	want := "연차는 365일이에요. [근거 없음]  끝.\n\n| 연차 | 365일  [근거 없음] |\n"
	if got := markdown(c); got != want {
		t.Errorf("%q", got)
	}
}
