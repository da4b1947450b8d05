package backup

import (
	"archive/tar"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"

	"github.com/mundap/mundap/internal/fault"
)

// Extract reads a backup into a folder, which should be empty. progress is told
// how many bytes were read so far; if nil, nobody is. When it returns nil, every
// file is as it was backed up, and on disk. Errors: fault.Damaged for what is no
// backup, or was cut or altered; fault.Unsupported for one of a newer Mundap.
func Extract(ctx context.Context, r io.Reader, dir string, progress func(int64)) (Head, error) {
	x := &extractor{tar: tar.NewReader(&contextReader{ctx, r}), dir: dir, files: map[string]sum{},
		progress: progress}
	head, err := x.head()
	if err != nil {
		return head, err
	}
	for {
		h, err := x.next()
		if err != nil {
			return head, err
		}
		if h.Name == sumsName {
			return head, x.verify()
		}
		if err := x.file(h); err != nil {
			return head, err
		}
	}
}

// Begins reports whether what r reads may be the beginning of a backup, however
// short. An empty file is one.
func Begins(r io.Reader) bool {
	first := make([]byte, len(headName))
	n, err := io.ReadFull(r, first)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return false
	}
	return string(first[:n]) == headName[:n]
}

type extractor struct {
	tar      *tar.Reader
	dir      string
	files    map[string]sum
	read     int64
	progress func(int64)
}

func damaged(cause error) error {
	return fault.New(fault.Damaged,
		"백업 파일이 아니거나, 잘렸거나 변경된 파일이에요. 아무것도 복원하지 않았어요. 다른 백업을 써 주세요.",
		"This is not a backup, or it is truncated or altered. Nothing was restored. Use another backup.").
		WithCause(cause)
}

func (x *extractor) next() (*tar.Header, error) {
	h, err := x.tar.Next()
	if errors.Is(err, io.EOF) {
		return nil, damaged(errors.New("it ends without checksums"))
	}
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return nil, err
	}
	if err != nil {
		return nil, damaged(err)
	}
	return h, nil
}

func (x *extractor) head() (head Head, err error) {
	h, err := x.next()
	if err != nil {
		return head, err
	}
	data, err := io.ReadAll(io.LimitReader(x.tar, maxHead))
	if err == nil {
		err = json.Unmarshal(data, &head)
	}
	if h.Name != headName || err != nil {
		return head, damaged(errors.Join(fmt.Errorf("it begins with %q", h.Name), err))
	}
	if head.Format > format {
		return head, fault.New(fault.Unsupported,
			"더 새로운 문답에서 만든 백업이에요. 문답을 업데이트해 주세요.",
			"This backup was made by a newer Mundap. Update Mundap.")
	}
	return head, nil
}

// file writes an entry below the folder.
func (x *extractor) file(h *tar.Header) error {
	if h.Typeflag != tar.TypeReg || !filepath.IsLocal(filepath.FromSlash(h.Name)) {
		return damaged(fmt.Errorf("an entry %q of type %q", h.Name, h.Typeflag))
	}
	if _, twice := x.files[h.Name]; twice {
		return damaged(fmt.Errorf("%s is there twice", h.Name))
	}
	path := filepath.Join(x.dir, filepath.FromSlash(h.Name))
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return fmt.Errorf("restoring %s: %w", h.Name, err)
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("restoring %s: %w", h.Name, err)
	}
	hash := sha256.New()
	n, err := io.Copy(writeOnly{f, hash}, x.tar)
	if err = errors.Join(err, f.Sync(), f.Close()); errors.Is(err, io.ErrUnexpectedEOF) {
		return damaged(err)
	} else if err != nil {
		return fmt.Errorf("restoring %s: %w", h.Name, err)
	}
	x.files[h.Name] = sum{n, hex.EncodeToString(hash.Sum(nil))}
	if x.read += n; x.progress != nil {
		x.progress(x.read)
	}
	return nil
}

// writeOnly writes to a file and a hash. It hides the file's ReadFrom, with which
// io.Copy would go past the hash.
type writeOnly struct{ file, hash io.Writer }

func (w writeOnly) Write(p []byte) (int, error) {
	w.hash.Write(p)
	return w.file.Write(p)
}

// verify compares what was read with the checksums.
func (x *extractor) verify() error {
	var s sums
	if err := json.NewDecoder(io.LimitReader(x.tar, maxSums)).Decode(&s); err != nil {
		return damaged(err)
	}
	hash, err := hashOf(s.Files)
	if err != nil {
		return err
	}
	if hash != s.Hash || !maps.Equal(s.Files, x.files) {
		return damaged(errors.New("the checksums are others"))
	}
	return nil
}
