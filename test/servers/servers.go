// Package servers starts real servers for the tests of the AWS adapters:
// DynamoDB Local, ElasticMQ (SQS), versitygw (S3), OpenSearch with Nori and
// k-NN, and moto (Secrets Manager, STS).
//
// test/servers/fetch downloads them once into .cache/servers of the checkout;
// `make test-aws` calls it. A test that needs a server starts it on a free port
// of the loopback interface, with folders of its own, and the server stops at
// the end of the test. If a server has not been downloaded, the test is skipped
// with the reason.
package servers

import (
	"bufio"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/mundap/mundap/test/process"
)

// Credentials that every server here takes.
const (
	AccessKey = "AKIDTEST"
	SecretKey = "SECRETTEST"
	Region    = "ap-northeast-2"
)

// patience bounds a start: a busy machine takes many times an idle one's.
const patience = 2 * time.Minute

// cache is the folder that fetch fills. It is found above the working
// directory, a test's package: with -trimpath programs do not know where their
// source lies.
func cache(t testing.TB) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "test", "servers", "fetch")); err == nil {
			return filepath.Join(dir, ".cache", "servers")
		}
		above := filepath.Dir(dir)
		if above == dir {
			t.Fatal("the working directory is not in a checkout of Mundap")
		}
		dir = above
	}
}

// Required is the variable that turns a skip into a failure: `make test-aws`
// sets it, having fetched everything.
const Required = "MUNDAP_SERVERS_REQUIRED"

// need gives the path of something fetched, or skips the test.
func need(t testing.TB, elem ...string) string {
	t.Helper()
	path := filepath.Join(append([]string{cache(t)}, elem...)...)
	if _, err := os.Stat(path); err != nil {
		Missing(t, "%s was not fetched (make test-aws does that)", elem[0])
	}
	return path
}

// Missing skips a test that lacks something, or fails it where everything must be there.
func Missing(t testing.TB, format string, args ...any) {
	t.Helper()
	if os.Getenv(Required) != "" {
		t.Fatalf(format, args...)
	}
	t.Skipf(format, args...)
}

// DynamoDB starts DynamoDB Local, in memory, and gives its endpoint.
func DynamoDB(t testing.TB) string {
	dir := need(t, "dynamodb")
	port := freePort(t)
	cmd := java(dir, "-Djava.library.path="+dir, "-cp", filepath.Join(dir, "*"),
		"software.amazon.dynamodb.services.local.main.ServerRunner", "-inMemory", "-sharedDb",
		"-disableTelemetry", "-port", port)
	endpoint := "http://127.0.0.1:" + port
	run(t, cmd, answers(endpoint))
	return endpoint
}

