package evaluate_test

import (
	"strings"
	"testing"

	"github.com/mundap/mundap/internal/evaluate"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/retrieve/retrievetest"
)

const passages = `{"id":"a","text":"보일러 과열 센서 고장"}
{"id":"b","text":"인터넷뱅킹 이체 한도"}

{"id":"c","text":"보일러 설치 안내"}
`

func TestRecallCountsTheFirstRelevantPassage(t *testing.T) {
	questions := `{"id":"1","class":"x","text":"과열 센서","relevant":["a"]}
{"id":"2","class":"x","text":"이체 한도","relevant":["c","b"]}
{"id":"3","class":"y","text":"보일러 설치","relevant":["a"]}
{"id":"4","class":"y","text":"없는낱말","relevant":["a"]}`
	r, err := evaluate.Run(t.Context(), evaluate.Config{
		Store: retrievetest.NewMemory("local"), Passages: strings.NewReader(passages),
		Questions:  strings.NewReader(questions),
		IndexBytes: func() int64 { return 7 },
	})
	if err != nil {
		t.Fatal(err)
	}
	if r.Passages != 3 || r.Questions != 4 || r.IndexBytes != 7 {
		t.Errorf("counts: %+v", r)
	}
	if r.RecallAt1 != 0.5 || r.RecallAt4 != 0.75 || r.RecallAt10 != 0.75 || r.MRRAt10 != 0.625 {
		t.Errorf("scores: %+v", r)
	}
	if r.ClassRecallAt["x"] != 1 || r.ClassRecallAt["y"] != 0 {
		t.Errorf("classes: %v", r.ClassRecallAt)
	}
	if r.PassagesPerS <= 0 || r.MBPerCPUS <= 0 || r.PeakRSSBytes <= 0 ||
		r.QueryP99MS < r.QueryP50MS {
		t.Errorf("costs: %+v", r)
	}
}

func TestAMalformedLineIsNamed(t *testing.T) {
	_, err := evaluate.Run(t.Context(), evaluate.Config{
		Store:     retrievetest.NewMemory("local"),
		Passages:  strings.NewReader("{\"id\":\"a\",\"text\":\"x\"}\nnonsense\n"),
		Questions: strings.NewReader(""),
	})
	if !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), "passages, line 2") {
		t.Errorf("got %v", err)
	}
}
