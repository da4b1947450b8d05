package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	awsconfig "github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/s3"

	"github.com/mundap/mundap/internal/aws/s3blob"
	"github.com/mundap/mundap/internal/blob"
	"github.com/mundap/mundap/internal/fault"
)

// target is where a backup goes.
type target interface {
	name() string
	// partial is the path of the file that holds the backup until it is complete.
	// A process that is killed leaves it behind. If "", there is no such file.
	partial() string
	// write makes what fill writes the backup, all of it or nothing.
	write(ctx context.Context, fill func(io.Writer) error) error
}

// newTarget parses the destination of a backup: a path outside the data folder,
// or s3://BUCKET/KEY.
func newTarget(ctx context.Context, to, data string) (target, error) {
	bucket, key, ok, err := object(to)
	if err != nil {
		return nil, err
	}
	if ok {
		s, err := openBucket(ctx, bucket)
		return objectTarget{s, to, key}, err
	}
	path, err := filepath.Abs(to)
	if err != nil {
		return nil, fmt.Errorf("finding %s: %w", to, err)
	}
	if data, err = filepath.Abs(data); err != nil {
		return nil, fmt.Errorf("finding the data folder: %w", err)
	}
	if inside, err := filepath.Rel(data, path); err == nil && filepath.IsLocal(inside) {
		return nil, fault.New(fault.Invalid,
			"데이터 폴더 안에는 백업할 수 없어요. 다른 곳의 경로를 적어 주세요.",
			"A backup can't be written into the data folder. Give another path.")
	}
	if _, err := os.Lstat(path); err == nil {
		return nil, fault.New(fault.Conflict,
			fmt.Sprintf("%s 파일이 이미 있어요. 다른 이름을 적어 주세요.", to),
			fmt.Sprintf("There is a file %s already. Choose another name.", to))
	}
	return newFileTarget(path), nil
}

// object reads s3://BUCKET/KEY.
func object(address string) (bucket, key string, ok bool, err error) {
	rest, ok := strings.CutPrefix(address, "s3://")
	if !ok {
		return "", "", false, nil
	}
	bucket, key, _ = strings.Cut(rest, "/")
	if bucket == "" || key == "" || strings.HasSuffix(key, "/") {
		err = fault.New(fault.Invalid, "s3://버킷/이름으로 적어 주세요.", "Write s3://BUCKET/KEY.")
	}
	return bucket, key, true, err
}

// openBucket opens a bucket with the credentials and settings of the machine.
func openBucket(ctx context.Context, bucket string) (blob.Store, error) {
	c, err := awsconfig.LoadDefaultConfig(ctx)
	if err != nil {
		return nil, fmt.Errorf("loading the AWS configuration: %w", err)
	}
	client := s3.NewFromConfig(c, func(o *s3.Options) {
		o.UsePathStyle = o.BaseEndpoint != nil // a server that is not Amazon's
	})
	return s3blob.New(client, bucket), nil
}

// objectTarget is an object in S3.
type objectTarget struct {
	blobs        blob.Store
	address, key string
}

func (t objectTarget) name() string { return t.address }

// partial implements target: S3 shows no object before it is complete.
func (t objectTarget) partial() string { return "" }

func (t objectTarget) write(ctx context.Context, fill func(io.Writer) error) error {
	r, w := io.Pipe()
	filled := make(chan error, 1)
	go func() {
		err := fill(w)
		w.CloseWithError(err)
		filled <- err
	}()
	_, err := t.blobs.Put(ctx, t.key, r, blob.PutOptions{ContentType: "application/x-tar",
		IfAbsent: true})
	r.CloseWithError(err)
	return errors.Join(<-filled, err)
}

// openBackup opens a backup for reading. size is 0 if it is unknown.
func openBackup(ctx context.Context, from string) (in io.ReadCloser, size int64, err error) {
	bucket, key, ok, err := object(from)
	if err != nil {
		return nil, 0, err
	}
	if ok {
		s, err := openBucket(ctx, bucket)
		if err != nil {
			return nil, 0, err
		}
		in, info, err := s.Get(ctx, key, blob.Range{})
		return in, info.Size, err
	}
	f, err := os.Open(from)
	if err != nil {
		return nil, 0, fault.Wrap(err, fault.NotFound,
			fmt.Sprintf("%s 백업을 열지 못했어요. 경로를 확인해 주세요.", from),
			fmt.Sprintf("The backup %s can't be opened. Check the path.", from))
	}
	if info, err := f.Stat(); err == nil {
		size = info.Size()
	}
	return f, size, nil
}