// SQS starts ElasticMQ with SQS's strict limits and gives its endpoint.
func SQS(t testing.TB) string {
	dir := need(t, "elasticmq")
	port := freePort(t)
	conf := filepath.Join(t.TempDir(), "elasticmq.conf")
	text := fmt.Sprintf(`include classpath("application.conf")
node-address { protocol = http, host = "127.0.0.1", port = %s, context-path = "" }
rest-sqs { enabled = true, bind-port = %s, bind-hostname = "127.0.0.1", sqs-limits = strict }
rest-stats { enabled = false }
aws { region = "%s", accountId = "000000000000" }
`, port, port, Region)
	if err := os.WriteFile(conf, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	endpoint := "http://127.0.0.1:" + port
	run(t, java(dir, "-Dconfig.file="+conf, "-cp", filepath.Join(dir, "*"),
		"org.elasticmq.server.Main"), answers(endpoint))
	return endpoint
}

// S3 starts versitygw on a folder of its own and gives its endpoint. It checks
// signatures; it tells nobody of changes.
func S3(t testing.TB) string {
	gw := need(t, "bin", "versitygw")
	port := freePort(t)
	cmd := exec.Command(gw, "--access", AccessKey, "--secret", SecretKey, "--region", Region, "-p",
		"127.0.0.1:"+port,
		"--health", "/health", "-q", "posix", t.TempDir())
	endpoint := "http://127.0.0.1:" + port
	run(t, cmd, func() bool { return status(endpoint+"/health") == http.StatusOK })
	return endpoint
}

// Moto starts moto's server (Secrets Manager, STS) and gives its endpoint.
func Moto(t testing.TB) string {
	python := need(t, "python", "bin", "python")
	port := freePort(t)
	endpoint := "http://127.0.0.1:" + port
	run(t, exec.Command(python, "-m", "moto.server", "-H", "127.0.0.1", "-p", port),
		answers(endpoint+"/moto-api/"))
	return endpoint
}

// OpenSearch starts an OpenSearch node with Nori and k-NN and gives its URL. It
// has no TLS and asks for no credentials.
func OpenSearch(t testing.TB) string {
	dir := need(t, "opensearch")
	home, err := os.ReadFile(filepath.Join(dir, "java_home"))
	if err != nil {
		Missing(t, "opensearch was not fetched: %v", err)
	}
	cmd := exec.Command(filepath.Join(dir, "run.sh"), t.TempDir(), "0",
		"action.auto_create_index=false",
		"rest.action.multi.allow_explicit_index=false") // as the stack's domain has it
	cmd.Env = append(os.Environ(), "JAVA_HOME="+strings.TrimSpace(string(home)),
		"OS_JSA="+filepath.Join(dir, "classes.jsa"))
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	url := make(chan string, 1)
	run(t, cmd, func() bool {
		select {
		case u := <-url:
			url <- u
			return true
		default:
			return false
		}
	}, func() {
		for lines := bufio.NewScanner(out); lines.Scan(); {
			if u, ok := strings.CutPrefix(lines.Text(), "ready "); ok {
				url <- u
			}
		}
	})
	return <-url
}

func java(dir string, args ...string) *exec.Cmd {
	cmd := exec.Command("java", append([]string{"-Xmx256m", "-XX:+UseSerialGC",
		"-XX:TieredStopAtLevel=1"}, args...)...)
	cmd.Dir = dir
	return cmd
}

// freePort gives a port that was free a moment ago.
func freePort(t testing.TB) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	_, port, err := net.SplitHostPort(l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	return port
}

// client keeps no connections, so that tests that look for leaked goroutines find none.
var client = &http.Client{Timeout: 5 * time.Second,
	Transport: &http.Transport{DisableKeepAlives: true}}

// status is what a GET is answered with; 0 means nothing.
func status(url string) int {
	resp, err := client.Get(url)
	if err != nil {
		return 0
	}
	resp.Body.Close()
	return resp.StatusCode
}

// answers reports whether anything answers, be it an error.
func answers(url string) func() bool { return func() bool { return status(url) != 0 } }

// run starts a server, waits until it is ready, and ends it with the test. readers read its output.
func run(t testing.TB, cmd *exec.Cmd, ready func() bool, readers ...func()) {
	t.Helper()
	var log process.Output
	if cmd.Stdout == nil && len(readers) == 0 {
		cmd.Stdout = &log
	}
	cmd.Stderr = &log
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} // a script's children end with it
	if err := cmd.Start(); err != nil {
		t.Fatalf("starting %s: %v", cmd.Path, err)
	}
	var reading sync.WaitGroup
	for _, r := range readers {
		reading.Go(r)
	}
	ended := make(chan struct{})
	go func() {
		reading.Wait()
		_ = cmd.Wait() // how it ends does not matter
		close(ended)
	}()
	t.Cleanup(func() {
		_ = syscall.Kill(-cmd.Process.Pid, syscall.SIGTERM)
		select {
		case <-ended:
		case <-time.After(20 * time.Second):
			_ = syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL)
			<-ended
		}
	})
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	deadline := time.After(patience)
	for !ready() {
		select {
		case <-ended:
			t.Fatalf("%s ended before it was ready:\n%s", cmd.Path, log.String())
		case <-deadline:
			t.Fatalf("%s was not ready after %v:\n%s", cmd.Path, patience, log.String())
		case <-tick.C:
		}
	}
}
