package app

import (
	"bytes"
	"io"
	"path/filepath"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"

	"github.com/mundap/mundap/internal/aws/awstest"
	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/test/servers"
)

// TestABackupInS3 goes to a real server of S3's protocol and comes back on another
// machine.
func TestABackupInS3(t *testing.T) {
	endpoint := servers.S3(t)
	client := s3.NewFromConfig(awstest.Config(t, servers.Region), func(o *s3.Options) {
		o.BaseEndpoint, o.UsePathStyle = &endpoint, true
	})
	if _, err := client.CreateBucket(t.Context(), &s3.CreateBucketInput{Bucket: aws.String("backups")}); err != nil {
		t.Fatal(err)
	}
	for name, value := range map[string]string{
		"AWS_ACCESS_KEY_ID": servers.AccessKey, "AWS_SECRET_ACCESS_KEY": servers.SecretKey,
		"AWS_REGION": servers.Region, "AWS_ENDPOINT_URL_S3": endpoint,
		"AWS_EC2_METADATA_DISABLED": "true", "AWS_CONFIG_FILE": filepath.Join(t.TempDir(), "none"),
	} {
		t.Setenv(name, value)
	}
	const address = "s3://backups/weekly/월요일.mundap"
	p := start(t, t.TempDir(), "", "local")
	fillLibrary(t, p, 0, 5)
	if _, err := p.Backup(t.Context(), address, silent); err != nil {
		t.Fatal(err)
	}
	if _, err := p.Backup(t.Context(), address, silent); !fault.Is(err, fault.Conflict) {
		t.Errorf("a second backup over the first: %v", err)
	}
	before := counts(t, p)
	stop(t, p)

	folder := t.TempDir()
	if err := restoreInto(t, folder, address); err != nil {
		t.Fatal(err)
	}
	q := start(t, folder, "", "local")
	defer stop(t, q)
	if after := counts(t, q); after != before || after == 0 {
		t.Errorf("%d documents came back of %d", after, before)
	}
	if found := checks(t, q); len(found) > 0 {
		t.Errorf("the check finds %q", found)
	}

	cut := cutObject(t, client, "weekly/월요일.mundap")
	if err := restoreInto(t, t.TempDir(), cut); err == nil {
		t.Error("a backup that was cut came back")
	}
	if err := restoreInto(t, t.TempDir(), "s3://backups/none"); !fault.Is(err, fault.NotFound) {
		t.Errorf("a backup that is not there: %v", err)
	}
}

func counts(t *testing.T, p *Parts) (n int) {
	t.Helper()
	err := p.db.Documents().Each(t.Context(), func(d document.Document) error {
		if d.State == document.Ready {
			n++
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// cutObject stores all but the end of a backup, and gives its address.
func cutObject(t *testing.T, client *s3.Client, key string) string {
	t.Helper()
	out, err := client.GetObject(t.Context(), &s3.GetObjectInput{Bucket: aws.String("backups"), Key: &key})
	if err != nil {
		t.Fatal(err)
	}
	defer out.Body.Close()
	data, err := io.ReadAll(out.Body)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := client.PutObject(t.Context(), &s3.PutObjectInput{Bucket: aws.String("backups"),
		Key: aws.String("cut"), Body: bytes.NewReader(data[:len(data)-2000])}); err != nil {
		t.Fatal(err)
	}
	return "s3://backups/cut"
}
