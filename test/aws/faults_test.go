package aws_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/coder/websocket"

	"github.com/mundap/mundap/internal/wire"
)

// patience is how long a base client waits for a sign of life before it connects anew.
const patience = 15 * time.Second

// insist asks as base clients do, until there is an answer: what was not
// delivered is sent again, by the same id, on a new connection if need be.
func (p *person) insist(id, body string) string {
	p.t.Helper()
	for range 6 {
		conn, err := p.connect()
		if err != nil { // the API answers again in a moment
			p.wait(500 * time.Millisecond)
			continue
		}
		message, err := p.await(conn, id, body)
		_ = conn.CloseNow()
		if err == nil {
			return message
		}
	}
	p.t.Fatalf("%s was never answered", id)
	return ""
}

func (p *person) connect() (*websocket.Conn, error) {
	conn, _, err := websocket.Dial(p.ctx, p.socket, &websocket.DialOptions{HTTPClient: p.client})
	if err == nil {
		conn.SetReadLimit(1 << 20)
	}
	return conn, err
}

var errNotTaken = errors.New("the request was not taken")

// await asks once and reads until the end of it.
func (p *person) await(conn *websocket.Conn, id, body string) (string, error) {
	p.ask(conn, id, body)
	for {
		ctx, cancel := context.WithTimeout(p.ctx, patience)
		_, message, err := conn.Read(ctx)
		cancel()
		if err != nil {
			return "", err
		}
		var f struct {
			wire.Response
			Message string // of API Gateway itself
		}
		switch err := json.Unmarshal(message, &f); {
		case err != nil:
			return "", err
		case f.Message != "":
			return "", errNotTaken
		case f.RequestID == id && (f.Status == wire.StatusCompleted ||
			f.Status == wire.StatusError):
			return f.Msg, nil
		}
	}
}

// memo is a document with a fact of its own, and the question about it.
func memo(place string, n int) (name, contents, question, fact string) {
	return fmt.Sprintf("%s 안내 %d.txt", place, n),
		fmt.Sprintf("%s %d호 안내\n\n%s %d호의 비밀번호는 %d번입니다.\n", place, n, place, n, 7000+n),
		fmt.Sprintf("%s %d호의 비밀번호는 몇 번인가요?", place, n), fmt.Sprint(7000 + n)
}

// ready waits until so many documents are, and nothing else.
func (p *person) ready(n int) {
	p.t.Helper()
	var resp *http.Response
	var body []byte
	defer func() {
		if p.t.Failed() {
			p.t.Logf("the documents: %s", body)
		}
	}()
	p.eventually(fmt.Sprintf("%d documents' being ready", n), func() bool {
		resp, body = p.call(p.cookie, "GET", "/api/documents", nil)
		var list wire.Documents
		return resp.StatusCode == http.StatusOK && json.Unmarshal(body, &list) == nil &&
			list.Counts["ready"] == n && sum(list.Counts) == n
	})
}

func sum(counts map[wire.DocumentState]int) (n int) {
	for _, c := range counts {
		n += c
	}
	return n
}

// faulty is a deployment in which things go wrong, one after the other, with what should be in it.
type faulty struct {
	*person
	documents, calls int
}

// check asks about a document, and whether everything is there once.
func (f *faulty) check(t *testing.T, name, question, fact string) {
	t.Helper()
	id := "about " + name
	answer := f.insist(id, question)
	f.calls++
	if !strings.Contains(answer, fact) {
		t.Errorf("%s: the answer lacks %s: %s", name, fact, answer)
	}
	if n := strings.Count(answer, `<details`); n != sources(answer, name) {
		t.Errorf("%s is a source more than once: %s", name, answer)
	}
	f.counted(t)
}

// sources is how many sources an answer should have: each document once.
func sources(answer, name string) int {
	return len(slices.Compact(slices.Sorted(slices.Values(links(answer)))))
}

func links(answer string) (all []string) {
	for part := range strings.SplitSeq(answer, `href="`) {
		if to, _, ok := strings.Cut(part, `"`); ok && strings.HasPrefix(to, "/documents/") {
			all = append(all, to)
		}
	}
	return all
}

func (f *faulty) counted(t *testing.T) {
	t.Helper()
	f.ready(f.documents)
	if n := f.person.calls(); n != f.calls {
		t.Errorf("%d calls in the log, not %d", n, f.calls)
	}
}

