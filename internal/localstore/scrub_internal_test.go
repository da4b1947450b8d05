package localstore

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// sqlitePage makes a page of SQLite's format. All of its bytes are x; those that
// a scrub overwrites are in gap.
type sqlitePage struct {
	kind   byte
	rows   int
	to     int // where the rows' contents begin; -1: at the end of the page
	header int // where its header begins
}

func (p sqlitePage) bytes(size int) (data []byte, gap [2]int) {
	data = bytes.Repeat([]byte("x"), size)
	data[p.header] = p.kind
	to := p.to
	if to < 0 {
		to = size
	}
	length := 8
	if p.kind == interiorIndex || p.kind == interiorTable {
		length = 12
	}
	binary.BigEndian.PutUint16(data[p.header+3:], uint16(p.rows))
	binary.BigEndian.PutUint16(data[p.header+5:], uint16(to)) // 0 for 65,536
	return data, [2]int{p.header + length + 2*p.rows, to}
}

// TestTheUnusedBytesOfEveryPageAreOverwritten, and no others, whatever the size
// of a page. Copies of deleted rows lie there.
func TestTheUnusedBytesOfEveryPageAreOverwritten(t *testing.T) {
	pages := []sqlitePage{
		{kind: leafTable, rows: 2, to: 400, header: fileHeader},
		{kind: leafTable, rows: 3, to: 300},
		{kind: leafIndex, rows: 1, to: 100},
		{kind: interiorTable, rows: 4, to: 200},
		{kind: interiorIndex, rows: 0, to: 500},
		{kind: leafTable, rows: 0, to: -1}, // every row was deleted
	}
	for _, size := range []int{512, 4096, 64 << 10} {
		t.Run(fmt.Sprint(size), func(t *testing.T) {
			var file, want []byte
			for i, p := range pages {
				data, gap := p.bytes(size)
				if i == 0 { // 1 stands for 65,536
					binary.BigEndian.PutUint16(data[16:], uint16(max(size&0xffff, 1)))
					data[20] = 0 // bytes at the end of each page that are not used
				}
				file = append(file, data...)
				clear(data[gap[0]:gap[1]])
				want = append(want, data...)
			}
			overflow := append([]byte{0, 0, 0, 9}, bytes.Repeat([]byte("y"), size-4)...)
			file, want = append(file, overflow...), append(want, overflow...)
			path := filepath.Join(t.TempDir(), "a.db")
			if err := os.WriteFile(path, file, 0o600); err != nil {
				t.Fatal(err)
			}
			f, err := os.OpenFile(path, os.O_RDWR, 0)
			if err != nil {
				t.Fatal(err)
			}
			defer f.Close()
			done, err := scrub(f)
			if err != nil || done.Pages != len(pages)+1 || done.Dirty != len(pages) {
				t.Errorf("%+v, %v", done, err)
			}
			got, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			for i := range len(got) / size {
				if at := i * size; !slices.Equal(got[at:at+size], want[at:at+size]) {
					t.Errorf("page %d differs", i)
				}
			}
			if done, err = scrub(f); err != nil || done.Dirty != 0 {
				t.Errorf("again: %+v, %v", done, err)
			}
		})
	}
}
