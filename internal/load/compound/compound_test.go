package compound

import (
	"bytes"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/mundap/mundap/internal/load/format"
	"github.com/mundap/mundap/internal/load/formattest"
)

func TestCompoundFiles(t *testing.T) {
	long := strings.Repeat("긴 내용", 2000)
	data := formattest.Compound("하나", "짧은 내용", "폴더/둘", long, "셋", "3")
	s := formattest.Source("a.hwp", data)
	if got := Entries(s, data[:512]); !slices.Equal(got, []string{"하나", "폴더", "셋"}) {
		t.Errorf("entries %q", got)
	}
	c, err := Open(s, 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{"하나": "짧은 내용", "폴더/둘": long, "셋": "3"} {
		if got, err := c.Stream(name); err != nil || !bytes.HasPrefix(got, []byte(want)) {
			t.Errorf("%s: %.40q, %v", name, got, err)
		}
	}
	if _, err := c.Stream("없음"); !errors.Is(err, format.ErrDamaged) {
		t.Errorf("got %v", err)
	}
	if c, err = Open(s, 100); err == nil {
		_, err = c.Stream("하나")
	}
	if !errors.Is(err, format.ErrTooLarge) {
		t.Errorf("got %v", err)
	}
}
