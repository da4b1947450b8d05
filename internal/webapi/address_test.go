package webapi

import (
	"bytes"
	"context"
	"encoding/binary"
	"io"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"sync"
	"testing"

	"github.com/mundap/mundap/internal/fault"
)

// names is a name server in memory: it gives a name's addresses in turn and
// repeats the last one.
type names struct {
	mu    sync.Mutex
	leads map[string][]string // version 4
	asked int                 // how often an address of version 4 was asked for
}

func (n *names) resolver() *net.Resolver {
	return &net.Resolver{PreferGo: true, Dial: func(context.Context, string, string) (net.Conn, error) {
		ours, theirs := net.Pipe() // no packets: the resolver talks as over TCP
		go func() {
			defer theirs.Close()
			for n.answer(theirs) == nil {
			}
		}()
		return ours, nil
	}}
}

// answer reads a query and answers it (RFC 1035, section 4).
func (n *names) answer(c io.ReadWriter) error {
	var length [2]byte
	if _, err := io.ReadFull(c, length[:]); err != nil {
		return err
	}
	query := make([]byte, binary.BigEndian.Uint16(length[:]))
	if _, err := io.ReadFull(c, query); err != nil {
		return err
	}
	const header, version4 = 12, 1
	var labels []string
	at := header
	for query[at] != 0 {
		end := at + 1 + int(query[at])
		labels = append(labels, string(query[at+1:end]))
		at = end
	}
	question := query[header : at+5]
	var records []byte
	if binary.BigEndian.Uint16(query[at+1:]) == version4 {
		if to, ok := n.next(strings.Join(labels, ".")); ok {
			ip := to.As4()
			records = append([]byte{0xc0, header, 0, version4, 0, 1, 0, 0, 0, 0, 0, 4}, ip[:]...)
		}
	}
	var out bytes.Buffer
	out.Write(query[:2])
	out.Write([]byte{0x81, 0x80, 0, 1, 0, byte(min(len(records), 1)), 0, 0, 0, 0})
	out.Write(question)
	out.Write(records)
	_, err := c.Write(append(binary.BigEndian.AppendUint16(nil, uint16(out.Len())), out.Bytes()...))
	return err
}

func (n *names) next(name string) (netip.Addr, bool) {
	n.mu.Lock()
	defer n.mu.Unlock()
	all := n.leads[name]
	if len(all) == 0 {
		return netip.Addr{}, false
	}
	n.asked++
	if len(all) > 1 {
		n.leads[name] = all[1:]
	}
	return netip.MustParseAddr(all[0]), true
}

func TestAPublicNameThatLeadsToAPrivateAddressIsRefused(t *testing.T) {
	for _, to := range []string{"127.0.0.1", "10.1.2.3", "169.254.169.254", "192.168.0.1", "0.0.0.0"} {
		n := &names{leads: map[string][]string{"www.example.com": {to}}}
		p := &Pages{resolver: n.resolver()}
		for _, address := range []string{"http://www.example.com/", "https://www.example.com/",
			"http://www.example.com:80/a", "https://www.example.com:443/a"} {
			if _, err := p.Fetch(t.Context(), address); !fault.Is(err, fault.Forbidden) {
				t.Errorf("%s at %s: %v", address, to, err)
			}
		}
		if n.asked == 0 {
			t.Errorf("%s: the name was not looked up", to)
		}
		p.Close()
	}
}

// A name is looked up once for each connection, and what it leads to then is
// checked, whatever it led to before.
func TestANameThatChangesItsAddressIsCheckedWhenItConnects(t *testing.T) {
	p := &Pages{}
	address := web(t, p, func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "http://www.example.com/", http.StatusFound) // port 80
	})
	port := address[strings.LastIndex(address, ":"):]
	n := &names{leads: map[string][]string{"www.example.com": {"127.0.0.1", "127.0.0.1"}}}
	p.resolver = n.resolver()
	// The first address stands for a public one: the test server may be reached.
	if _, err := p.Fetch(t.Context(), "http://www.example.com"+port); !fault.Is(err, fault.Forbidden) {
		t.Errorf("after the redirect: %v", err)
	}
	if n.asked != 2 {
		t.Errorf("looked up %d times for two connections", n.asked)
	}

	n = &names{leads: map[string][]string{"www.example.org": {"93.184.216.34", "127.0.0.1"}}}
	p = &Pages{resolver: n.resolver()}
	defer p.Close()
	before, err := p.resolver.LookupNetIP(t.Context(), "ip4", "www.example.org")
	if err != nil || len(before) != 1 || !isPublic(before[0]) {
		t.Fatalf("%v, %v", before, err)
	}
	if _, err := p.Fetch(t.Context(), "http://www.example.org/"); !fault.Is(err, fault.Forbidden) {
		t.Errorf("a name that was public a moment ago: %v", err)
	}
}
