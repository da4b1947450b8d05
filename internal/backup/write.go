package backup

import (
	"archive/tar"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"time"
)

const (
	headName = "mundap-backup.json"
	sumsName = "checksums.json"
	format   = 1
	maxHead  = 1 << 20
	maxSums  = 1 << 30
)

// Head is the first entry of a backup.
type Head struct {
	Format  int       `json:"format"`
	Made    time.Time `json:"made"`
	Version string    `json:"version"` // of the Mundap that wrote it
}

// sum is the size and the SHA-256 of a file.
type sum struct {
	Size int64  `json:"size"`
	Hash string `json:"sha256"`
}

// sums is the last entry: of every file, and of the list itself.
type sums struct {
	Files map[string]sum `json:"files"`
	Hash  string         `json:"sha256"` // of Files as JSON
}

func hashOf(files map[string]sum) (string, error) {
	data, err := json.Marshal(files) // sorted by name
	if err != nil {
		return "", fmt.Errorf("encoding the checksums: %w", err)
	}
	h := sha256.Sum256(data)
	return hex.EncodeToString(h[:]), nil
}

// Writer writes a backup. Make it with NewWriter, Add every file, and Close it:
// without that the backup counts as cut.
type Writer struct {
	tar   *tar.Writer
	files map[string]sum
	made  time.Time
}

// NewWriter begins a backup.
func NewWriter(w io.Writer, h Head) (*Writer, error) {
	h.Format = format
	b := &Writer{tar: tar.NewWriter(w), files: map[string]sum{}, made: h.Made}
	return b, b.addJSON(headName, h)
}

func (b *Writer) addJSON(name string, v any) error {
	data, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("encoding %s: %w", name, err)
	}
	if err := b.header(name, int64(len(data))); err != nil {
		return err
	}
	if _, err := b.tar.Write(data); err != nil {
		return fmt.Errorf("writing %s: %w", name, err)
	}
	return nil
}

func (b *Writer) header(name string, size int64) error {
	err := b.tar.WriteHeader(&tar.Header{Name: name, Size: size, Mode: 0o600,
		Typeflag: tar.TypeReg, ModTime: b.made})
	if err != nil {
		return fmt.Errorf("writing %s: %w", name, err)
	}
	return nil
}

// Add writes a file of a size. Names are slash-separated paths in the data
// folder.
func (b *Writer) Add(ctx context.Context, name string, size int64, r io.Reader) error {
	if err := b.header(name, size); err != nil {
		return err
	}
	h := sha256.New()
	n, err := io.Copy(io.MultiWriter(b.tar, h), &contextReader{ctx, r})
	if err == nil && n != size {
		err = fmt.Errorf("it has %d bytes, not %d", n, size)
	}
	if err != nil {
		return fmt.Errorf("writing %s: %w", name, err)
	}
	b.files[name] = sum{n, hex.EncodeToString(h.Sum(nil))}
	return nil
}

// Close writes the checksums.
func (b *Writer) Close() error {
	hash, err := hashOf(b.files)
	if err != nil {
		return err
	}
	if err := b.addJSON(sumsName, sums{b.files, hash}); err != nil {
		return err
	}
	if err := b.tar.Close(); err != nil {
		return fmt.Errorf("ending the backup: %w", err)
	}
	return nil
}

type contextReader struct {
	ctx context.Context
	r   io.Reader
}

func (c *contextReader) Read(p []byte) (int, error) {
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	return c.r.Read(p)
}
