package dbaudit

import (
	"net/netip"
	"strconv"
	"strings"

	"github.com/linewarden/linewarden/event"
)

// NotLogged is the value of the extra field bind_values where a statement has
// placeholders and the record no values for them.
const NotLogged = "not logged"

// Client sets where the actor came from: an address, an address with a port
// behind it ("192.0.2.1:51512", "[2001:db8::1]:51512", "/192.0.2.1"), or a
// host's name.
func Client(e *event.Event, s string) {
	s = strings.TrimPrefix(s, "/")
	if s == "" {
		return
	}
	if a, err := netip.ParseAddr(s); err == nil {
		e.SetAddr(event.ActorAddr, a.Unmap())
		return
	}
	host := s
	if at := strings.LastIndexByte(s, ':'); at > 0 {
		if n, err := strconv.ParseUint(s[at+1:], 10, 16); err == nil {
			e.SetNumber(event.ActorPort, n)
			host = s[:at]
		}
	}
	a, err := netip.ParseAddr(strings.Trim(host, "[]"))
	if err != nil {
		e.AddExtra("actor_name", host)
		return
	}
	e.SetAddr(event.ActorAddr, a.Unmap())
}

// Count sets a number from its digits; other texts are absent.
func Count(e *event.Event, f event.Field, s string) {
	if n, err := strconv.ParseUint(s, 10, 64); err == nil {
		e.SetNumber(f, n)
	}
}
