package auth_test

import (
	"testing"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/auth/authtest"
)

func TestMemory(t *testing.T) {
	authtest.Run(t, func(*testing.T) auth.Store { return new(authtest.Memory) })
}

func TestTheZeroScopeReadsAndManagesNothing(t *testing.T) {
	var none auth.Scope
	for _, readers := range [][]auth.Principal{nil, {}, {auth.Everyone}, {"kim"}, {""}} {
		if none.CanRead(readers) {
			t.Errorf("the zero scope reads what %v may read", readers)
		}
	}
	for _, owner := range []auth.Principal{"", "kim", auth.System, auth.Local} {
		if none.CanManage(owner) {
			t.Errorf("the zero scope manages what %q owns", owner)
		}
	}
}

func TestAScopeReadsItsOwnAndEveryones(t *testing.T) {
	kim := auth.UserScope("kim")
	if !kim.CanRead([]auth.Principal{auth.Everyone}) ||
		!kim.CanRead([]auth.Principal{"lee", "kim"}) || kim.CanRead([]auth.Principal{"lee"}) {
		t.Error("kim's scope is wrong")
	}
	admin := kim
	admin.Admin = true
	if admin.CanRead([]auth.Principal{"lee"}) {
		t.Error("an administrator reads another's private document")
	}
}

func TestWhoManagesWhat(t *testing.T) {
	admin := auth.UserScope("root")
	admin.Admin = true
	local := auth.LocalScope()
	local.Admin = false
	for _, c := range []struct {
		scope auth.Scope
		owner auth.Principal
		want  bool
	}{
		{auth.UserScope("kim"), "kim", true},
		{auth.UserScope("kim"), "lee", false},
		{auth.UserScope("kim"), auth.System, false},
		{admin, "lee", true},
		{admin, auth.System, true},
		{auth.LocalScope(), auth.System, true},
		{auth.LocalScope(), auth.Local, true},
		{local, auth.System, true},
		{local, "kim", false},
	} {
		if got := c.scope.CanManage(c.owner); got != c.want {
			t.Errorf("%s manages what %s owns: %t", c.scope.User, c.owner, got)
		}
	}
}

func TestASessionsScope(t *testing.T) {
	s := auth.Session{User: "kim", Admin: true}.Scope()
	if s.User != "kim" || !s.Admin || !s.CanRead([]auth.Principal{"kim"}) ||
		s.CanRead([]auth.Principal{"lee"}) {
		t.Errorf("scope %+v", s)
	}
}
