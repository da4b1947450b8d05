package e5

import (
	"bytes"
	"encoding/binary"
	"os"
	"slices"
	"testing"
	"unsafe"

	"github.com/mundap/mundap/internal/embed"
)

// Loading reads the whole file, for its checksum. Afterwards, only the rows of
// the embeddings that texts need are in the process's memory.
func TestTheFileIsNotKeptInMemory(t *testing.T) {
	e := New()
	before := vector(t, e, embed.Query, "휴가는 며칠인가요?")
	if got, most := resident(t, e.file), len(e.file)/4; got > most {
		t.Errorf("%d KB of the file are in memory, want at most %d", got>>10, most>>10)
	}
	if after := vector(t, e, embed.Query, "휴가는 며칠인가요?"); !slices.Equal(after, before) {
		t.Error("the vector of a question has changed")
	}
}

func TestOnlyTheProgramsFileIsReleased(t *testing.T) {
	whole := bytes.Repeat([]byte("문답"), 1<<16)
	part := bytes.Clone(whole)
	release(part)
	if !bytes.Equal(part, whole) {
		t.Error("memory that is no file's lost what it held")
	}
	release(nil)
}

// resident is how many bytes of a part of the process's memory are present.
func resident(t *testing.T, part []byte) int {
	t.Helper()
	f, err := os.Open("/proc/self/pagemap")
	if err != nil {
		t.Skip("the system doesn't say which pages are in memory: ", err)
	}
	defer f.Close()
	page := os.Getpagesize()
	first := int(uintptr(unsafe.Pointer(&part[0]))) / page
	entries := make([]byte, 8*(len(part)/page))
	if _, err := f.ReadAt(entries, int64(8*first)); err != nil {
		t.Skip("the system doesn't say which pages are in memory: ", err)
	}
	present := 0
	for at := 0; at < len(entries); at += 8 {
		if binary.LittleEndian.Uint64(entries[at:])>>63 == 1 {
			present += page
		}
	}
	return present
}
