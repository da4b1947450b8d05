package webapi

import (
	"net/netip"
	"syscall"

	"github.com/mundap/mundap/internal/fault"
)

// reserved are address ranges that lead to no public server and that netip's own
// methods do not name (IANA's special-purpose registries).
var reserved = func() (all []netip.Prefix) {
	for _, p := range []string{
		"0.0.0.0/8", "100.64.0.0/10", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24",
		"198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",
		"240.0.0.0/4", "::/96", "100::/64", "2001::/23", "2001:db8::/32", "3fff::/20", "5f00::/16",
		"fec0::/10",
		"64:ff9b:1::/48",  // translated to addresses of a network's own choice (RFC 8215)
		"::ffff:0:0:0/96", // translated to version 4 (RFC 2765), though nobody should any more
	} {
		all = append(all, netip.MustParsePrefix(p))
	}
	return all
}()

// Addresses of these ranges hold one of version 4, which is what they lead to.
var (
	translated = netip.MustParsePrefix("64:ff9b::/96") // its last 4 bytes
	tunnelled  = netip.MustParsePrefix("2002::/16")    // its bytes 2 to 5
)

// isPublic reports whether an address leads to a server on the public internet:
// not to this machine, its network, or a cloud's metadata.
func isPublic(a netip.Addr) bool {
	a = a.Unmap().WithZone("")
	b := a.As16()
	switch {
	case translated.Contains(a):
		return isPublic(netip.AddrFrom4([4]byte(b[12:])))
	case tunnelled.Contains(a):
		return isPublic(netip.AddrFrom4([4]byte(b[2:6])))
	case !a.IsGlobalUnicast(), a.IsPrivate():
		return false
	}
	for _, p := range reserved {
		if p.Contains(a) {
			return false
		}
	}
	return true
}

var errPrivate = fault.New(fault.Forbidden, "공개된 웹 주소가 아니라서 읽지 않았어요.",
	"This is not a public web address, so it was not read.")

// control is a net.Dialer's: it sees each address after it was resolved, right
// before the connection is made, so that no later resolution can differ.
func (p *Pages) control(_, address string, _ syscall.RawConn) error {
	to, err := netip.ParseAddrPort(address)
	if err != nil || !p.mayConnect(to) {
		return errPrivate
	}
	return nil
}

func (p *Pages) mayConnect(to netip.AddrPort) bool {
	if p.allowed != nil && p.allowed(to) {
		return true
	}
	return (to.Port() == 80 || to.Port() == 443) && isPublic(to.Addr())
}