// TestFaults lets each function die at each of its changes, and each store stop
// answering. All along events come twice and out of order, and DynamoDB
// throttles.
func TestFaults(t *testing.T) {
	t.Parallel()
	e := newEmulator(t)
	f := &faulty{person: e.signIn()}
	t.Run("the functions of the REST API die", f.restFunctionsDie)
	t.Run("the event manager dies at each change", f.eventManagerDies)
	t.Run("the document manager dies at each change", f.documentManagerDies)
	t.Run("the chat dies at each change", f.chatDies)
	for _, service := range []string{"dynamodb", "s3", "sqs"} {
		t.Run(service+" stops answering", func(t *testing.T) { f.storeDown(t, service) })
	}
	t.Run("what failed to the end waits", f.failedRunsWait)
	for _, queue := range []string{"mundap-documents-dead.fifo", "mundap-failed-runs"} {
		if n := e.waiting(queue); n != 0 {
			t.Errorf("%d messages lie in %s", n, queue)
		}
	}
}

// restFunctionsDie: who asks gets a failure, and at the second time what was asked for.
func (f *faulty) restFunctionsDie(t *testing.T) {
	name, contents, question, fact := memo("창고", 1)
	grant := map[string]string{"filename": name, "contentType": "text/plain"}
	f.diesOnce(t, "authorizer", "POST", "/provisioning", map[string]string{"userId": "kim"}, "*")
	f.diesOnce(t, "provisioning", "POST", "/provisioning", map[string]string{"userId": "kim"}, "*")
	f.diesOnce(t, "upload", "POST", "/upload", grant, changes...)
	f.upload(name, "text/plain", contents)
	f.person.ready(1)
	f.documents = 1
	f.check(t, name, question, fact)
	f.diesOnce(t, "query", "POST", "/query", map[string]string{"request_id": "about " + name}, "*")
	f.diesOnce(t, "history", "POST", "/history", map[string]string{"userId": "kim",
		"allowTime": ""}, "*")
	f.diesOnce(t, "site", "POST", "/api/documents", wire.DocumentAction{Action: "delete",
		Keys: []string{f.person.document(name).Key}}, changes...)
	f.documents = 0
	f.counted(t)
	f.diesOnce(t, "delete", "POST", "/delete", map[string]string{"userId": "kim"}, changes...)
	f.calls = 0
	f.counted(t)
}

// diesOnce asks twice, and lets the function die at its first action of a kind.
func (f *faulty) diesOnce(t *testing.T, handler, method, path string, body any, actions ...string) {
	t.Helper()
	trap := f.kill(handler, 1, actions...)
	first, text := f.call(f.cookie, method, path, body)
	if !f.disarm(trap) {
		t.Errorf("%s did not die: %d %s", handler, first.StatusCode, text)
	}
	if first.StatusCode != http.StatusInternalServerError {
		t.Errorf("%s died, and the client was told %d %s", handler, first.StatusCode, text)
	}
	if again, text := f.call(f.cookie, method, path, body); again.StatusCode != http.StatusOK {
		t.Errorf("%s, asked again after it died: %d %s", handler, again.StatusCode, text)
	}
}

func (f *faulty) eventManagerDies(t *testing.T) {
	for n := 1; n < 20; n++ {
		trap := f.kill("event-manager", n, changes...)
		name, contents, question, fact := memo("회의실", n)
		f.upload(name, "text/plain", contents)
		f.documents++
		f.ready(f.documents)
		if f.settle(); !f.disarm(trap) { // it makes fewer changes
			f.check(t, name, question, fact)
			return
		}
	}
}

// settle waits until no function works.
func (f *faulty) settle() {
	f.t.Helper()
	f.eventually("the functions' rest", func() bool {
		return !slices.ContainsFunc(handlers, func(h string) bool { return f.functions[h].busy() })
	})
}

// documentManagerDies lets it die at every change that it makes of a document,
// each at an attempt of its own; five attempts are the most.
func (f *faulty) documentManagerDies(t *testing.T) {
	n, died := 1, 0
	for place := 1; ; place++ {
		name, contents, question, fact := memo("주차장", place)
		first := f.kill("document-manager", n, changes...)
		// after the first death, at the next change of the next attempt
		second := f.kill("document-manager", 2*n+1, changes...)
		f.upload(name, "text/plain", contents)
		f.documents++
		f.ready(f.documents)
		f.settle()
		one, two := f.disarm(first), f.disarm(second)
		if one {
			died++
		}
		if two {
			died++
		}
		if place%3 == 1 {
			f.check(t, name, question, fact)
		}
		if !one {
			break
		}
		n += 2
	}
	t.Logf("the document manager died %d times", died)
	if died < 5 {
		t.Errorf("the document manager died %d times only", died)
	}
	f.counted(t)
}

