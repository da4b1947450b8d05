package e5

import (
	"bufio"
	"fmt"
	"os"
	"unsafe"

	"golang.org/x/sys/unix"
)

// release takes the pages of a part of the program's file out of this process's
// memory. The system's cache keeps them, and gives them back when they are read.
// Memory of any other kind would lose what it holds, so it is left alone.
func release(part []byte) {
	if len(part) == 0 {
		return
	}
	page := uintptr(os.Getpagesize())
	first := uintptr(unsafe.Pointer(&part[0]))
	begin := (first + page - 1) &^ (page - 1)
	end := (first + uintptr(len(part))) &^ (page - 1)
	if begin >= end || !readOnlyFile(begin, end) {
		return
	}
	pages := part[begin-first : end-first]
	_ = unix.Madvise(pages, unix.MADV_NOHUGEPAGE) // else a byte brings two megabytes back
	_ = unix.Madvise(pages, unix.MADV_DONTNEED)
}

// readOnlyFile reports whether all addresses from begin to end map a file that
// the process cannot write to there. They may belong to several neighbouring
// mappings.
func readOnlyFile(begin, end uintptr) bool {
	f, err := os.Open("/proc/self/maps")
	if err != nil {
		return false
	}
	defer f.Close()
	for lines := bufio.NewScanner(f); begin < end && lines.Scan(); {
		var from, to, offset, inode uintptr
		var permissions, device string
		if _, err := fmt.Sscanf(lines.Text(), "%x-%x %s %x %s %d", &from, &to, &permissions, &offset,
			&device, &inode); err != nil {
			return false
		}
		if to <= begin {
			continue
		}
		if from > begin || inode == 0 || permissions[1] != '-' {
			return false
		}
		begin = to
	}
	return begin >= end
}
