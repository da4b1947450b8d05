package s3blob

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
	"golang.org/x/text/unicode/norm"

	"github.com/mundap/mundap/internal/blob"
	"github.com/mundap/mundap/internal/fault"
)

// Store is a blob.Store in one bucket. Safe for concurrent use.
type Store struct {
	s3      *s3.Client
	presign *s3.PresignClient
	bucket  string
}

var _ blob.Store = (*Store)(nil)

// New makes a Store. URLs that it presigns name the client's endpoint and end,
// whatever their expiry, with the credentials that sign them: those of a Lambda
// function last for hours.
func New(client *s3.Client, bucket string) *Store {
	return &Store{s3: client, bucket: bucket, presign: s3.NewPresignClient(client,
		s3.WithPresignClientFromClientOptions(func(o *s3.Options) {
			// the browser computes none
			o.RequestChecksumCalculation = aws.RequestChecksumCalculationWhenRequired
		}))}
}

func unquoted(etag *string) string { return strings.Trim(aws.ToString(etag), `"`) }

// Put implements blob.Store.
func (s *Store) Put(ctx context.Context, key string, r io.Reader,
	o blob.PutOptions) (info blob.Info, err error) {
	if err := o.Check(key); err != nil {
		return blob.Info{}, err
	}
	if err := ctx.Err(); err != nil {
		return blob.Info{}, err
	}
	body, size, done, err := spool(r)
	if err != nil {
		return blob.Info{}, fmt.Errorf("reading what becomes %s: %w", key, err)
	}
	defer func() { err = errors.Join(err, done()) }()
	in := &s3.PutObjectInput{Bucket: &s.bucket, Key: &key, Body: body, ContentLength: &size}
	if o.ContentType != "" {
		in.ContentType = &o.ContentType
	}
	if o.IfAbsent {
		in.IfNoneMatch = aws.String("*")
	}
	if o.IfMatch != "" {
		in.IfMatch = aws.String(strconv.Quote(o.IfMatch))
	}
	out, err := s.s3.PutObject(ctx, in)
	if err != nil {
		err = classify(ctx, "putting", key, err)
		if o.IfMatch != "" && fault.Is(err, fault.NotFound) { // nothing is there to match
			err = fault.Wrap(err, fault.Conflict, "", "")
		}
		return blob.Info{}, err
	}
	return blob.Info{Key: key, Size: size, ContentType: o.ContentType, ETag: unquoted(out.ETag),
		Modified: time.Now().UTC()}, nil
}

// decomposed is the other form under which an object may lie; ok is false for a
// key that has only one.
func decomposed(key string) (nfd string, ok bool) {
	nfd = norm.NFD.String(key)
	return nfd, nfd != key
}

// Get implements blob.Store.
func (s *Store) Get(ctx context.Context, key string, r blob.Range) (io.ReadCloser, blob.Info,
	error) {
	if err := blob.CheckKey(key); err != nil {
		return nil, blob.Info{}, err
	}
	body, info, err := s.get(ctx, key, r)
	if nfd, ok := decomposed(key); ok && fault.Is(err, fault.NotFound) {
		body, info, err = s.get(ctx, nfd, r)
		info.Key = key
	}
	return body, info, err
}

func (s *Store) get(ctx context.Context, key string, r blob.Range) (io.ReadCloser, blob.Info,
	error) {
	in := &s3.GetObjectInput{Bucket: &s.bucket, Key: &key}
	if r.Offset > 0 || r.Length > 0 {
		text := fmt.Sprintf("bytes=%d-", max(r.Offset, 0))
		if r.Length > 0 {
			text += strconv.FormatInt(max(r.Offset, 0)+r.Length-1, 10)
		}
		in.Range = &text
	}
	out, err := s.s3.GetObject(ctx, in)
	if beyondEnd(err) {
		info, err := s.stat(ctx, key)
		return io.NopCloser(strings.NewReader("")), info, err
	}
	if err != nil {
		return nil, blob.Info{}, classify(ctx, "getting", key, err)
	}
	return &reader{ctx, key, out.Body}, blob.Info{
		Key: key, Size: whole(out), ContentType: aws.ToString(out.ContentType),
		ETag:     unquoted(out.ETag),
		Modified: aws.ToTime(out.LastModified),
	}, nil
}

// whole returns the size of the object of which a part was read: the number
// after the slash in "bytes 2-4/10".
func whole(out *s3.GetObjectOutput) int64 {
	if _, total, ok := strings.Cut(aws.ToString(out.ContentRange), "/"); ok {
		if n, err := strconv.ParseInt(total, 10, 64); err == nil {
			return n
		}
	}
	return aws.ToInt64(out.ContentLength)
}

