package server

import (
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"

	"github.com/mundap/mundap/internal/fault"
)

var (
	errHost = fault.New(fault.Forbidden,
		"이 주소로는 문답을 쓸 수 없어요. 127.0.0.1이나 localhost로 접속해 주세요.",
		"Mundap can't be used at this address. Open it at 127.0.0.1 or localhost.")
	errOrigin = fault.New(fault.Forbidden,
		"다른 사이트에서 온 요청이라 받지 않았어요. 문답 화면에서 다시 해 보세요.",
		"The request came from another site and was refused. Try again from Mundap's own page.")
)

// guard refuses requests to a wrong host or from a page of another origin, and
// answers CORS requests of the allowed origins.
func (s *Server) guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !s.knownHost(r) {
			s.fail(w, r, errHost)
			return
		}
		origin := r.Header.Get("Origin")
		allowed := s.allowedOrigin(r, origin)
		if origin != "" && allowed {
			s.cors(w.Header(), origin)
		}
		if r.Method == http.MethodOptions && r.Header.Get("Access-Control-Request-Method") != "" {
			if !allowed {
				s.fail(w, r, errOrigin)
				return
			}
			w.WriteHeader(http.StatusNoContent)
			return
		}
		if s.crossOrigin.Check(s.asSeen(r)) != nil {
			s.fail(w, r, errOrigin)
			return
		}
		next.ServeHTTP(w, r)
	})
}

func (s *Server) cors(h http.Header, origin string) {
	h.Add("Vary", "Origin")
	h.Set("Access-Control-Allow-Origin", origin)
	h.Set("Access-Control-Allow-Credentials", "true")
	h.Set("Access-Control-Allow-Methods", "GET, POST, PUT, PATCH, DELETE")
	h.Set("Access-Control-Allow-Headers", "Content-Type")
	h.Set("Access-Control-Max-Age", "600")
}

// asSeen returns the request in the form that [http.CrossOriginProtection]
// needs: with the host that the browser used, names in lower case, and a
// socket's handshake as a request that changes something, although it is a GET.
func (s *Server) asSeen(r *http.Request) *http.Request {
	seen := &http.Request{Method: r.Method, URL: r.URL, Host: strings.ToLower(s.host(r)),
		Header: http.Header{}}
	seen.Header.Set("Origin", canonicalOrigin(r.Header.Get("Origin")))
	seen.Header.Set("Sec-Fetch-Site", r.Header.Get("Sec-Fetch-Site"))
	if r.URL.Path == socketPath {
		seen.Method = http.MethodPost
	}
	return seen
}

// allowedOrigin reports whether pages of an origin may use the server. Requests
// without an origin don't come from a page and are allowed.
func (s *Server) allowedOrigin(r *http.Request, origin string) bool {
	if origin == "" || s.ownOrigin(r, origin) {
		return true
	}
	return s.origins[canonicalOrigin(origin)]
}

// ownOrigin compares hosts and not schemes: a proxy may speak HTTPS for us without saying so.
func (s *Server) ownOrigin(r *http.Request, origin string) bool {
	u, err := url.Parse(origin)
	return err == nil && u.Host != "" && strings.EqualFold(u.Host, s.host(r))
}

// knownHost reports whether this server should be reached by the request's
// Host.
func (s *Server) knownHost(r *http.Request) bool {
	host := hostName(s.host(r))
	switch {
	case s.hosts[host]:
		return true
	case s.options.TrustProxy && s.SignIn != nil && len(s.hosts) == 0:
		return true // the proxy is reached by names of its own, and a rebound page has no session
	case s.options.Loopback:
		ip, err := netip.ParseAddr(host)
		return err == nil && ip.Unmap().IsLoopback() || host == "localhost"
	}
	return len(s.hosts) == 0
}

// host returns the host and port that the client used.
func (s *Server) host(r *http.Request) string {
	if forwarded := r.Header.Get("X-Forwarded-Host"); s.options.TrustProxy && forwarded != "" {
		return last(forwarded)
	}
	return r.Host
}

// isSecure reports whether the client uses HTTPS.
func (s *Server) isSecure(r *http.Request) bool {
	if proto := r.Header.Get("X-Forwarded-Proto"); s.options.TrustProxy && proto != "" {
		return strings.EqualFold(last(proto), "https")
	}
	return r.TLS != nil
}

// address returns the client's address for limits. IPv6 addresses are reduced
// to the /64 that a single customer usually has.
func (s *Server) address(r *http.Request) string {
	text := r.RemoteAddr
	if host, _, err := net.SplitHostPort(text); err == nil {
		text = host
	}
	if forwarded := r.Header.Get("X-Forwarded-For"); s.options.TrustProxy && forwarded != "" {
		text = last(forwarded)
	}
	ip, err := netip.ParseAddr(text)
	if err != nil {
		return text
	}
	if ip = ip.Unmap(); ip.Is4() {
		return ip.String()
	}
	prefix, err := ip.WithZone("").Prefix(64)
	if err != nil {
		return text
	}
	return prefix.String()
}

// site returns the origin under which the client sees this server.
func (s *Server) site(r *http.Request) string {
	if s.isSecure(r) {
		return "https://" + s.host(r)
	}
	return "http://" + s.host(r)
}

// last returns the last entry of a list in a header, which the nearest proxy
// has added.
func last(list string) string {
	return strings.TrimSpace(list[strings.LastIndexByte(list, ',')+
		1:])
}

// hostName returns a host without its port, in lower case, and an IPv6 address
// without brackets.
func hostName(host string) string {
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	return strings.ToLower(strings.Trim(host, "[]"))
}

func canonicalOrigin(origin string) string {
	return strings.ToLower(strings.TrimRight(origin,
		"/"))
}

// originOf returns the scheme and host of an address.
func originOf(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" {
		return ""
	}
	return u.Scheme + "://" + u.Host
}
