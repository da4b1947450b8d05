package sejong

import (
	"testing"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestNamesAndTagsAgree(t *testing.T) {
	for tag := NNG; tag < numTags; tag++ {
		if got, ok := Parse(tag.String()); !ok || got != tag {
			t.Errorf("%v parses as %v, %v", tag, got, ok)
		}
	}
	if _, ok := Parse("XYZ"); ok {
		t.Error("XYZ is no tag")
	}
}

func TestContent(t *testing.T) {
	for tag, want := range map[Tag]bool{NNG: true, VV: true, SL: true, JKS: false, EF: false,
		VCP: false, SF: false, None: false} {
		if tag.IsContent() != want {
			t.Errorf("%v: %v", tag, !want)
		}
	}
}
