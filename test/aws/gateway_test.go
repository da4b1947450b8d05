package aws_test

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"
	"github.com/coder/websocket"

	"github.com/mundap/mundap/internal/aws/awstest"
	"github.com/mundap/mundap/internal/aws/dynamostore/dynamotest"
	"github.com/mundap/mundap/internal/aws/dynamostore/schema"
	"github.com/mundap/mundap/internal/aws/sqsqueue"
	"github.com/mundap/mundap/test/servers"
)

// routes are the REST API's, as infra/api.go has them: by the path's first part.
var routes = map[string]string{
	"provisioning": "provisioning", "upload": "upload", "query": "query", "history": "history", "delete": "delete",
	"api": "site", "documents": "site", "speech": "site",
}

var handlers = []string{
	"chat", "document-manager", "event-manager", "authorizer", "site", "provisioning", "upload", "query", "history", "delete",
}

// emulator is AWS, as far as Mundap sees it.
type emulator struct {
	t         *testing.T
	template  template
	further   func(handler string) map[string]string // variables of what else a configuration has; nil: none
	objects   string                                 // S3's address
	client    *http.Client
	functions map[string]*lambdaFunction
	site      *httptest.Server // CloudFront and the REST API
	socket    *httptest.Server // the WebSocket API, its management API, and Lambda's own

	ctx  context.Context
	work sync.WaitGroup

	mu       sync.Mutex
	sequence int
	requests int               // to DynamoDB
	told     map[string]string // the last event of each key
	open     map[string]*websocket.Conn
	asked    map[string]int // how often each function did what, such as "chat dynamodb:GetItem"
}

func newEmulator(t *testing.T) *emulator {
	t.Helper()
	return emulate(t, readTemplate(t, "default"), nil)
}

// emulate is newEmulator for any template of the project "mundap".
func emulate(t *testing.T, x template, further func(*emulator, string) map[string]string) *emulator {
	t.Helper()
	transport := &http.Transport{}
	e := &emulator{
		t: t, template: x, client: &http.Client{Transport: transport, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }},
		functions: map[string]*lambdaFunction{}, told: map[string]string{}, open: map[string]*websocket.Conn{}, asked: map[string]int{},
	}
	if further != nil {
		e.further = func(handler string) map[string]string { return further(e, handler) }
	}
	db, queues, objects := servers.DynamoDB(t), servers.SQS(t), servers.S3(t)
	e.objects = objects
	full, small := build(t, "", runtime.GOARCH), build(t, "nodict", runtime.GOARCH)
	ctx, cancel := context.WithCancel(context.Background())
	e.ctx = ctx
	e.site, e.socket = httptest.NewServer(http.HandlerFunc(e.serveSite)), httptest.NewServer(http.HandlerFunc(e.serveSocket))
	t.Cleanup(func() {
		cancel()
		for _, f := range e.functions {
			f.stop()
		}
		e.work.Wait()
		e.site.Close()
		e.socket.Close()
		transport.CloseIdleConnections()
	})
	env := e.template.environment("chat")
	if err := dynamotest.Create(ctx, dynamodb.NewFromConfig(awstest.Config(t, servers.Region), func(o *dynamodb.Options) { o.BaseEndpoint = &db }),
		schema.Named(env["MUNDAP_TABLE_PREFIX"]).Schema()); err != nil {
		t.Fatal(err)
	}
	bucket := env["MUNDAP_BUCKET"]
	if _, err := s3.NewFromConfig(awstest.Config(t, servers.Region), func(o *s3.Options) { o.BaseEndpoint, o.UsePathStyle = &objects, true }).
		CreateBucket(ctx, &s3.CreateBucketInput{Bucket: &bucket}); err != nil {
		t.Fatal(err)
	}
	q := sqs.NewFromConfig(awstest.Config(t, servers.Region), func(o *sqs.Options) { o.BaseEndpoint = &queues })
	queueURL := e.queue(q, "mundap-documents.fifo")
	e.queue(q, "mundap-documents-dead.fifo")
	for _, h := range handlers {
		program := small
		if h == "chat" || h == "document-manager" {
			program = full
		}
		e.functions[h] = e.function(h, program, queueURL, db, queues, objects)
	}
	e.work.Go(func() { e.poll(q, queueURL) })
	return e
}

