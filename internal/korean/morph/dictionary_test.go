package morph

import (
	"testing"
	"unsafe"

	"github.com/mundap/mundap/internal/korean/morph/dictfile"
)

// The dictionary is used where it lies in the program: nothing is parsed or
// copied, so that the first use is immediate and processes share its pages.
func TestDictionaryIsUsedInPlace(t *testing.T) {
	d := system()
	within := func(p unsafe.Pointer) bool {
		start := uintptr(unsafe.Pointer(unsafe.StringData(compiled)))
		return uintptr(p) >= start && uintptr(p) < start+uintptr(len(compiled))
	}
	for name, p := range map[string]unsafe.Pointer{
		"codes":   unsafe.Pointer(unsafe.SliceData(d.codes)),
		"trie":    unsafe.Pointer(unsafe.StringData(d.trie)),
		"records": unsafe.Pointer(unsafe.SliceData(d.records)),
		"matrix":  unsafe.Pointer(unsafe.SliceData(d.matrix)),
		"metas":   unsafe.Pointer(unsafe.SliceData(d.metas)),
	} {
		if !within(p) {
			t.Errorf("%s was copied", name)
		}
	}
	if n := testing.AllocsPerRun(1, func() { dictfile.Open(compiled) }); n > 0 {
		t.Errorf("opening the dictionary allocates %v times", n)
	}
}
