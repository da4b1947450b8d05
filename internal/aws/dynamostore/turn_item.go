package dynamostore

import (
	"time"

	"github.com/mundap/mundap/internal/history"
	"github.com/mundap/mundap/internal/turn"
)

// turnItem is a turn as it is stored.
type turnItem struct {
	id       turn.ID
	life     string
	attempt  int
	fence    int64
	holder   string // token of the Begin that holds it
	lastSeq  int64
	started  time.Time
	lease    time.Time
	touched  time.Time // its last event or attempt
	finished bool
	deleted  bool // by DeleteUser, which is not through yet
}

func turnOf(it item) *turnItem {
	if it == nil {
		return nil
	}
	return &turnItem{
		id:   turn.ID{User: history.User(textOf(it["user"])), Request: textOf(it["request"])},
		life: textOf(it["life"]), attempt: int(numberOf(it["attempt"])),
		fence: numberOf(it["fence"]), holder: textOf(it["holder"]),
		lastSeq: numberOf(it["last_seq"]), started: moment(numberOf(it["started"])),
		lease:   moment(numberOf(it["lease"])),
		touched: moment(numberOf(it["touched"])), finished: isYes(it["finished"]),
		deleted: isYes(it["deleted"]),
	}
}

func (r *turnItem) item() item {
	it := turnKey(r.id)
	it["user"], it["request"], it["life"], it["holder"] = str(r.id.User), str(r.id.Request),
		str(r.life), str(r.holder)
	it["attempt"], it["fence"], it["last_seq"] = num(int64(r.attempt)), num(r.fence), num(r.lastSeq)
	it["started"], it["lease"], it["touched"] = num(nanos(r.started)), num(nanos(r.lease)),
		num(nanos(r.touched))
	it["finished"], it["expires"] = yes(r.finished), vanishes(r.touched)
	return it
}

// vanishes returns the time from which DynamoDB may delete what was written at
// a given time: later than any reader asks for it.
func vanishes(at time.Time) value { return unix(at.Add(turn.Keep + time.Hour)) }

func (r *turnItem) state(now time.Time) turn.State {
	switch {
	case r.finished:
		return turn.Finished
	case now.Before(r.lease):
		return turn.Running
	}
	return turn.Interrupted
}

func (r *turnItem) forgotten(now time.Time) bool {
	return r.deleted || r.state(now) != turn.Running && now.After(r.touched.Add(turn.Keep))
}

func (r *turnItem) status(id turn.ID, request []byte, now time.Time) turn.Status {
	s := turn.Status{
		ID: id, State: r.state(now), Attempt: r.attempt, LastSeq: r.lastSeq, Fence: r.fence,
		Request: request,
		Started: r.started, Expires: r.touched.Add(turn.Keep),
	}
	if s.State == turn.Running {
		s.Expires = r.lease
	}
	return s
}
