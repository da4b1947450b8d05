package openai

import (
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"syscall"

	"github.com/mundap/mundap/internal/fault"
)

var (
	errURL = fault.New(fault.Invalid,
		"모델 서버 주소를 확인해 주세요. https://로 시작하거나, 이 컴퓨터의 http://127.0.0.1 주소여야 해요.",
		"Check the address of the model server. It must begin with https://, or be this machine's own http://127.0.0.1.")
	errGuarded = fault.New(fault.Forbidden,
		"이 주소에는 모델 서버가 있을 수 없어서 연결하지 않았어요. 주소를 확인해 주세요.",
		"A model server can't have this address, so Mundap did not connect to it. Check the address.")
)

// metadata are addresses at which clouds tell their machines secrets and that
// are not link-local.
var metadata = []netip.Addr{netip.MustParseAddr("fd00:ec2::254"),
	netip.MustParseAddr("100.100.100.200"), netip.MustParseAddr("168.63.129.16")}

// CheckURL reports whether a model server that somebody names in a form may have
// this base URL: https anywhere, or http on this machine. What names resolve to
// is checked when a connection is made: link-local addresses and those of the
// clouds' metadata are refused. Errors are fault.Invalid.
func CheckURL(text string) error {
	u, err := url.Parse(strings.TrimSpace(text))
	if err != nil || u.Hostname() == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" {
		return errURL
	}
	switch {
	case u.Scheme == "https":
		return nil
	case u.Scheme == "http" && (u.Hostname() == "localhost" || isLoopback(u.Hostname())):
		return nil
	}
	return errURL
}

func isLoopback(host string) bool {
	a, err := netip.ParseAddr(host)
	return err == nil && a.Unmap().IsLoopback()
}

// guardedClient connects only to where a server with a checked URL can be, and
// follows no redirect to anywhere else.
func guardedClient(base string) *http.Client {
	u, err := url.Parse(base)
	onlyHere := err != nil || u.Scheme != "https"
	dialer := &net.Dialer{Timeout: connectTime,
		// It sees each address after it was resolved, right before the connection.
		Control: func(_, address string, _ syscall.RawConn) error {
			to, err := netip.ParseAddrPort(address)
			if err != nil || !mayHold(to.Addr(), onlyHere) {
				return errGuarded
			}
			return nil
		}}
	transport := &http.Transport{DialContext: dialer.DialContext, TLSHandshakeTimeout: connectTime,
		MaxIdleConnsPerHost: 64, IdleConnTimeout: idleTime, ForceAttemptHTTP2: true}
	return &http.Client{Transport: transport,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
}

// mayHold reports whether a model server may have an address.
func mayHold(a netip.Addr, onlyHere bool) bool {
	a = a.Unmap().WithZone("")
	if onlyHere {
		return a.IsLoopback()
	}
	if a.IsUnspecified() || a.IsMulticast() || a.IsLinkLocalUnicast() {
		return false
	}
	for _, m := range metadata {
		if a == m {
			return false
		}
	}
	return true
}
