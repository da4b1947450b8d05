package aws_test

import (
	"context"
	"crypto/tls"
	"io"
	"log"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/coder/websocket"

	"github.com/mundap/mundap/internal/aws/awstest"
	"github.com/mundap/mundap/internal/aws/dynamostore/dynamotest"
	"github.com/mundap/mundap/test/servers"
)

var handlers = []string{
	"chat", "document-manager", "event-manager", "authorizer", "site", "provisioning", "upload",
	"query", "history", "delete", "ping",
}

// backends are the real servers behind the emulator.
type backends struct{ dynamodb, sqs, s3 string }

func startBackends(t testing.TB) backends {
	t.Helper()
	return backends{servers.DynamoDB(t), servers.SQS(t), servers.S3(t)}
}

// options of a deployment.
type options struct {
	// variables of what else a configuration has; nil: none
	further  func(e *emulator, handler string) map[string]string
	backends *backends // nil: started for it
	// address of an OpenAI-compatible server, up to /v1, that stands for
	// Bedrock; "": there are no models
	model string
	// nothing comes twice, and DynamoDB does not throttle
	calm bool
	// of S3, SQS and the sockets' API; nil: they are never too busy
	throttling *throttling
}

// emulator is AWS, as far as Mundap sees it: a stack, deployed.
type emulator struct {
	t         *testing.T
	template  template
	options   options
	objects   string // S3's address
	calm      bool
	transport *http.Transport // to the real servers
	functions map[string]*lambdaFunction
	roles     map[string][]statement
	runs      map[string]invocations
	notices   []notification
	cors      corsRules
	cdn       *distribution
	bucket    *clientBucket
	rest      *restAPI
	api       *socketAPI

	site       *httptest.Server // CloudFront
	socket     *httptest.Server // the WebSocket API
	management *httptest.Server // what functions call: its management API, and Lambda's own
	client     *http.Client     // a person's
	names      *strings.Replacer
	fronts     map[string]string // of S3, by handler

	dynamodb *dynamodb.Client
	sqs      *sqs.Client
	s3       *s3.Client

	ctx    context.Context
	work   sync.WaitGroup
	ending []func()
	end    func()

	mu       sync.Mutex
	sequence int
	requests int               // to DynamoDB
	told     map[string]string // the last event of each key
	open     map[string]*websocket.Conn
	// how often each function did what, such as "chat dynamodb:GetItem"
	asked map[string]int
	// services that nobody answers for, until the channel is closed
	down    map[string]chan struct{}
	refused map[string]int // requests that nobody answered
	traps   []*trap
}

// newEmulator deploys the default stack on servers of its own.
func newEmulator(t *testing.T) *emulator {
	t.Helper()
	return deploy(t, readTemplate(t, "default"), options{})
}

// emulate deploys a configuration's stack with what it has further.
func emulate(t *testing.T, s template, further func(*emulator,
	string) map[string]string) *emulator {
	t.Helper()
	return deploy(t, s, options{further: further})
}

// deploy makes a stack of the template and the built program. It ends with the test, or by end.
func deploy(t *testing.T, s template, o options) *emulator {
	t.Helper()
	if o.backends == nil {
		b := startBackends(t)
		o.backends = &b
	}
	e := &emulator{
		t: t, options: o, calm: o.calm, transport: &http.Transport{},
		functions: map[string]*lambdaFunction{}, roles: map[string][]statement{},
		fronts: map[string]string{}, told: map[string]string{}, open: map[string]*websocket.Conn{},
		asked: map[string]int{}, down: map[string]chan struct{}{}, refused: map[string]int{},
	}
	ctx, cancel := context.WithCancel(context.Background())
	e.ctx, e.end = ctx, sync.OnceFunc(func() { e.shutDown(cancel) })
	t.Cleanup(e.end)
	e.template, e.objects = s, o.backends.s3
	e.template.queues = o.backends.sqs
	e.template.checkKinds()
	e.template.checkResourcePolicies()
	e.template.checkDeployments()
	e.openServers()
	e.openClients(t)
	e.runs, e.notices = e.template.invocations(), e.template.notifications()
	e.createData()
	e.createFunctions()
	e.openAPIs()
	for _, m := range e.template.mappings() {
		for range m.concurrent {
			e.work.Go(func() { e.poll(m) })
		}
	}
	return e
}

// openServers begins to listen. What listens is made later, of the template.
func (e *emulator) openServers() {
	e.site = encrypted(func(w http.ResponseWriter, r *http.Request) { e.cdn.ServeHTTP(w, r) })
	e.socket = encrypted(func(w http.ResponseWriter, r *http.Request) { e.api.ServeHTTP(w, r) })
	e.management = httptest.NewServer(http.HandlerFunc(e.serveManagement))
	trusting := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: e.site.Client().Transport.(*http.Transport).TLSClientConfig.RootCAs}}
	e.client = &http.Client{Transport: trusting, CheckRedirect: func(*http.Request,
		[]*http.Request) error {
		return http.ErrUseLastResponse
	}}
	e.atEnd(e.transport.CloseIdleConnections)
	e.atEnd(trusting.CloseIdleConnections)
}

