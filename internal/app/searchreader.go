package app

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"
	"strings"
	"time"

	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/korean/morph"
	"github.com/mundap/mundap/internal/localindex"
	"github.com/mundap/mundap/internal/localindex/storage"
	"github.com/mundap/mundap/internal/searcher"
	"github.com/mundap/mundap/internal/wiring"
)

// SearchReader are the options of ServeIndex.
type SearchReader struct {
	Listen string // address, such as 127.0.0.1:8430
	// Index is where the segments are: a folder, or s3://BUCKET/PREFIX/.
	Index string
	// Cache is a folder for copies of segments in S3. Copies that are no longer
	// used are removed. If "", segments are held in memory.
	Cache   string
	KeyFile string // file with the key shared with clients
	// Refresh is how often the reader looks for changes; 0 means every 2 seconds.
	Refresh time.Duration
	Log     *slog.Logger
	Ready   func(address string) // called when the reader listens; may be nil
}

const (
	// refreshIndex is the default of Refresh. It costs a dollar a month at S3.
	refreshIndex = 2 * time.Second
	// retryIndex is how long a reader waits before it tries again to open an index
	// that could not be opened.
	retryIndex = 5 * time.Second
)

// ServeIndex serves an index that another process writes, until ctx ends. It
// listens at once, and is ready when it has fetched the segments.
func ServeIndex(ctx context.Context, o SearchReader) (err error) {
	key, err := readKey(o.KeyFile)
	if err != nil {
		return err
	}
	files, err := o.storage(ctx)
	if err != nil {
		return err
	}
	h, err := searcher.NewHandler(searcher.Options{Key: key, Log: o.Log})
	if err != nil {
		return err
	}
	l, err := net.Listen("tcp", o.Listen)
	if err != nil {
		return fault.Wrap(err, fault.Invalid,
			fmt.Sprintf("%s에서 시작할 수 없어요. --listen으로 다른 주소를 지정해 주세요.", o.Listen),
			fmt.Sprintf("The search reader can't listen at %s. Choose another address with --listen.", o.Listen))
	}
	d := openDoor(l, h)
	defer func() { err = errors.Join(err, d.close()) }()
	if o.Ready != nil {
		o.Ready(l.Addr().String())
	}
	ix, err := o.open(ctx, files)
	if ix == nil {
		return err
	}
	defer func() { err = errors.Join(err, ix.Close()) }()
	h.Serve(ix)
	s := ix.Stats()
	o.Log.Info("the index is open", "segments", s.Segments, "passages", s.Passages, "bytes", s.Bytes)
	select {
	case <-ctx.Done():
		return nil
	case served := <-d.done:
		d.done <- served // for close
		return served
	}
}

// open tries to open the index until it succeeds, fails for good or ctx ends. In
// the last case it returns nil without an error.
func (o SearchReader) open(ctx context.Context, files storage.Store) (*localindex.Index, error) {
	for {
		ix, err := localindex.Open(ctx, localindex.Options{
			Storage: files, Analyzer: &morph.Analyzer{}, Store: wiring.Local, ReadOnly: true,
			Refresh: cmp.Or(o.Refresh, refreshIndex),
			Damaged: func(_ context.Context, d localindex.Damage) {
				o.Log.Error("a part of the index is damaged and is not searched", "segment", d.Segment,
					"documents", d.Documents, "error", d.Err)
			},
		})
		switch {
		case err == nil:
			return ix, nil
		case ctx.Err() != nil:
			return nil, nil
		case !fault.Retryable(err):
			return nil, fmt.Errorf("opening the index: %w", err)
		}
		o.Log.Warn("opening the index", "error", err)
		select {
		case <-ctx.Done():
			return nil, nil
		case <-time.After(retryIndex):
		}
	}
}

func readKey(file string) (string, error) {
	text, err := os.ReadFile(file)
	key := strings.TrimSpace(string(text))
	if err != nil || key == "" {
		return "", fault.Wrap(cmp.Or(err, errors.New("the file is empty")), fault.Invalid,
			fmt.Sprintf("검색 서버의 키를 %s에서 읽지 못했어요. 키가 적힌 파일을 --key-file로 지정해 주세요.", file),
			fmt.Sprintf("The search reader's key could not be read from %s. Use --key-file to specify a file with the key.", file))
	}
	return key, nil
}

// storage opens the place where the segments are.
func (o SearchReader) storage(ctx context.Context) (storage.Store, error) {
	rest, inBucket := strings.CutPrefix(o.Index, "s3://")
	if !inBucket {
		if _, err := os.Stat(o.Index); err != nil { // NewFolder would create it
			return nil, fault.Wrap(err, fault.Invalid,
				fmt.Sprintf("색인 폴더가 없어요: %s. --index를 확인해 주세요.", o.Index),
				fmt.Sprintf("The index folder %s does not exist. Check --index.", o.Index))
		}
		return storage.NewFolder(o.Index)
	}
	bucket, prefix, _ := strings.Cut(rest, "/")
	if bucket == "" || !strings.HasSuffix(prefix, "/") {
		return nil, fault.New(fault.Invalid, "색인의 위치를 s3://버킷/경로/ 형식으로 적어 주세요.", "Write the location of the index as s3://BUCKET/PREFIX/.")
	}
	blobs, err := openBucket(ctx, bucket)
	if err != nil {
		return nil, err
	}
	return &storage.Bucket{Blobs: blobs, Prefix: prefix, Cache: o.Cache}, nil
}
