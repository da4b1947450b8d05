package localstore

import (
	"encoding/binary"
	"fmt"
	"io"
	"os"
)

// The format of the file: https://www.sqlite.org/fileformat2.html.
const (
	fileHeader = 100 // bytes before the first page's own header
	// Types of pages that hold rows: interior and leaf pages of indexes and of
	// tables. Other pages begin with the number of a page, whose first byte is 0
	// in every file of less than 2^25 pages.
	interiorIndex, interiorTable = 2, 5
	leafIndex, leafTable         = 10, 13
	scrubBuffer                  = 1 << 20
)

// scrub overwrites with zeros what lies between the list of rows and the rows
// on every page of a database file: SQLite leaves copies of rows there that it
// moved to other pages. Nothing reads those bytes. The caller sees to it that
// nobody writes to the file meanwhile, and that the write-ahead log is empty.
func scrub(f *os.File) (done Wiped, err error) {
	head := make([]byte, fileHeader)
	if _, err := f.ReadAt(head, 0); err == io.EOF {
		return done, nil // empty: nothing was ever written
	} else if err != nil {
		return done, fmt.Errorf("reading the database file: %w", err)
	}
	size := int(binary.BigEndian.Uint16(head[16:]))
	if size == 1 {
		size = 64 << 10
	}
	usable := size - int(head[20])
	if size < 512 || size&(size-1) != 0 || usable < 480 {
		return done, fmt.Errorf("a page size of %d bytes", size)
	}
	buffer := make([]byte, max(scrubBuffer/size, 1)*size)
	for at := int64(0); ; {
		n, err := io.ReadFull(io.NewSectionReader(f, at, int64(len(buffer))), buffer)
		n -= n % size
		for i := 0; i < n; i += size {
			if err := scrubPage(f, at+int64(i), buffer[i:i+usable], &done); err != nil {
				return done, err
			}
		}
		at += int64(n)
		if err != nil || n == 0 { // the end of the file
			break
		}
	}
	if done.Dirty == 0 {
		return done, nil
	}
	return done, f.Sync()
}

// scrubPage overwrites the unused part of the page at an offset of the file.
func scrubPage(f *os.File, at int64, page []byte, done *Wiped) error {
	done.Pages++
	header := page
	first := 0
	if at == 0 {
		first = fileHeader
		header = page[fileHeader:]
	}
	length := 8
	switch header[0] {
	case leafIndex, leafTable:
	case interiorIndex, interiorTable:
		length = 12
	default:
		return nil
	}
	rows := int(binary.BigEndian.Uint16(header[3:]))
	from := first + length + 2*rows
	to := int(binary.BigEndian.Uint16(header[5:]))
	if to == 0 {
		to = 64 << 10
	}
	if to > len(page) || from >= to || isZero(page[from:to]) {
		return nil
	}
	done.Dirty++
	clear(page[from:to])
	if _, err := f.WriteAt(page[from:to], at+int64(from)); err != nil {
		return fmt.Errorf("overwriting deleted rows: %w", err)
	}
	return nil
}

func isZero(b []byte) bool {
	for _, x := range b {
		if x != 0 {
			return false
		}
	}
	return true
}
