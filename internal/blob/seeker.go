package blob

import (
	"context"
	"errors"
	"io"

	"github.com/mundap/mundap/internal/fault"
)

// ReadSeeker reads an object for http.ServeContent, which asks for ranges by
// seeking: it opens the object where it is read, so that a range costs a range.
// An object that is put again meanwhile ends it with fault.Conflict. Close it;
// it is for one goroutine.
type ReadSeeker struct {
	ctx    context.Context
	store  Store
	info   Info
	at     int64
	reader io.ReadCloser
}

// NewReadSeeker makes a reader of the object that Stat described.
func NewReadSeeker(ctx context.Context, store Store, info Info) *ReadSeeker {
	return &ReadSeeker{ctx: ctx, store: store, info: info}
}

// Seek implements io.Seeker.
func (s *ReadSeeker) Seek(offset int64, whence int) (int64, error) {
	switch whence {
	case io.SeekCurrent:
		offset += s.at
	case io.SeekEnd:
		offset += s.info.Size
	}
	if offset < 0 {
		return 0, errors.New("seeking before the start")
	}
	if offset != s.at {
		s.Close()
		s.at = offset
	}
	return offset, nil
}

// Read implements io.Reader.
func (s *ReadSeeker) Read(p []byte) (int, error) {
	if s.at >= s.info.Size {
		return 0, io.EOF
	}
	if s.reader == nil {
		r, info, err := s.store.Get(s.ctx, s.info.Key, Range{Offset: s.at})
		if err != nil {
			return 0, err
		}
		if info.ETag != s.info.ETag {
			r.Close()
			return 0, fault.Newf(fault.Conflict, "%s was put again while it was sent", s.info.Key)
		}
		s.reader = r
	}
	n, err := s.reader.Read(p)
	s.at += int64(n)
	return n, err
}

// Close lets the object go.
func (s *ReadSeeker) Close() {
	if s.reader != nil {
		s.reader.Close()
		s.reader = nil
	}
}
