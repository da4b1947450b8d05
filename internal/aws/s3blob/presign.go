package s3blob

import (
	"context"
	"mime"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/s3"

	"github.com/mundap/mundap/internal/blob"
	"github.com/mundap/mundap/internal/fault"
)

// lasting bounds an expiry by what Signature Version 4 allows: 1 second to 7 days.
func lasting(d time.Duration) func(*s3.PresignOptions) {
	return s3.WithPresignExpires(min(max(d, time.Second), 7*24*time.Hour))
}

// PresignPut implements blob.Store. S3 can't bound the size: SizeLimit is
// checked again at the event. A URL without a type signs none, so that a PUT
// with one is S3's to judge.
func (s *Store) PresignPut(ctx context.Context, u blob.Upload) (string, error) {
	if err := blob.CheckKey(u.Key); err != nil {
		return "", err
	}
	in := &s3.PutObjectInput{Bucket: &s.bucket, Key: &u.Key}
	if u.ContentType != "" {
		in.ContentType = &u.ContentType
	}
	r, err := s.presign.PresignPutObject(ctx, in, lasting(u.Expires))
	if err != nil {
		return "", classify(ctx, "presigning an upload of", u.Key, err)
	}
	return r.URL, nil
}

// PresignGet implements blob.Store.
func (s *Store) PresignGet(ctx context.Context, key string, d blob.Download) (string, error) {
	if err := blob.CheckKey(key); err != nil {
		return "", err
	}
	key, err := s.form(ctx, key)
	if err != nil {
		return "", err
	}
	disposition := disposition(d)
	in := &s3.GetObjectInput{Bucket: &s.bucket, Key: &key, ResponseContentDisposition: &disposition}
	if d.ContentType != "" {
		in.ResponseContentType = &d.ContentType
	}
	r, err := s.presign.PresignGetObject(ctx, in, lasting(d.Expires))
	if err != nil {
		return "", classify(ctx, "presigning a download of", key, err)
	}
	return r.URL, nil
}

// form is the form of a key under which its object lies.
func (s *Store) form(ctx context.Context, key string) (string, error) {
	nfd, ok := decomposed(key)
	if !ok {
		return key, nil
	}
	if _, err := s.stat(ctx, key); !fault.Is(err, fault.NotFound) {
		return key, err
	}
	_, err := s.stat(ctx, nfd)
	switch {
	case err == nil:
		return nfd, nil
	case fault.Is(err, fault.NotFound):
		return key, nil
	}
	return "", err
}

func disposition(d blob.Download) string {
	kind := "attachment"
	if d.Inline {
		kind = "inline"
	}
	if d.Filename == "" {
		return kind
	}
	return mime.FormatMediaType(kind, map[string]string{"filename": d.Filename})
}
