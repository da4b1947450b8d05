package hanja

import (
	"testing"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestReading(t *testing.T) {
	table := make(Table, Limit-First)
	for h, r := range map[rune]rune{'女': '녀', '子': '자', '男': '남', '歷': '력', '史': '사', '老': '로',
		'人': '인', '比': '비', '率': '률', '法': '법', '百': '백', '分': '분'} {
		table[h-First] = uint16(r)
	}
	for word, want := range map[string]string{
		"女子": "여자", "男女": "남녀", "歷史": "역사", "老人": "노인", "比率": "비율", "百分率": "백분율", "法率": "법률",
	} {
		if got, ok := table.Append([]byte("-"), word); !ok || string(got) != "-"+want {
			t.Errorf("%s: %q %v, want %s", word, got, ok, want)
		}
	}
	if got, ok := table.Append([]byte("-"), "女龍"); ok || string(got) != "-" {
		t.Errorf("a character without a reading gave %q", got)
	}
}
