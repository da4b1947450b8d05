package office

import (
	"testing"

	"go.uber.org/goleak"

	"github.com/mundap/mundap/internal/load/content"
	"github.com/mundap/mundap/internal/load/format"
	"github.com/mundap/mundap/internal/load/formattest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// limited opens this package's files, within limits.
func limited(l format.Limits) format.Opener { return format.Opener{Formats: Formats(), Limits: l} }

// inside opens this package's files.
func inside(testing.TB) format.Opener { return limited(format.Limits{}) }

func read(t testing.TB, o formattest.Files, s format.Source) ([]content.Page, content.Info, error) {
	t.Helper()
	return formattest.Read(t, o, s)
}

func expect(t *testing.T, s format.Source, want ...string) ([]content.Page, content.Info) {
	t.Helper()
	return formattest.Expect(t, inside(t), s, want...)
}