// build builds the program as it is deployed, and gives its path.
func build(t *testing.T, tag, arch string) string {
	t.Helper()
	program := filepath.Join(t.TempDir(), "bootstrap")
	cmd := exec.Command("go", "build", "-trimpath", "-ldflags", "-s -w", "-tags", "lambda.norpc,"+tag, "-o", program, "../../cmd/mundap-lambda")
	cmd.Env = append(os.Environ(), "GOARCH="+arch, "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("building the program: %v\n%s", err, out)
	}
	return program
}

func (e *emulator) queue(q *sqs.Client, name string) string {
	out, err := q.CreateQueue(e.ctx, &sqs.CreateQueueInput{QueueName: &name, Attributes: map[string]string{"FifoQueue": "true", "VisibilityTimeout": "5"}})
	if err != nil {
		e.t.Fatal(err)
	}
	return *out.QueueUrl
}

// function gives a handler the template's environment, with the emulator's addresses in the place of AWS's.
func (e *emulator) function(handler, program, queueURL, db, queues, objects string) *lambdaFunction {
	env := e.template.environment(handler)
	if len(env) == 0 {
		e.t.Fatalf("the template has no function %s", handler)
	}
	if env["MUNDAP_QUEUE_URL"] != "" {
		env["MUNDAP_QUEUE_URL"] = queueURL
		env["MUNDAP_DEAD_QUEUE_URL"] = strings.TrimSuffix(queueURL, ".fifo") + "-dead.fifo"
	}
	maps.Copy(env, map[string]string{
		"MUNDAP_SITE_URL": e.site.URL, "MUNDAP_SOCKET_URL": "ws" + strings.TrimPrefix(e.socket.URL, "http") + "/prod",
		"MUNDAP_SOCKET_ENDPOINT": e.socket.URL + "/prod", "MUNDAP_LAMBDA_ENDPOINT": e.socket.URL, "MUNDAP_MODEL_PROFILES": "",
		"MUNDAP_TURN_LEASE": "2s", "AWS_LAMBDA_FUNCTION_NAME": "mundap-" + handler, "AWS_REGION": servers.Region,
		"AWS_ACCESS_KEY_ID": servers.AccessKey, "AWS_SECRET_ACCESS_KEY": servers.SecretKey, "AWS_EC2_METADATA_DISABLED": "true",
		"MUNDAP_DYNAMODB_ENDPOINT": e.front(handler, db, tableNeeds, nil), "MUNDAP_SQS_ENDPOINT": e.front(handler, queues, queueNeeds, nil),
		"MUNDAP_S3_ENDPOINT": e.front(handler, objects, objectNeeds, e.notify), "TMPDIR": e.t.TempDir(), "HOME": os.Getenv("HOME"),
	})
	if e.further != nil {
		maps.Copy(env, e.further(handler))
	}
	log, err := os.Create(filepath.Join(e.t.TempDir(), handler+".log"))
	if err != nil {
		e.t.Fatal(err)
	}
	e.t.Cleanup(func() {
		log.Close()
		if text, err := os.ReadFile(log.Name()); err == nil && e.t.Failed() {
			e.t.Logf("%s wrote:\n%s", handler, text)
		}
	})
	f := &lambdaFunction{program: program, handler: handler, log: log}
	for name, value := range env {
		f.env = append(f.env, name+"="+value)
	}
	return f
}

// async runs a function as asynchronous events do: what fails is tried twice more.
func (e *emulator) async(handler string, event []byte) {
	e.work.Go(func() {
		for range 3 {
			if _, err := e.functions[handler].invoke(e.ctx, event); err == nil || e.ctx.Err() != nil {
				return
			}
		}
		e.t.Errorf("%s failed three times at %s", handler, event)
	})
}