// encrypted serves over TLS. Browsers try a certificate that they do not know
// twice: the first time is not worth a line.
func encrypted(h http.HandlerFunc) *httptest.Server {
	s := httptest.NewUnstartedServer(h)
	s.Config.ErrorLog = log.New(io.Discard, "", 0)
	s.StartTLS()
	return s
}

func (e *emulator) openClients(t testing.TB) {
	b := e.options.backends
	e.dynamodb = dynamodb.NewFromConfig(awstest.Config(t, servers.Region),
		func(o *dynamodb.Options) { o.BaseEndpoint = &b.dynamodb })
	e.sqs = sqs.NewFromConfig(awstest.Config(t, servers.Region),
		func(o *sqs.Options) { o.BaseEndpoint = &b.sqs })
	e.s3 = s3.NewFromConfig(awstest.Config(t, servers.Region), func(o *s3.Options) {
		o.BaseEndpoint,
			o.UsePathStyle = &b.s3, true
	})
}

// openAPIs reads what stands before the functions.
func (e *emulator) openAPIs() {
	socket := e.template.only("AWS::ApiGatewayV2::Api") + ".execute-api." + servers.Region +
		".amazonaws.com"
	bucket := e.template.environment("chat")["MUNDAP_BUCKET"]
	var objects []string
	for _, h := range []string{"upload",
		"site"} { // by whose presigned addresses browsers put and get
		objects = append(objects, e.fronts[h])
	}
	e.names = strings.NewReplacer(
		"https://"+e.template.attribute(e.template.only("AWS::CloudFront::Distribution"),
			"DomainName"), e.site.URL,
		"wss://"+socket, "wss"+strings.TrimPrefix(e.socket.URL, "https"),
		"https://"+bucket+".s3."+servers.Region+".amazonaws.com", strings.Join(objects, " "),
	)
	e.cors = e.template.cors(e)
	e.rest, e.api = e.template.rest(e), e.template.socket(e)
	e.bucket = e.template.clientBucket()
	e.cdn = e.template.distribution(e)
}

// here puts the emulator's addresses in the place of AWS's.
func (e *emulator) here(s string) string { return e.names.Replace(s) }

func (e *emulator) region() string { return servers.Region }

// createData makes tables, bucket and queues.
func (e *emulator) createData() {
	e.t.Helper()
	env, tables := e.template.environment("chat"), e.template.tables()
	if err := dynamotest.Create(e.ctx, e.dynamodb, tables); err != nil {
		e.t.Fatal(err)
	}
	bucket := env["MUNDAP_BUCKET"]
	if _, err := e.s3.CreateBucket(e.ctx, &s3.CreateBucketInput{Bucket: &bucket}); err != nil {
		e.t.Fatal(err)
	}
	e.createQueues()
	e.atEnd(func() { // the next deployment on the same servers begins with nothing
		ctx := context.WithoutCancel(e.ctx)
		if err := dynamotest.Delete(ctx, e.dynamodb, tables); err != nil {
			e.t.Error(err)
		}
		for _, id := range e.template.ids("AWS::SQS::Queue") {
			_, _ = e.sqs.DeleteQueue(ctx,
				&sqs.DeleteQueueInput{QueueUrl: aws.String(e.template.ref(id))})
		}
		e.empty(ctx, bucket)
	})
}

func (e *emulator) empty(ctx context.Context, bucket string) {
	pages := s3.NewListObjectsV2Paginator(e.s3, &s3.ListObjectsV2Input{Bucket: &bucket})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			e.t.Error(err)
			return
		}
		for _, o := range page.Contents {
			_, _ = e.s3.DeleteObject(ctx, &s3.DeleteObjectInput{Bucket: &bucket, Key: o.Key})
		}
	}
	if _, err := e.s3.DeleteBucket(ctx, &s3.DeleteBucketInput{Bucket: &bucket}); err != nil {
		e.t.Error(err)
	}
}

func (e *emulator) createFunctions() {
	e.t.Helper()
	for _, h := range handlers {
		e.roles[h] = e.template.allowed(e.t, h)
		e.functions[h] = e.function(h)
	}
	e.atEnd(func() {
		for _, f := range e.functions {
			f.stop()
		}
	})
}

