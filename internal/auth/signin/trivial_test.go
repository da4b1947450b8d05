package signin

import (
	"testing"

	"github.com/mundap/mundap/internal/fault"
)

func TestPasswordsThatAreTriedFirstAreRefused(t *testing.T) {
	s, _ := newService(t)
	for _, password := range []string{
		"password", "PassWord1", "12345678", "87654321", "qwertyuiop", "asdfghjk", "aaaaaaaa",
		"abababab", "trustno1", "Liverpool1", "dkssudgktpdy", "비밀번호1234",
		"ｐａｓｓｗｏｒｄ", "leesunsin", "leesunsin99", "!!leesunsin!!",
	} {
		if _, err := s.Add(t.Context(), NewAccount{User: "leesunsin",
			Password: password}); !fault.Is(err, fault.Invalid) {
			t.Errorf("%q: %v", password, err)
		}
		if err := s.SetPassword(t.Context(), "kim", password); password[0] != '!' &&
			password[0] != 'l' && !fault.Is(err, fault.Invalid) {
			t.Errorf("%q as a new password: %v", password, err)
		}
	}
	if _, err := s.Add(t.Context(), NewAccount{User: "leesunsin",
		Password: "거북선 열두 척"}); err != nil {
		t.Error(err)
	}
}

func TestNamesThatLookLikeOthersAreRefused(t *testing.T) {
	s, _ := newService(t)
	for _, name := range []string{".", "..", "...", "-", "_@_", ".kim", "kim.", "ｋim", "kіm",
		"аdmin", "kιm", "①kim"} {
		if _, err := s.Add(t.Context(), NewAccount{User: name, Password: right}); !fault.Is(err,
			fault.Invalid) {
			t.Errorf("%q: %v", name, err)
		}
	}
	for _, name := range []string{"이순신", "김kim", "иван", "kim.lee", "a"} {
		if _, err := s.Add(t.Context(), NewAccount{User: name, Password: right}); err != nil {
			t.Errorf("%q: %v", name, err)
		}
	}
}
