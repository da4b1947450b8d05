//go:build !nodict

package lambdafn

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/aws/awstest"
	"github.com/mundap/mundap/internal/aws/sqsqueue"
	"github.com/mundap/mundap/internal/blob"
	"github.com/mundap/mundap/internal/blob/blobtest"
	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/document/documenttest"
	"github.com/mundap/mundap/internal/embed"
	"github.com/mundap/mundap/internal/ingest"
	"github.com/mundap/mundap/internal/load"
	"github.com/mundap/mundap/internal/queue"
	"github.com/mundap/mundap/internal/retrieve"
	"github.com/mundap/mundap/internal/retrieve/retrievetest"
	"github.com/mundap/mundap/test/servers"
)

// slowEmbedder takes a second for a call.
type slowEmbedder struct{ *embed.Fake }

func (e slowEmbedder) Embed(ctx context.Context, kind embed.Kind, texts []string) ([][]float32,
	error) {
	select {
	case <-time.After(time.Second):
		return e.Fake.Embed(ctx, kind, texts)
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// embedding is an index that asks for its passages' vectors.
type embedding struct {
	*retrievetest.Memory
	embedder embed.Embedder
}

func (x embedding) Put(ctx context.Context, s retrieve.Source, chunks []document.Chunk) error {
	texts := make([]string, len(chunks))
	for i, c := range chunks {
		texts[i] = c.Text
	}
	if _, err := x.embedder.Embed(ctx, embed.Passage, texts); err != nil {
		return err
	}
	return x.Memory.Put(ctx, s, chunks)
}

// fifo makes an empty queue on a server.
func fifo(t *testing.T) (client *sqs.Client, url string) {
	t.Helper()
	endpoint := servers.SQS(t)
	client = sqs.NewFromConfig(awstest.Config(t, servers.Region),
		func(o *sqs.Options) { o.BaseEndpoint = &endpoint })
	name := "documents.fifo"
	out, err := client.CreateQueue(t.Context(), &sqs.CreateQueueInput{QueueName: &name,
		Attributes: map[string]string{"FifoQueue": "true"}})
	if err != nil {
		t.Fatal(err)
	}
	return client, *out.QueueUrl
}

// TestADocumentThatTakesLongerThanTheFunctionGoesOnInTheNextRun pushes messages
// as Lambda does, to runs of nine seconds, of which four are for documents.
func TestADocumentThatTakesLongerThanTheFunctionGoesOnInTheNextRun(t *testing.T) {
	client, url := fifo(t)
	tasks := sqsqueue.New(client, sqsqueue.Options{URL: url, Policy: queue.Policy{MaxAttempts: 2}})
	documents, index, fake := &documenttest.Memory{}, retrievetest.NewMemory("local"),
		&embed.Fake{Size: 8}
	var service *ingest.Service
	blobs := blobtest.NewMemory(func(ctx context.Context,
		e blob.Event) error {
		return service.Event(ctx, e)
	}, nil)
	service = ingest.NewService(ingest.Options{Documents: documents, Blobs: blobs, Tasks: tasks})
	loader := load.New(load.Options{})
	defer loader.Close()

	var rows strings.Builder
	rows.WriteString("번호,내용\n")
	for n := range 600 {
		fmt.Fprintf(&rows, "%d,표의 %d번째 줄이에요\n", n, n)
	}
	key, err := service.Upload(t.Context(), auth.UserScope("kim"), ingest.Upload{Name: "표.csv"},
		strings.NewReader(rows.String()))
	if err != nil {
		t.Fatal(err)
	}
	runs := 0
	for ; runs < 10; runs++ {
		batch := receive(t, client, url)
		if len(batch.Records) == 0 {
			break
		}
		// Each run is of another function instance: nothing is handed on in memory.
		vectors := ingest.NewVectors(slowEmbedder{fake})
		w := ingest.NewWorker(ingest.WorkerOptions{
			Documents: documents, Blobs: blobs,
			Indexes: []retrieve.Index{embedding{index, vectors}}, Loader: loader,
			Tasks: tasks, Vectors: vectors, MaxAttempts: 2, TempDir: t.TempDir(),
		})
		ctx, cancel := context.WithTimeout(t.Context(), 9*time.Second)
		answer, err := documentTasks(ctx, tasks, w.Handle, batch)
		cancel()
		if err != nil || len(answer.BatchItemFailures) != 0 {
			t.Fatalf("run %d: %+v, %v", runs, answer, err)
		}
		remove(t, client, url, batch)
	}
	d, err := documents.Get(t.Context(), key)
	if err != nil || d.State != document.Ready || d.Content.Chunks != 600 {
		t.Errorf("%+v, %v", d, err)
	}
	if _, texts := fake.Calls(); runs < 2 || texts != 600 {
		t.Errorf("%d runs, %d passages were embedded", runs, texts)
	}
	left, err := blobs.List(t.Context(), "", "", 10)
	if err != nil || len(left) != 2 {
		t.Errorf("%+v are left, %v", left, err)
	}
}

// receive takes what waits, as Lambda's poller does.
func receive(t *testing.T, client *sqs.Client, url string) (b sqsqueue.Batch) {
	t.Helper()
	out, err := client.ReceiveMessage(t.Context(), &sqs.ReceiveMessageInput{
		QueueUrl: &url, MaxNumberOfMessages: 10, WaitTimeSeconds: 1, VisibilityTimeout: 60,
		MessageSystemAttributeNames: []types.MessageSystemAttributeName{types.MessageSystemAttributeNameAll}, MessageAttributeNames: []string{"All"},
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range out.Messages {
		r := sqsqueue.Record{MessageID: *m.MessageId, ReceiptHandle: *m.ReceiptHandle,
			Body: *m.Body, Attributes: m.Attributes,
			MessageAttributes: map[string]sqsqueue.Attribute{}}
		for name, v := range m.MessageAttributes {
			r.MessageAttributes[name] = sqsqueue.Attribute{StringValue: *v.StringValue,
				DataType: *v.DataType}
		}
		b.Records = append(b.Records, r)
	}
	return b
}

// remove deletes what was done.
func remove(t *testing.T, client *sqs.Client, url string, b sqsqueue.Batch) {
	t.Helper()
	for _, r := range b.Records {
		if _, err := client.DeleteMessage(t.Context(), &sqs.DeleteMessageInput{QueueUrl: &url,
			ReceiptHandle: &r.ReceiptHandle}); err != nil {
			t.Fatal(err)
		}
	}
}
