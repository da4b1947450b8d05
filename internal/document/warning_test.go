package document

import (
	"encoding/json"
	"strings"
	"testing"
)

func TestWarningsOfOlderRecordsAreRead(t *testing.T) {
	var d Document
	if err := json.Unmarshal([]byte(`{"warnings":["no_text_pages",{"code":"incomplete","percent":40}]}`), &d); err != nil {
		t.Fatal(err)
	}
	if len(d.Warnings) != 2 || d.Warnings[0] != (Warning{Code: NoTextPages}) ||
		d.Warnings[1].Percent != 40 {
		t.Errorf("%+v", d.Warnings)
	}
}

func TestAnIncompleteReadingSaysHowMuchAndWhere(t *testing.T) {
	m := Warning{Code: Incomplete, Percent: 57, Last: "제12조(휴가)"}.Message()
	for _, text := range []string{m.Ko, m.En} {
		if !strings.Contains(text, "57%") || !strings.Contains(text, "제12조(휴가)") {
			t.Errorf("%q", text)
		}
	}
	for code := range warnings {
		if m := (Warning{Code: code}).Message(); m.Ko == "" || m.En == "" {
			t.Errorf("%s: %+v", code, m)
		}
	}
}
