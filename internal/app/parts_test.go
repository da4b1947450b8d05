package app

import (
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/mundap/mundap/internal/config"
)

// A part that is left out is left out without a word: uploads that nobody granted are
// stored, deletions write no receipt, sessions never end.
func TestNoPartIsLeftOut(t *testing.T) {
	c := config.Default()
	c.Data, c.Limits.UserBytes = t.TempDir(), 1000
	c.Session.Lifetime, c.Session.Idle = 3*time.Hour, 20*time.Minute
	p := startWith(t, c)
	defer stop(t, p)
	base := reflect.ValueOf(p.base)
	for i := range base.NumField() {
		name := base.Type().Field(i).Name
		// Storage counts for many processes; here there is one.
		if base.Field(i).IsZero() != slices.Contains([]string{"Storage"}, name) {
			t.Errorf("%s is %v", name, base.Field(i))
		}
	}
	if p.blobs.Allow == nil || p.blobs.Reserve == nil {
		t.Error("nobody asks whether an upload was granted, and whether there is room")
	}
	if o := p.signInOptions(); p.base.UserBytes != 1000 || o.Lifetime != 3*time.Hour ||
		o.Idle != 20*time.Minute {
		t.Errorf("users may have %d bytes, sessions last %v and %v", p.base.UserBytes, o.Lifetime,
			o.Idle)
	}
}
