package aws_test

import (
	"context"
	"path"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
)

// trap kills a function when a request of its has been done: the service has
// changed, and the function never hears of it.
type trap struct {
	handler string
	actions []string // patterns
	left    int
	sprung  chan struct{} // closed when it has
}

// changes are the actions that change something; a transaction may begin with a condition.
var changes = []string{
	"dynamodb:ConditionCheckItem", "dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem",
	"dynamodb:BatchWriteItem", "s3:PutObject", "s3:DeleteObject",
	"sqs:SendMessage", "lambda:InvokeFunction", "execute-api:ManageConnections",
}

// kill kills a function at the n-th of its requests from now (1: the next)
// whose action matches one of the patterns; none: any request.
func (e *emulator) kill(handler string, n int, actions ...string) *trap {
	if len(actions) == 0 {
		actions = []string{"*"}
	}
	t := &trap{handler: handler, actions: actions, left: n, sprung: make(chan struct{})}
	e.mu.Lock()
	e.traps = append(e.traps, t)
	e.mu.Unlock()
	return t
}

// dies says whether the function that asks for an action dies of it.
func (e *emulator) dies(handler, action string) bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	for i, t := range e.traps {
		if t.handler != handler || !matchesAny(t.actions, action) {
			continue
		}
		if t.left--; t.left == 0 {
			close(t.sprung)
			e.traps = slices.Delete(e.traps, i, i+1)
			return true
		}
	}
	return false
}

// disarm takes a trap away, and says whether it had sprung.
func (e *emulator) disarm(t *trap) bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.traps = slices.DeleteFunc(e.traps, func(x *trap) bool { return x == t })
	select {
	case <-t.sprung:
		return true
	default:
		return false
	}
}

// stopAnswering lets nobody answer for a service, until the function that it gives is called.
func (e *emulator) stopAnswering(service string) (answer func()) {
	up := make(chan struct{})
	e.mu.Lock()
	e.down[service], e.refused[service] = up, 0
	e.mu.Unlock()
	return func() {
		e.mu.Lock()
		delete(e.down, service)
		e.mu.Unlock()
		close(up)
	}
}

func (e *emulator) isDown(service string) bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.down[service] != nil
}

// refuses says whether nobody answers for a service.
func (e *emulator) refuses(service string) bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.down[service] != nil {
		e.refused[service]++
	}
	return e.down[service] != nil
}

// missed is how many requests to a service nobody answered since it stopped.
func (e *emulator) missed(service string) int {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.refused[service]
}

// whenUp waits until a service answers.
func (e *emulator) whenUp(service string) {
	e.mu.Lock()
	up := e.down[service]
	e.mu.Unlock()
	if up == nil {
		return
	}
	select {
	case <-up:
	case <-e.ctx.Done():
	}
}

// expireLock lets the time of the index's lock pass, whose holder is dead: two
// minutes, which no test waits. See lambdafn.lockedIndex.
func (e *emulator) expireLock() {
	ctx := context.WithoutCancel(e.ctx)
	bucket := aws.String(e.template.environment("document-manager")["MUNDAP_BUCKET"])
	out, err := e.s3.ListObjectsV2(ctx, &s3.ListObjectsV2Input{Bucket: bucket,
		Prefix: aws.String("index/")})
	if err != nil {
		return
	}
	for _, o := range out.Contents {
		if path.Base(*o.Key) == "lock" {
			_, err = e.s3.PutObject(ctx, &s3.PutObjectInput{Bucket: bucket, Key: o.Key, Body: strings.NewReader(`{"until":"0001-01-01T00:00:00Z"}`)})
		}
	}
	if err != nil {
		e.t.Error(err)
	}
}
