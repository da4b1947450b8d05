package segment

import (
	"bufio"
	"fmt"
	"hash/crc32"
	"io"
)

// fileWriter writes sections and keeps the directory. After an error it ignores
// what follows; finish reports it.
type fileWriter struct {
	w        *bufio.Writer
	err      error
	at       uint64 // bytes written
	sections [numSections][2]uint64
	crc      uint32
	inPage   int
	pages    []uint32
}

func newFileWriter(w io.Writer) *fileWriter {
	fw := &fileWriter{w: bufio.NewWriterSize(w, 1<<20)}
	fw.write([]byte(magic))
	return fw
}

func (w *fileWriter) write(p []byte) {
	if w.err != nil {
		return
	}
	_, w.err = w.w.Write(p)
	w.at += uint64(len(p))
	for len(p) > 0 {
		n := min(len(p), pageSize-w.inPage)
		w.crc = crc32.Update(w.crc, castagnoli, p[:n])
		w.inPage += n
		if p = p[n:]; w.inPage == pageSize {
			w.pages = append(w.pages, w.crc)
			w.crc, w.inPage = 0, 0
		}
	}
}

// section makes what fill writes one section.
func (w *fileWriter) section(id int, fill func()) {
	start := w.at
	fill()
	w.sections[id] = [2]uint64{start, w.at - start}
}

// bytes writes a section that is in memory.
func (w *fileWriter) bytes(id int, p []byte) { w.section(id, func() { w.write(p) }) }

// finish writes the directory and the trailer.
func (w *fileWriter) finish() error {
	if w.inPage > 0 {
		w.pages = append(w.pages, w.crc)
	}
	dir := make([]byte, 0, 16*numSections+4*len(w.pages))
	for _, s := range w.sections {
		dir = le.AppendUint64(dir, s[0])
		dir = le.AppendUint64(dir, s[1])
	}
	for _, c := range w.pages {
		dir = le.AppendUint32(dir, c)
	}
	trailer := le.AppendUint64(nil, w.at)
	trailer = le.AppendUint64(trailer, uint64(len(dir)))
	trailer = le.AppendUint32(trailer, crc32.Checksum(dir, castagnoli))
	trailer = le.AppendUint32(trailer, crc32.Checksum(trailer, castagnoli))
	trailer = append(trailer, magic...)
	if w.err == nil {
		_, w.err = w.w.Write(append(dir, trailer...))
	}
	if w.err == nil {
		w.err = w.w.Flush()
	}
	if w.err != nil {
		return fmt.Errorf("writing a search segment: %w", w.err)
	}
	return nil
}
