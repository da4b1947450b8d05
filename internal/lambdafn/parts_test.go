//go:build !nodict

package lambdafn

import (
	"log/slog"
	"reflect"
	"testing"
	"time"
)

// A part that a function leaves out is left out without a word: uploads outlive
// their session, deletions write no receipt.
func TestTheWorkerHasEveryPart(t *testing.T) {
	sdk(t)
	c, err := FromEnv(environment(map[string]string{
		"MUNDAP_TABLE_PREFIX": "mundap-", "MUNDAP_BUCKET": "uploads", "MUNDAP_USER_BYTES": "1000",
		"MUNDAP_SESSION_LIFETIME": "3h", "MUNDAP_SESSION_IDLE": "20m",
	}))
	if err != nil {
		t.Fatal(err)
	}
	p, err := newParts(t.Context(), c, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := p.documentWorker(); err != nil {
		t.Fatal(err)
	}
	base := reflect.ValueOf(p.base)
	for i := range base.NumField() {
		name := base.Type().Field(i).Name
		if base.Field(i).IsZero() && name != "TempDir" { // Lambda's own folder
			t.Errorf("the function has no %s", name)
		}
	}
	if o := p.signInOptions(); p.base.UserBytes != 1000 || o.Lifetime != 3*time.Hour ||
		o.Idle != 20*time.Minute {
		t.Errorf("users may have %d bytes, sessions last %v and %v", p.base.UserBytes, o.Lifetime,
			o.Idle)
	}
}