// poll is the event source mapping of the queue.
func (e *emulator) poll(q *sqs.Client, queueURL string) {
	for e.ctx.Err() == nil {
		out, err := q.ReceiveMessage(e.ctx, &sqs.ReceiveMessageInput{
			QueueUrl: &queueURL, MaxNumberOfMessages: 4, WaitTimeSeconds: 1, VisibilityTimeout: 5,
			MessageSystemAttributeNames: []types.MessageSystemAttributeName{"All"}, MessageAttributeNames: []string{"All"},
		})
		if err != nil || len(out.Messages) == 0 {
			continue
		}
		batch := sqsqueue.Batch{}
		receipts := map[string]string{}
		for _, m := range out.Messages {
			r := sqsqueue.Record{MessageID: *m.MessageId, ReceiptHandle: *m.ReceiptHandle, Body: *m.Body, Attributes: m.Attributes, MessageAttributes: map[string]sqsqueue.Attribute{}}
			for name, a := range m.MessageAttributes {
				r.MessageAttributes[name] = sqsqueue.Attribute{StringValue: *a.StringValue, DataType: *a.DataType}
			}
			batch.Records = append(batch.Records, r)
			receipts[r.MessageID] = r.ReceiptHandle
		}
		answer, err := e.functions["document-manager"].invoke(e.ctx, batch)
		if err != nil {
			continue // it all comes again
		}
		var failures sqsqueue.Failures
		if err := json.Unmarshal(answer, &failures); err != nil {
			e.t.Errorf("an answer to a batch: %v", err)
		}
		for _, f := range failures.BatchItemFailures {
			delete(receipts, f.ItemIdentifier)
		}
		for _, receipt := range receipts {
			_, _ = q.DeleteMessage(e.ctx, &sqs.DeleteMessageInput{QueueUrl: &queueURL, ReceiptHandle: &receipt})
		}
	}
}

// authorize asks the authorizer; nil: 401.
func (e *emulator) authorize(r *http.Request, event map[string]any) map[string]any {
	event["type"], event["methodArn"] = "REQUEST", "arn:aws:execute-api:r:a:api/prod/"+r.Method+r.URL.Path
	out, err := e.functions["authorizer"].invoke(r.Context(), event)
	if err != nil {
		return nil
	}
	var a events.APIGatewayCustomAuthorizerResponse
	if json.Unmarshal(out, &a) != nil || len(a.PolicyDocument.Statement) == 0 || a.PolicyDocument.Statement[0].Effect != "Allow" {
		return nil
	}
	return a.Context
}

// serveSite is CloudFront with the REST API behind it.
func (e *emulator) serveSite(w http.ResponseWriter, r *http.Request) {
	first, _, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/")
	handler, ok := routes[first]
	if !ok {
		http.NotFound(w, r)
		return
	}
	openRoute := r.URL.Path == "/api/session" && r.Method != http.MethodDelete
	if !openRoute && e.authorize(r, map[string]any{"multiValueHeaders": r.Header}) == nil {
		http.Error(w, `{"statusCode":401}`, http.StatusUnauthorized)
		return
	}
	body, _ := io.ReadAll(r.Body)
	out, err := e.functions[handler].invoke(r.Context(), events.APIGatewayProxyRequest{
		Path: r.URL.EscapedPath(), HTTPMethod: r.Method, MultiValueHeaders: r.Header, MultiValueQueryStringParameters: r.URL.Query(),
		Body: string(body), RequestContext: events.APIGatewayProxyRequestContext{Stage: "prod", Identity: events.APIGatewayRequestIdentity{SourceIP: "127.0.0.1"}},
	})
	var answer events.APIGatewayProxyResponse
	if err != nil || json.Unmarshal(out, &answer) != nil {
		http.Error(w, fmt.Sprint(err), http.StatusBadGateway)
		return
	}
	maps.Copy(w.Header(), answer.MultiValueHeaders)
	w.WriteHeader(answer.StatusCode)
	text := []byte(answer.Body)
	if answer.IsBase64Encoded {
		text, _ = base64.StdEncoding.DecodeString(answer.Body)
	}
	_, _ = w.Write(text)
}

// serveSocket is the WebSocket API, its management API and Lambda's.
func (e *emulator) serveSocket(w http.ResponseWriter, r *http.Request) {
	if id, ok := strings.CutPrefix(r.URL.Path, "/prod/@connections/"); ok {
		e.permitted("chat", "execute-api:ManageConnections", "arn:aws:execute-api:"+servers.Region+":"+account+":Socket/prod/POST/@connections/"+id)
		e.postTo(w, r, id)
		return
	}
	if name, ok := strings.CutPrefix(r.URL.Path, "/2015-03-31/functions/mundap-"); ok {
		name = strings.TrimSuffix(name, "/invocations")
		e.permitted("chat", "lambda:InvokeFunction", "arn:aws:lambda:"+servers.Region+":"+account+":function:mundap-"+name)
		body, _ := io.ReadAll(r.Body)
		w.WriteHeader(http.StatusAccepted)
		e.async(name, body)
		return
	}
	e.connect(w, r)
}

