package app

import (
	"reflect"
	"testing"

	"github.com/mundap/mundap/internal/config/schema"
)

// A limit that does not reach the server, or reaches another one's place, bounds
// nothing, and nobody notices before it is needed.
func TestEveryLimitReachesTheServer(t *testing.T) {
	var set schema.Limits
	from := reflect.ValueOf(&set).Elem()
	for i := range from.NumField() {
		from.Field(i).SetInt(int64(1000 + i))
	}
	to := reflect.ValueOf(limits(set))
	for i := range to.NumField() {
		name := to.Type().Field(i).Name
		if got, want := to.Field(i).Int(), from.FieldByName(name).Int(); got != want {
			t.Errorf("%s is %d, want %d", name, got, want)
		}
	}
}
