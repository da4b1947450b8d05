package aws_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/mundap/mundap/test/servers"
)

// scheduled is what the template has EventBridge call by the clock.
type scheduled struct {
	handler string
	event   []byte
}

func (s template) schedules() []scheduled {
	s.t.Helper()
	var all []scheduled
	for _, id := range s.ids("AWS::Events::Rule") {
		p := properties[struct {
			ScheduleExpression, State string
			Targets                   []struct {
				Arn             any
				Id, Input       string
				RetryPolicy     ignored
				DeadLetterQueue ignored
			}
			Description, Name ignored
		}](s, id)
		s.want(id, "state", p.State, "ENABLED")
		s.want(id, "schedule", p.ScheduleExpression, "rate(1 day)")
		for _, t := range p.Targets {
			one := scheduled{s.handler(s.text(t.Arn)), []byte(t.Input)}
			if !s.mayInvoke(one.handler, "events", "arn:aws:events:"+servers.Region+":"+account+":rule/"+id) {
				s.t.Errorf("%s may not call %s", id, one.handler)
			}
			all = append(all, one)
		}
	}
	return all
}

// day has a day pass: what is scheduled is called.
func (e *emulator) day() (answers []string) {
	e.t.Helper()
	for _, s := range e.template.schedules() {
		out, err := e.functions[s.handler].invoke(e.ctx, s.event)
		if err != nil {
			e.t.Errorf("%s at its time: %v", s.handler, err)
		}
		answers = append(answers, string(out))
	}
	return answers
}

// receipt is that of a document's deletion.
type receipt struct {
	Clean  bool
	Places []struct {
		Place string
		Found int
	}
	Copies []struct {
		Where string
		Days  int
	}
}

// forgot checks the receipt of a document that was deleted.
func (p *person) forgot(t *testing.T, key string) {
	t.Helper()
	var r receipt
	p.eventually("the receipt's being complete", func() bool {
		_, body := p.call(p.cookie, "GET", "/api/receipts/"+escaped(key), nil)
		return json.Unmarshal(body, &r) == nil && r.Clean
	})
	var places, copies []string
	for _, at := range r.Places {
		places = append(places, at.Place)
		if at.Found > 0 {
			t.Errorf("%s still has %d of the document", at.Place, at.Found)
		}
	}
	for _, c := range r.Copies {
		copies = append(copies, c.Where)
		if c.Days == 0 {
			t.Errorf("%s keeps a copy for ever", c.Where)
		}
	}
	if got := strings.Join(places, ", "); got != "search local, blobs, answers, tables" {
		t.Errorf("the receipt names %s", got)
	}
	if got := strings.Join(copies, ", "); !strings.Contains(got, "point-in-time recovery") ||
		!strings.Contains(got, "/tmp") || !strings.Contains(got, "segments of the index") {
		t.Errorf("the receipt tells of the copies %s", got)
	}
}
