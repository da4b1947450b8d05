package text

import (
	"fmt"
	"strings"
	"testing"

	"github.com/mundap/mundap/internal/load/formattest"
)

// Text can be cut anywhere and is text still; but reading it must end, and HTML says where it ends.
func TestNoDamagedPageLosesTextSilently(t *testing.T) {
	var page strings.Builder
	page.WriteString("<!DOCTYPE html><html><body>")
	for i := range 300 {
		fmt.Fprintf(&page, "<p>%d번째 문단이며 서로 다른 낱말 %x을 담고 있습니다.</p>\n", i, i*2654435761)
	}
	page.WriteString("</body></html>")
	formattest.CheckDamage(t, inside(t), "a.html", []byte(page.String()))
}