// reader classifies the errors of a body.
type reader struct {
	ctx  context.Context
	key  string
	body io.ReadCloser
}

func (r *reader) Read(p []byte) (int, error) {
	n, err := r.body.Read(p)
	if err != nil && err != io.EOF {
		err = classify(r.ctx, "reading", r.key, err)
	}
	return n, err
}

func (r *reader) Close() error { return r.body.Close() }

// Stat implements blob.Store.
func (s *Store) Stat(ctx context.Context, key string) (blob.Info, error) {
	if err := blob.CheckKey(key); err != nil {
		return blob.Info{}, err
	}
	info, err := s.stat(ctx, key)
	if nfd, ok := decomposed(key); ok && fault.Is(err, fault.NotFound) {
		info, err = s.stat(ctx, nfd)
		info.Key = key
	}
	return info, err
}

func (s *Store) stat(ctx context.Context, key string) (blob.Info, error) {
	out, err := s.s3.HeadObject(ctx, &s3.HeadObjectInput{Bucket: &s.bucket, Key: &key})
	if err != nil {
		return blob.Info{}, classify(ctx, "describing", key, err)
	}
	return blob.Info{
		Key: key, Size: aws.ToInt64(out.ContentLength), ContentType: aws.ToString(out.ContentType),
		ETag:     unquoted(out.ETag),
		Modified: aws.ToTime(out.LastModified),
	}, nil
}

// Seal implements blob.Store by a copy that S3 makes itself: it can't revoke a
// URL that it has signed.
func (s *Store) Seal(ctx context.Context, key, sealed, etag string) (string, error) {
	if err := errors.Join(blob.CheckKey(key), blob.CheckKey(sealed)); err != nil {
		return "", err
	}
	lies, err := s.form(ctx, key)
	if err != nil {
		return "", err
	}
	source := s.bucket + "/" + strings.NewReplacer("+", "%20", "%2F",
		"/").Replace(url.QueryEscape(lies))
	_, err = s.s3.CopyObject(ctx, &s3.CopyObjectInput{
		Bucket: &s.bucket, Key: &sealed, CopySource: &source,
		CopySourceIfMatch: aws.String(strconv.Quote(etag)),
	})
	if err = classify(ctx, "sealing", key, err); fault.Is(err, fault.NotFound) {
		if _, statErr := s.stat(ctx, sealed); statErr == nil {
			return sealed, nil // an earlier call did it, and nobody heard
		}
	}
	if err != nil {
		return "", err
	}
	return sealed, s.Delete(ctx, key)
}

// Delete implements blob.Store.
func (s *Store) Delete(ctx context.Context, key string) error {
	if err := blob.CheckKey(key); err != nil {
		return err
	}
	forms := []string{key}
	if nfd, ok := decomposed(key); ok {
		forms = append(forms, nfd)
	}
	for _, form := range forms {
		_, err := s.s3.DeleteObject(ctx, &s3.DeleteObjectInput{Bucket: &s.bucket, Key: &form})
		if err = classify(ctx, "deleting", key, err); err != nil && !fault.Is(err, fault.NotFound) {
			return err
		}
	}
	return nil
}

// List implements blob.Store.
func (s *Store) List(ctx context.Context, prefix, after string, limit int) ([]blob.Info, error) {
	in := &s3.ListObjectsV2Input{
		Bucket: &s.bucket, Prefix: &prefix, MaxKeys: aws.Int32(int32(min(max(limit, 1), 1000))),
		EncodingType: types.EncodingTypeUrl, // XML can't say every character that a key may hold
	}
	if after != "" {
		in.StartAfter = &after
	}
	var found []blob.Info
	for pages := s3.NewListObjectsV2Paginator(s.s3, in); pages.HasMorePages() &&
		len(found) < limit; {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, classify(ctx, "listing", prefix, err)
		}
		for _, o := range page.Contents {
			key, err := url.QueryUnescape(aws.ToString(o.Key))
			if err != nil {
				return nil, fault.Wrap(fmt.Errorf("s3: listing %s: %w", prefix, err), fault.Damaged,
					"", "")
			}
			if blob.CheckKey(key) != nil || len(found) == limit {
				continue // a folder's mark ("a/"), or a decomposed name: no key of ours
			}
			found = append(found, blob.Info{
				Key: key, Size: aws.ToInt64(o.Size), ETag: unquoted(o.ETag),
				Modified: aws.ToTime(o.LastModified),
			})
		}
	}
	return found, nil
}
