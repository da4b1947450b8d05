package signin

import (
	"context"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/auth/authtest"
	"github.com/mundap/mundap/internal/fault"
)

const idle = time.Hour

// idling gives a service whose sessions end after an hour without use, and a
// session of kim's.
func idling(t *testing.T) (*Service, *authtest.Memory, Credentials) {
	t.Helper()
	store := &authtest.Memory{}
	s := New(store, Options{Cost: cheap, Idle: idle})
	if _, err := s.Add(t.Context(), NewAccount{User: "kim", Password: right}); err != nil {
		t.Fatal(err)
	}
	c, err := s.SignIn(t.Context(), "kim", right, From{Agent: "Firefox"})
	if err != nil {
		t.Fatal(err)
	}
	return s, store, c
}

func TestASessionEndsWhenNobodyUsesIt(t *testing.T) {
	for name, find := range map[string]func(*Service, Credentials) error{
		"cookie": func(s *Service, c Credentials) error {
			_, err := s.Session(t.Context(), c.Token)
			return err
		},
		"page": func(s *Service, c Credentials) error {
			_, err := s.Look(t.Context(), c.Token)
			return err
		},
		"socket": func(s *Service, c Credentials) error {
			_, err := s.SessionByTicket(t.Context(), Ticket(c.Token))
			return err
		},
		"question": func(s *Service, c Credentials) error {
			return s.Use(t.Context(), c.Session.ID)
		},
	} {
		synctest.Test(t, func(t *testing.T) {
			s, _, c := idling(t)
			time.Sleep(idle - time.Second)
			if err := find(s, c); err != nil {
				t.Fatalf("%s, just before: %v", name, err)
			}
			time.Sleep(2 * time.Second)
			used := name == "cookie" || name == "question"
			if err := find(s, c); used != (err == nil) || !used && !fault.Is(err, fault.Unauthenticated) {
				t.Errorf("%s, an hour after the sign-in: %v", name, err)
			}
			list, err := s.Sessions(t.Context(), c.Account.ID)
			if err != nil || (len(list) == 1) != used {
				t.Errorf("%s: the list has %+v, %v", name, list, err)
			}
		})
	}
}

func TestASessionInUseLastsForItsLifetime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, store, c := idling(t)
		counting := &uses{Store: store}
		s.store = counting
		for time.Until(c.Session.Expires) > 0 {
			if _, err := s.Session(t.Context(), c.Token); err != nil {
				t.Fatalf("%v before its end: %v", time.Until(c.Session.Expires), err)
			}
			time.Sleep(time.Minute)
		}
		if _, err := s.Session(t.Context(), c.Token); !fault.Is(err, fault.Unauthenticated) {
			t.Errorf("after its end: %v", err)
		}
		if most := int(s.lifetime / (idle / noteParts)); counting.n == 0 || counting.n > most {
			t.Errorf("its use was written %d times, at most %d are wanted", counting.n, most)
		}
	})
}

// uses counts how often the use of a session is written.
type uses struct {
	auth.Store
	n int
}

func (u *uses) UseSession(ctx context.Context, id string, at time.Time) error {
	u.n++
	return u.Store.UseSession(ctx, id, at)
}

// A session of a version that did not note its use counts from its next one.
func TestAnOldSessionIsNotIdle(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, store, c := idling(t)
		old := c.Session
		old.Used = time.Time{}
		if err := store.PutSession(t.Context(), old); err != nil {
			t.Fatal(err)
		}
		time.Sleep(2 * idle)
		if list, err := s.Sessions(t.Context(), c.Account.ID); err != nil || len(list) != 1 ||
			!list[0].Used.Equal(old.Created) {
			t.Errorf("the list: %+v, %v", list, err)
		}
		if _, err := s.Session(t.Context(), c.Token); err != nil {
			t.Error(err)
		}
		time.Sleep(idle)
		if _, err := s.Session(t.Context(), c.Token); !fault.Is(err, fault.Unauthenticated) {
			t.Errorf("when it was idle: %v", err)
		}
	})
}

func TestOneSessionOfAnAccountEnds(t *testing.T) {
	s, _, here := idling(t)
	there, err := s.SignIn(t.Context(), "kim", right, From{Agent: strings.Repeat("가", maxAgent)})
	if err != nil {
		t.Fatal(err)
	}
	var told []auth.Session
	s.OnSignOut(func(_ context.Context, x auth.Session) { told = append(told, x) })
	list, err := s.Sessions(t.Context(), here.Account.ID)
	if err != nil || len(list) != 2 || list[0].ID != there.Session.ID || list[1].Agent != "Firefox" ||
		len(list[0].Agent) > maxAgent || !strings.HasSuffix(list[0].Agent, "가") {
		t.Fatalf("%+v, %v", list, err)
	}
	id := PublicID(there.Session)
	if err := s.End(t.Context(), "u:somebody", id); !fault.Is(err, fault.NotFound) {
		t.Errorf("somebody else ends it: %v", err)
	}
	if err := s.End(t.Context(), here.Account.ID, id); err != nil {
		t.Fatal(err)
	}
	if stands(t, s, there) || !stands(t, s, here) || len(told) != 1 || told[0].ID != there.Session.ID {
		t.Errorf("there %v, here %v, told %+v", stands(t, s, there), stands(t, s, here), told)
	}
	if err := s.End(t.Context(), here.Account.ID, id); !fault.Is(err, fault.NotFound) {
		t.Errorf("once more: %v", err)
	}
	if err := s.EndAll(t.Context(), "kim"); err != nil || stands(t, s, here) {
		t.Errorf("after all were ended: %v", err)
	}
}
