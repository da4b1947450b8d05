package aws_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"

	"github.com/mundap/mundap/internal/aws/sqsqueue"
	"github.com/mundap/mundap/test/servers"
)

// createQueues makes the template's queues, dead letters first.
func (e *emulator) createQueues() {
	type queue struct {
		QueueName                            any
		FifoQueue, ContentBasedDeduplication bool
		VisibilityTimeout                    int
		RedrivePolicy                        *struct {
			DeadLetterTargetArn any
			MaxReceiveCount     int
		}
		DeduplicationScope, FifoThroughputLimit, MessageRetentionPeriod ignored
		SqsManagedSseEnabled, Tags                                      ignored
	}
	made := map[string]queue{}
	ids := e.template.ids("AWS::SQS::Queue")
	for _, id := range ids {
		made[id] = properties[queue](e.template, id)
	}
	slices.SortStableFunc(ids, func(a, b string) int { // those without a redrive policy first
		return btoi(made[a].RedrivePolicy != nil) - btoi(made[b].RedrivePolicy != nil)
	})
	for _, id := range ids {
		p := made[id]
		attributes := map[string]string{}
		if p.FifoQueue {
			attributes["FifoQueue"], attributes["ContentBasedDeduplication"] = "true",
				strconv.FormatBool(p.ContentBasedDeduplication)
		}
		if p.VisibilityTimeout > 0 {
			attributes["VisibilityTimeout"] = strconv.Itoa(p.VisibilityTimeout)
		}
		if r := p.RedrivePolicy; r != nil {
			attributes["RedrivePolicy"] = fmt.Sprintf(`{"deadLetterTargetArn":%q,"maxReceiveCount":%d}`, e.template.text(r.DeadLetterTargetArn), r.MaxReceiveCount)
		}
		if _, err := e.sqs.CreateQueue(e.ctx,
			&sqs.CreateQueueInput{QueueName: aws.String(e.template.name(id)),
				Attributes: attributes}); err != nil {
			e.t.Fatalf("making the queue %s: %v", id, err)
		}
	}
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

// mapping is an event source mapping of a queue.
type mapping struct {
	handler, queue    string // queue: its URL
	batch, concurrent int
}

func (s template) mappings() []mapping {
	var all []mapping
	for _, id := range s.ids("AWS::Lambda::EventSourceMapping") {
		p := properties[struct {
			EventSourceArn, FunctionName any
			BatchSize                    int
			FunctionResponseTypes        []string
			ScalingConfig                struct{ MaximumConcurrency int }
			Tags                         ignored
		}](s, id)
		// Without it a function's list of failures would be taken for success.
		s.want(id, "response", strings.Join(p.FunctionResponseTypes, " "),
			"ReportBatchItemFailures")
		if p.BatchSize < 1 || p.ScalingConfig.MaximumConcurrency < 2 {
			s.t.Errorf("%s: SQS takes no such mapping: %+v", id, p)
		}
		m := mapping{handler: s.handler(s.text(p.FunctionName)), batch: p.BatchSize,
			concurrent: p.ScalingConfig.MaximumConcurrency}
		for _, q := range s.ids("AWS::SQS::Queue") {
			if s.attribute(q, "Arn") == s.text(p.EventSourceArn) {
				m.queue = s.ref(q)
			}
		}
		for _, action := range []string{"ReceiveMessage", "DeleteMessage", "GetQueueAttributes"} {
			if !permits(s.allowed(s.t, m.handler), "sqs:"+action, s.text(p.EventSourceArn)) {
				s.t.Errorf("%s may not sqs:%s for its event source", m.handler, action)
			}
		}
		all = append(all, m)
	}
	return all
}

// poll is one of a mapping's pollers.
func (e *emulator) poll(m mapping) {
	for e.ctx.Err() == nil {
		e.whenUp("sqs")
		out, err := e.sqs.ReceiveMessage(e.ctx, &sqs.ReceiveMessageInput{
			QueueUrl: &m.queue, MaxNumberOfMessages: int32(min(m.batch, 10)), WaitTimeSeconds: 1,
			MessageSystemAttributeNames: []types.MessageSystemAttributeName{"All"},
			MessageAttributeNames:       []string{"All"},
		})
		if err != nil || len(out.Messages) == 0 {
			continue
		}
		e.deliver(m, out.Messages)
	}
}

// deliver gives a batch to the function, twice, and deletes what it has done.
func (e *emulator) deliver(m mapping, messages []types.Message) {
	batch := sqsqueue.Batch{}
	receipts := map[string]string{}
	for _, message := range messages {
		r := record(message)
		batch.Records = append(batch.Records, r)
		receipts[r.MessageID] = r.ReceiptHandle
	}
	failures, err := e.handleBatch(m.handler, batch)
	if err == nil && len(failures) == 0 && e.twice() {
		failures, err = e.handleBatch(m.handler, batch)
	}
	down := e.isDown("sqs")
	if err != nil || down { // the messages come again when their visibility is over: that time passes at once
		e.whenUp("sqs")
		for _, receipt := range receipts {
			_, _ = e.sqs.ChangeMessageVisibility(e.ctx,
				&sqs.ChangeMessageVisibilityInput{QueueUrl: &m.queue, ReceiptHandle: &receipt,
					VisibilityTimeout: 0})
		}
		return
	}
	for _, f := range failures {
		delete(receipts, f.ItemIdentifier)
	}
	for _, receipt := range receipts {
		_, _ = e.sqs.DeleteMessage(e.ctx, &sqs.DeleteMessageInput{QueueUrl: &m.queue,
			ReceiptHandle: &receipt})
	}
}

func record(m types.Message) sqsqueue.Record {
	r := sqsqueue.Record{MessageID: *m.MessageId, ReceiptHandle: *m.ReceiptHandle, Body: *m.Body,
		Attributes: m.Attributes, MessageAttributes: map[string]sqsqueue.Attribute{}}
	for name, a := range m.MessageAttributes {
		r.MessageAttributes[name] = sqsqueue.Attribute{StringValue: *a.StringValue,
			DataType: *a.DataType}
	}
	return r
}

func (e *emulator) handleBatch(handler string, b sqsqueue.Batch) ([]sqsqueue.Failure, error) {
	answer, err := e.functions[handler].invoke(e.ctx, b)
	if err != nil {
		return nil, err
	}
	var failures sqsqueue.Failures
	if err := json.Unmarshal(answer, &failures); err != nil {
		e.t.Errorf("an answer to a batch: %v", err)
	}
	return failures.BatchItemFailures, nil
}

// notification is a bucket's: which events go to which function.
type notification struct {
	bucket, event, prefix, suffix, handler string
}

func (s template) notifications() []notification {
	var all []notification
	for _, id := range s.ids("AWS::S3::Bucket") {
		p := properties[struct {
			BucketName                any
			CorsConfiguration         *struct{ CorsRules []json.RawMessage }
			NotificationConfiguration struct {
				LambdaConfigurations []struct {
					Event    string
					Function any
					Filter   struct {
						S3Key struct {
							Rules []struct{ Name, Value string }
						}
					}
				}
			}
			BucketEncryption, LifecycleConfiguration, LoggingConfiguration,
			OwnershipControls ignored
			PublicAccessBlockConfiguration, AccessControl,
			Tags ignored
		}](s, id)
		for _, c := range p.NotificationConfiguration.LambdaConfigurations {
			n := notification{bucket: s.name(id), event: c.Event,
				handler: s.handler(s.text(c.Function))}
			for _, r := range c.Filter.S3Key.Rules {
				s.want(id, "filter", r.Name, "prefix", "suffix")
				if r.Name == "prefix" {
					n.prefix = r.Value
				} else {
					n.suffix = r.Value
				}
			}
			if !s.mayInvoke(n.handler, "s3", "arn:aws:s3:::"+n.bucket) {
				s.t.Errorf("s3 may not call %s for %s", n.handler, id)
			}
			all = append(all, n)
		}
	}
	return all
}

// changed is what S3 calls a request that changed an object; "": it changed none.
func changed(r *http.Request) string {
	switch {
	case r.Method == http.MethodPut && !r.URL.Query().Has("partNumber") &&
		r.Header.Get("X-Amz-Copy-Source") == "":
		return "s3:ObjectCreated:Put"
	case r.Method == http.MethodPut && !r.URL.Query().Has("partNumber"):
		return "s3:ObjectCreated:Copy"
	case r.Method == http.MethodPost && r.URL.Query().Has("uploadId"):
		return "s3:ObjectCreated:CompleteMultipartUpload"
	case r.Method == http.MethodDelete && !r.URL.Query().Has("uploadId"):
		return "s3:ObjectRemoved:Delete"
	}
	return ""
}

// notify tells functions of a change, as S3 does: twice, because S3 may, and
// the older of two events of a key once more after the newer one.
func (e *emulator) notify(r *http.Request, size int, etag string) {
	bucket, key, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/")
	event := changed(r)
	for _, n := range e.notices {
		if event == "" || n.bucket != bucket || !glob(n.event, event) ||
			!strings.HasPrefix(key, n.prefix) || !strings.HasSuffix(key, n.suffix) {
			continue
		}
		e.mu.Lock()
		e.sequence++
		text := fmt.Sprintf(`{"Records":[{"eventVersion":"2.1","eventSource":"aws:s3","awsRegion":%q,"eventTime":"2026-01-02T03:04:05.000Z","eventName":%q,`+
			`"s3":{"bucket":{"name":%q,"arn":"arn:aws:s3:::%s"},"object":{"key":%q,"size":%d,"eTag":%q,"sequencer":"%016X"}}}]}`,
			servers.Region, strings.TrimPrefix(event, "s3:"), bucket, bucket, url.QueryEscape(key),
			size, etag, e.sequence)
		all := []string{text}
		if e.twice() {
			all = append(all, text)
			if older := e.told[key]; older != "" {
				all = append(all, older)
			}
		}
		e.told[key] = text
		e.mu.Unlock()
		e.work.Go(func() {
			for _, one := range all {
				e.runAsync(n.handler, []byte(one))
			}
		})
	}
}

// invocations is how a function's asynchronous runs are repeated, and where
// goes what failed to the end.
type invocations struct {
	retries int
	failed  string // a queue's URL
}

func (s template) invocations() map[string]invocations {
	all := map[string]invocations{}
	for _, id := range s.ids("AWS::Lambda::EventInvokeConfig") {
		p := properties[struct {
			FunctionName         any
			Qualifier            any
			MaximumRetryAttempts int
			DestinationConfig    struct{ OnFailure struct{ Destination any } }

			MaximumEventAgeInSeconds ignored
		}](s, id)
		handler, to := s.handler(s.text(p.FunctionName)+":"+s.text(p.Qualifier)),
			s.text(p.DestinationConfig.OnFailure.Destination)
		i := invocations{retries: p.MaximumRetryAttempts}
		for _, q := range s.ids("AWS::SQS::Queue") {
			if s.attribute(q, "Arn") == to {
				i.failed = s.ref(q)
			}
		}
		if i.failed == "" || !permits(s.allowed(s.t, handler), "sqs:SendMessage", to) {
			s.t.Errorf("%s: failed runs of %s can't go to %s", id, handler, to)
		}
		all[handler] = i
	}
	return all
}

// async runs a function as asynchronous events do, twice because Lambda may:
// what fails is tried again, after a minute and after two (here: a sixtieth),
// and goes to the queue of failed runs in the end.
func (e *emulator) async(handler string, event []byte) {
	times := 1
	if e.twice() {
		times = 2
	}
	e.work.Go(func() {
		for range times {
			e.runAsync(handler, event)
		}
	})
}

func (e *emulator) runAsync(handler string, event []byte) {
	how, ok := e.runs[handler]
	if !ok {
		how.retries = 2 // Lambda's own
	}
	for attempt := range how.retries + 1 {
		if attempt > 0 && !e.wait(time.Duration(attempt)*time.Second) {
			return
		}
		_, err := e.functions[handler].invoke(e.ctx, event)
		if err == nil || e.ctx.Err() != nil {
			return
		}
	}
	if how.failed == "" {
		e.t.Errorf("%s failed %d times at %s, which is lost", handler, how.retries+1, event)
		return
	}
	body := fmt.Sprintf(`{"version":"1.0","requestContext":{"condition":"RetriesExhausted"},"requestPayload":%s}`, event)
	if _, err := e.sqs.SendMessage(e.ctx, &sqs.SendMessageInput{QueueUrl: &how.failed,
		MessageBody: &body}); err != nil {
		e.t.Errorf("keeping a failed run of %s: %v", handler, err)
	}
}

// wait lets time pass; false: the test is over.
func (e *emulator) wait(d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-e.ctx.Done():
		return false
	}
}

// waiting is how many messages a queue holds.
func (e *emulator) waiting(name string) int {
	e.t.Helper()
	url := e.template.queues + "/" + account + "/" + name
	out, err := e.sqs.GetQueueAttributes(e.ctx, &sqs.GetQueueAttributesInput{QueueUrl: &url,
		AttributeNames: []types.QueueAttributeName{"All"}})
	if err != nil {
		e.t.Fatal(err)
	}
	n := 0
	for _, a := range []string{"ApproximateNumberOfMessages",
		"ApproximateNumberOfMessagesNotVisible", "ApproximateNumberOfMessagesDelayed"} {
		i, _ := strconv.Atoi(out.Attributes[a]) // one that is not there counts none
		n += i
	}
	return n
}