func (e *emulator) permitted(handler, action, resource string) {
	e.count(handler, action)
	if !permits(e.template.allowed(e.t, handler), action, resource) {
		e.t.Errorf("%s may not %s on %s", handler, action, resource)
	}
}

func (e *emulator) postTo(w http.ResponseWriter, r *http.Request, id string) {
	body, _ := io.ReadAll(r.Body)
	e.mu.Lock()
	conn := e.open[id]
	e.mu.Unlock()
	if conn == nil || len(body) > 128<<10 || conn.Write(r.Context(), websocket.MessageText, body) != nil {
		w.Header().Set("X-Amzn-Errortype", "GoneException")
		w.WriteHeader(http.StatusGone)
		return
	}
}

func (e *emulator) connect(w http.ResponseWriter, r *http.Request) {
	e.mu.Lock()
	e.sequence++
	id := fmt.Sprintf("connection%d=", e.sequence)
	e.mu.Unlock()
	ticket := map[string]string{"ticket": r.URL.Query().Get("ticket")}
	who := e.authorize(r, map[string]any{"queryStringParameters": ticket, "requestContext": map[string]any{"eventType": "CONNECT"}})
	if who == nil {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	event := func(route, body string) events.APIGatewayWebsocketProxyRequest {
		return events.APIGatewayWebsocketProxyRequest{
			MultiValueHeaders: r.Header, Body: body,
			RequestContext: events.APIGatewayWebsocketProxyRequestContext{RouteKey: route, ConnectionID: id, Authorizer: who},
		}
	}
	out, err := e.functions["chat"].invoke(r.Context(), event("$connect", ""))
	var answer events.APIGatewayProxyResponse
	if err != nil || json.Unmarshal(out, &answer) != nil || answer.StatusCode != http.StatusOK {
		w.WriteHeader(http.StatusForbidden)
		return
	}
	o := &websocket.AcceptOptions{InsecureSkipVerify: true}
	if p := answer.Headers["Sec-WebSocket-Protocol"]; p != "" {
		o.Subprotocols = []string{p}
	}
	conn, err := websocket.Accept(w, r, o)
	if err != nil {
		return
	}
	e.mu.Lock()
	e.open[id] = conn
	e.mu.Unlock()
	for {
		_, message, err := conn.Read(e.ctx)
		if err != nil {
			break
		}
		if _, err := e.functions["chat"].invoke(e.ctx, event("$default", string(message))); err != nil && e.ctx.Err() == nil {
			e.t.Errorf("$default: %v", err)
		}
	}
	e.mu.Lock()
	delete(e.open, id)
	e.mu.Unlock()
	_ = conn.CloseNow()
	e.work.Go(func() { _, _ = e.functions["chat"].invoke(e.ctx, event("$disconnect", "")) })
}

func (e *emulator) count(handler, action string) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.asked[handler+" "+action]++
}

// call sends a request to the site.
func (e *emulator) call(cookie *http.Cookie, method, path string, body any) (*http.Response, []byte) {
	e.t.Helper()
	r, err := http.NewRequestWithContext(e.ctx, method, e.site.URL+path, strings.NewReader(string(mustJSON(e.t, body))))
	if err != nil {
		e.t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Origin", e.site.URL)
	if cookie != nil {
		r.AddCookie(cookie)
	}
	resp, err := e.client.Do(r)
	if err != nil {
		e.t.Fatal(err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		e.t.Fatal(err)
	}
	return resp, text
}

func escaped(path string) string { return (&url.URL{Path: path}).EscapedPath() }

// eventually waits until ok, by asking again.
func (e *emulator) eventually(what string, ok func() bool) {
	e.t.Helper()
	limit := time.After(90 * time.Second)
	tick := time.NewTicker(200 * time.Millisecond)
	defer tick.Stop()
	for !ok() {
		select {
		case <-limit:
			e.t.Fatalf("%s did not happen", what)
		case <-tick.C:
		}
	}
}
