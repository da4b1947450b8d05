package signin

import (
	"fmt"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/mundap/mundap/internal/fault"
)

// attack tries ten wrong passwords a second for a minute, from so many addresses.
func attack(t *testing.T, s *Service, addresses int, meanwhile func()) {
	t.Helper()
	for i := range 600 {
		_, err := s.SignIn(t.Context(), "kim", fmt.Sprint("wrong horse ", i),
			From{Address: fmt.Sprint("10.0.0.", i%addresses)})
		if !fault.Is(err, fault.Unauthenticated) && !fault.Is(err, fault.Throttled) {
			t.Fatal(err)
		}
		if i%100 == 99 {
			meanwhile()
		}
		<-time.After(100 * time.Millisecond)
	}
}

func TestStrangersDoNotLockAnybodyOut(t *testing.T) {
	for _, addresses := range []int{1, 3, 200} {
		synctest.Test(t, func(t *testing.T) {
			s, _ := newService(t)
			before, err := s.SignIn(t.Context(), "kim", right, From{Address: "10.1.0.1"})
			if err != nil {
				t.Fatal(err)
			}
			attack(t, s, addresses, func() {
				// Even at the attackers' own address: people share them.
				from := From{Address: "10.0.0.0", Device: before.Device}
				c, err := s.SignIn(t.Context(), "kim", right, from)
				if err != nil || !knows(c.Account, c.Device, time.Now()) {
					t.Errorf("%d addresses: where kim was signed in to: %v", addresses, err)
				}
			})
			if addresses > 3 {
				return // so many strangers keep new devices waiting
			}
			if _, err := s.SignIn(t.Context(), "kim", right, From{Address: "10.1.0.2"}); err != nil {
				t.Errorf("%d addresses: on a new device: %v", addresses, err)
			}
		})
	}
}

func TestADeviceIsThrottledByItsOwnFailures(t *testing.T) {
	s, _ := newService(t)
	c, err := s.SignIn(t.Context(), "kim", right, From{})
	if err != nil {
		t.Fatal(err)
	}
	for i := range freePerUser + 1 {
		_, err = s.SignIn(t.Context(), "kim", "wrong horse",
			From{Address: fmt.Sprint(i), Device: c.Device})
	}
	if !fault.Is(err, fault.Throttled) {
		t.Errorf("a stolen device cookie lets %d passwords through: %v", freePerUser+1, err)
	}
}

func TestWhoseDeviceItIs(t *testing.T) {
	s, store := newService(t)
	c, err := s.SignIn(t.Context(), "kim", right, From{})
	if err != nil {
		t.Fatal(err)
	}
	lee, err := s.Add(t.Context(), NewAccount{User: "lee", Password: right})
	if err != nil {
		t.Fatal(err)
	}
	now := time.Now()
	if knows(lee, c.Device, now) || knows(c.Account, c.Device+"x", now) ||
		knows(c.Account, "", now) || knows(c.Account, ".", now) ||
		knows(c.Account, c.Device, now.Add(deviceLifetime+time.Hour)) {
		t.Error("a cookie that is another's, forged or old is taken for the account's")
	}
	locked, twin := c.Account, c.Account
	locked.Disabled = true
	twin.ID = lee.ID // as if both had one hash
	if knows(locked, c.Device, now) || knows(twin, c.Device, now) {
		t.Error("a cookie is taken for that of a locked account, or of one with the same password")
	}
	parts := strings.Split(c.Device, ".")
	renewed := parts[0] + "." + strconv.FormatInt(now.Add(deviceLifetime).Unix(), 36) + "." + parts[2]
	if knows(c.Account, renewed, now) {
		t.Error("a cookie can be made to last longer by whoever has it")
	}
	if err := s.SetPassword(t.Context(), "kim", "another horse battery"); err != nil {
		t.Fatal(err)
	}
	if kim, err := store.Account(t.Context(), "kim"); err != nil || knows(kim, c.Device, now) {
		t.Errorf("the cookie outlived the password: %v", err)
	}
}