func (f *faulty) chatDies(t *testing.T) {
	name, contents, question, fact := memo("강당", 1)
	f.upload(name, "text/plain", contents)
	f.documents++
	f.ready(f.documents)
	for n := 1; n < 60; n += 1 + min(n/4,
		1) { // the first four changes, then every second one: each takes seconds
		trap := f.kill("chat", n, changes...)
		id := fmt.Sprintf("death %d", n)
		answer := f.insist(id, question)
		f.calls++
		if !strings.Contains(answer, fact) || f.answerOf(id) != answer {
			t.Errorf("the chat died at change %d: it answers %s, the log %s", n, answer,
				f.answerOf(id))
		}
		f.settle()
		if !f.disarm(trap) {
			t.Logf("the chat makes less than %d changes", n)
			if n < 5 {
				t.Error("those are not all")
			}
			break
		}
	}
	f.counted(t)
}

// storeDown: a document arrives and a question is asked while nobody answers
// for a service; both are there once after it.
func (f *faulty) storeDown(t *testing.T, service string) {
	name, contents, question, fact := memo("식당 "+service, 1)
	var grant wire.UploadGrant
	f.inner("/upload", map[string]string{"filename": name, "contentType": "text/plain"}, "body",
		&grant)
	conn, err := f.connect()
	if err != nil {
		t.Fatal(err)
	}
	defer conn.CloseNow()
	up := f.stopAnswering(service)
	arrived := f.put(grant.UploadURL, contents)
	if arrived == (service == "s3") {
		t.Errorf("the file's arrival while %s is down: %v", service, arrived)
	}
	f.ask(conn, "during "+service, question)
	f.eventually("its being missed", func() bool { return f.missed(service) >= 3 })
	up()
	if !arrived && !f.put(grant.UploadURL, contents) {
		t.Error("the file was not taken again")
	}
	f.insist("during "+service, question) // whatever it says: the document may not have been there
	f.calls++
	f.redrive(t)
	f.documents++
	f.ready(f.documents)
	f.check(t, name, question, fact)
}

// put sends a file to a presigned address.
func (f *faulty) put(to, contents string) bool {
	r, err := http.NewRequestWithContext(f.ctx, http.MethodPut, to, strings.NewReader(contents))
	if err != nil {
		f.t.Fatal(err)
	}
	r.Header.Set("Content-Type", "text/plain")
	resp, err := f.client.Do(r)
	if err != nil {
		return false
	}
	resp.Body.Close()
	return resp.StatusCode == http.StatusOK
}

// failedRunsWait: an event that failed to the end lies in a queue, from which
// somebody runs it again.
func (f *faulty) failedRunsWait(t *testing.T) {
	name, contents, question, fact := memo("옥상", 1)
	up := f.stopAnswering("sqs")
	f.upload(name, "text/plain", contents)
	f.eventually("the event's being put aside",
		func() bool { return f.waiting("mundap-failed-runs") > 0 })
	up()
	f.settle()
	f.redrive(t)
	f.documents++
	f.ready(f.documents)
	f.check(t, name, question, fact)
	f.settle()
	f.redrive(t)
}

// redrive runs again what lies in the queue of failed runs.
func (f *faulty) redrive(t *testing.T) {
	t.Helper()
	url := f.template.queues + "/" + account + "/mundap-failed-runs"
	for {
		out, err := f.sqs.ReceiveMessage(f.ctx, &sqs.ReceiveMessageInput{QueueUrl: &url})
		if err != nil {
			t.Fatal(err)
		}
		if len(out.Messages) == 0 {
			return
		}
		var run struct{ RequestPayload json.RawMessage }
		if err := json.Unmarshal([]byte(*out.Messages[0].Body), &run); err != nil {
			t.Fatal(err)
		}
		handler := "event-manager"
		if strings.Contains(string(run.RequestPayload), "mundapJob") {
			handler = "chat"
		}
		f.runAsync(handler, run.RequestPayload)
		if _, err := f.sqs.DeleteMessage(f.ctx, &sqs.DeleteMessageInput{QueueUrl: &url,
			ReceiptHandle: out.Messages[0].ReceiptHandle}); err != nil {
			t.Fatal(err)
		}
	}
}
