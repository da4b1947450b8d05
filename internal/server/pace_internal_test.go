package server

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/session"
)

func TestAUsersFramesAreReadAtABoundedRate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &Server{}
		s.meters.set(Limits{})
		kim := asker{Client: session.Client{Asker: session.Asker{Accounts: true,
			Scope: auth.UserScope("kim")}}}
		began := time.Now()
		for range maxFrames {
			s.pace(t.Context(), kim)
		}
		if took := time.Since(began); took != 0 {
			t.Errorf("the first %d frames took %v", maxFrames, took)
		}
		for range maxFrames {
			s.pace(t.Context(), kim)
		}
		if took := time.Since(began); took < framesWindow/2 || took > 2*framesWindow {
			t.Errorf("twice as many took %v", took)
		}
		lee := kim
		lee.Scope = auth.UserScope("lee")
		began = time.Now()
		s.pace(t.Context(), lee) // has frames of their own
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		for range maxFrames {
			s.pace(ctx, kim) // a socket that has ended waits for nothing
		}
		for range 2 * maxFrames {
			s.pace(t.Context(), asker{}) // the local owner
		}
		if took := time.Since(began); took != 0 {
			t.Errorf("somebody else, a closed socket and the owner waited for %v", took)
		}
	})
}