// function gives a handler the template's environment, with the emulator's
// addresses in the place of AWS's.
func (e *emulator) function(handler string) *lambdaFunction {
	e.t.Helper()
	id, p := e.template.function(handler)
	if id == "" {
		e.t.Fatalf("the template has no function %s", handler)
	}
	b, dir := e.options.backends, e.t.TempDir()
	if err := os.Symlink(filepath.Join(built.dir, "cache"),
		filepath.Join(dir, "cache")); err != nil { // reading PDFs is compiled once
		e.t.Fatal(err)
	}
	e.fronts[handler] = e.front(handler, service{"s3", e.relay(b.s3), objectNeeds})
	env := e.template.environment(handler)
	if e.options.model == "" {
		env["MUNDAP_PROFILE_OF_LLMS"] = ""
	}
	maps.Copy(env, map[string]string{
		"MUNDAP_SITE_URL": e.site.URL, "MUNDAP_SOCKET_URL": "wss" + strings.TrimPrefix(e.socket.URL,
			"https") + "/prod",
		"MUNDAP_SOCKET_ENDPOINT":   e.management.URL + "/" + handler + "/prod",
		"MUNDAP_LAMBDA_ENDPOINT":   e.management.URL + "/" + handler,
		"AWS_LAMBDA_FUNCTION_NAME": e.template.name(id), "AWS_REGION": servers.Region,
		"AWS_ACCESS_KEY_ID": servers.AccessKey, "AWS_SECRET_ACCESS_KEY": servers.SecretKey,
		"AWS_EC2_METADATA_DISABLED": "true",
		"MUNDAP_DYNAMODB_ENDPOINT": e.front(handler,
			service{"dynamodb", e.relay(b.dynamodb), tableNeeds}),
		"MUNDAP_SQS_ENDPOINT": e.front(handler, service{"sqs", e.relay(b.sqs),
			queueNeeds}),
		"AWS_ENDPOINT_URL_BEDROCK_RUNTIME": e.front(handler, service{"bedrock", bedrock{e},
			modelNeeds}),
		"MUNDAP_S3_ENDPOINT": e.fronts[handler], "TMPDIR": dir,
		"HOME": os.Getenv("HOME"),
	})
	if !e.calm { // functions are killed: their turns are to be begun again soon
		env["MUNDAP_TURN_LEASE"] = "2s"
	}
	if e.options.further != nil {
		maps.Copy(env, e.options.further(e, handler))
	}
	f := &lambdaFunction{program: build(e.t, e.template.tag(id, p), runtime.GOARCH),
		handler: handler, log: e.log(handler),
		limit: time.Duration(p.Timeout) * time.Second}
	if handler == "document-manager" {
		f.crashed = e.expireLock
	}
	for name, value := range env {
		f.env = append(f.env, name+"="+value)
	}
	return f
}

// log is where a function's instances write; it is shown if the test fails.
func (e *emulator) log(handler string) *os.File {
	log, err := os.Create(filepath.Join(e.t.TempDir(), handler+".log"))
	if err != nil {
		e.t.Fatal(err)
	}
	e.t.Cleanup(func() { // not at the deployment's end: the test may fail later
		log.Close()
		if text, err := os.ReadFile(log.Name()); err == nil && e.t.Failed() {
			e.t.Logf("%s wrote:\n%s", handler, text)
		}
	})
	return log
}

func (e *emulator) atEnd(f func()) { e.ending = append(e.ending, f) }

// shutDown ends what runs, what it waits for last.
func (e *emulator) shutDown(cancel context.CancelFunc) {
	cancel()
	for _, f := range e.functions {
		f.stop()
	}
	e.site.CloseClientConnections()
	e.socket.CloseClientConnections()
	e.work.Wait()
	e.site.Close()
	e.socket.Close()
	e.management.Close()
	for _, f := range slices.Backward(e.ending) {
		f()
	}
}

// twice says whether events come twice.
func (e *emulator) twice() bool { return !*measure && !e.calm }

func (e *emulator) count(handler, action string, n int) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.asked[handler+" "+action] += n
}

// call sends a request to the site.
func (e *emulator) call(cookie *http.Cookie, method, path string, body any) (*http.Response,
	[]byte) {
	e.t.Helper()
	r, err := http.NewRequestWithContext(e.ctx, method, e.site.URL+path,
		strings.NewReader(string(mustJSON(e.t, body))))
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

// built holds the programs that the tests built, by tag and architecture.
var built struct {
	mu    sync.Mutex
	dir   string
	paths map[string]string
}

// build builds the program as it is deployed, once, and gives its path.
func build(t testing.TB, tag, arch string) string {
	t.Helper()
	built.mu.Lock()
	defer built.mu.Unlock()
	name := "bootstrap-" + tag + arch
	if path := built.paths[name]; path != "" {
		return path
	}
	path := filepath.Join(built.dir, name)
	cmd := exec.Command("go", "build", "-trimpath", "-ldflags", "-s -w", "-tags",
		"lambda.norpc,"+tag, "-o", path, "../../cmd/mundap-lambda")
	cmd.Env = append(os.Environ(), "GOARCH="+arch, "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("building the program: %v\n%s", err, out)
	}
	built.paths[name] = path
	return path
}
