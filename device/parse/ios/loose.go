package ios

import (
	"strings"

	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/stmt"
)

// looseEntries are blocks whose statements no check needs, but which may hold
// passwords: dial-in, telephony, wireless.
func (t *tables) looseEntries() []stmt.Entry[*reader] {
	open := func(c *stmt.Ctx, r *reader, m *stmt.Match) stmt.Block {
		looseSecret(c, m)
		return t.loose.In(r)
	}
	var out []stmt.Entry[*reader]
	for _, p := range []string{
		"l2tp-class *", "dot1x credentials *", "dot11 ssid *", "wlan * ...", "ap profile ...",
		"telephony-service", "ephone|ephone-dn|ephone-template ...", "voice ...", "sip-ua", "dial-peer ...", "gatekeeper", "application ...",
		"bba-group pppoe *", "template *", "crypto pki server *", "crypto pki profile enrollment *", "aaa server radius proxy|policy-device",
		"ip ddns update method *", "wireless profile policy|fabric|flex|mesh|tag|transfer|multi-bssid|radio|calendar-profile *",
		"wireless tag policy|site|rf *", "wireless aaa policy *", "controller ...", "identity profile|policy *", "bridge irb",
	} {
		out = append(out, stmt.Entry[*reader]{Pattern: p, State: stmt.Irrelevant, Sub: open})
	}
	out = append(out,
		stmt.Entry[*reader]{Pattern: "vpdn-group *", State: stmt.Irrelevant, Sub: t.dialOut("vpdn-group")},
		stmt.Entry[*reader]{Pattern: "crypto ipsec client ezvpn *", State: stmt.Irrelevant, Sub: t.dialOut("ezvpn")})
	for _, p := range []string{
		"system ignore ...",                                 // the stored configuration at start
		"software auto-upgrade ...", "upgrade fpd path ...", // where images come from
		"exception dump|protocol ...", // where memory goes
		"ip alias ...",                // addresses that lead to lines
		"shell processing ...", "default interface ...", "radius-server local",
	} {
		out = append(out, stmt.Entry[*reader]{Pattern: p, State: stmt.Unimplemented, Sub: open})
	}
	return append(out, stmt.Entry[*reader]{Pattern: "cns config|event|exec|image ...", Do: cns}, stmt.Entry[*reader]{Pattern: "cns password ...", Do: key[*reader]("other", "cns", 2)})
}

// caller is a block that may name the far end of a tunnel which the device
// opens by itself.
type caller struct {
	r    *reader
	name string
}

func (t *tables) dialOut(kind string) func(*stmt.Ctx, *reader, *stmt.Match) stmt.Block {
	return func(c *stmt.Ctx, r *reader, m *stmt.Match) stmt.Block {
		looseSecret(c, m)
		return t.dialout.In(&caller{r, kind + " " + m.Arg(0)})
	}
}

func (t *tables) dialOutBlock() []stmt.Entry[*caller] {
	far := func(_ *stmt.Ctx, d *caller, m *stmt.Match) {
		x := &model.Tunnel{Obj: model.Obj{Span: m.Span}, Name: d.name}
		x.Kind.Set("other", m.Span)
		x.Destination.Set(m.Arg(0), m.Span)
		d.r.d.Tunnels = append(d.r.d.Tunnels, x)
	}
	return []stmt.Entry[*caller]{
		{Pattern: "initiate-to ip * ...", Do: far},
		{Pattern: "accept-dialin|accept-dialout ...", State: stmt.Partial, Sub: func(_ *stmt.Ctx, d *caller, _ *stmt.Match) stmt.Block {
			return t.loose.In(d.r) // tunnels that others open
		}},
		{Pattern: "peer * ...", Do: far},
		{Pattern: "no? * ...", State: stmt.Irrelevant, Sub: func(c *stmt.Ctx, d *caller, m *stmt.Match) stmt.Block {
			looseSecret(c, m)
			return t.loose.In(d.r)
		}},
	}
}

// loose is the table inside such a block.
func (t *tables) looseBlock() []stmt.Entry[*reader] {
	return []stmt.Entry[*reader]{{Pattern: "no? * ...", State: stmt.Irrelevant, Sub: func(c *stmt.Ctx, r *reader, m *stmt.Match) stmt.Block {
		looseSecret(c, m)
		return t.loose.In(r)
	}}}
}

// looseSecret records what stands behind a keyword of secrets.
func looseSecret(c *stmt.Ctx, m *stmt.Match) {
	w := words(c, m)
	for i := 0; i < len(w); i++ {
		switch w[i] {
		case "password", "secret", "psk", "wpa-psk", "key", "set-key", "passphrase", "pmk":
		default:
			continue
		}
		j := i + 1
		for j < len(w) && (w[j] == "ascii" || w[j] == "hex" || w[j] == "encrypted" || w[j] == "set-key" || w[j] == "set" || w[j] == "size" || strings.HasSuffix(w[j], "bit")) {
			j++
		}
		typ := "cisco0"
		if j+1 < len(w) && typeNumber(w[j]) {
			typ = "cisco" + w[j]
			j++
		}
		if j >= len(w) {
			return
		}
		kind := "other"
		if w[i] == "psk" || w[i] == "wpa-psk" || w[i] == "set-key" {
			kind = "wifi"
		}
		c.Secret(kind, w[0], typ, w[j], m.Span)
		i = j
	}
}

// cns is an agent that takes commands and configurations from a server.
func cns(c *stmt.Ctx, r *reader, m *stmt.Match) {
	if m.Neg || len(m.Rest) == 0 {
		return
	}
	host := m.Rest[0]
	switch host {
	case "initial", "partial", "retrieve", "server", "encrypt":
		if len(m.Rest) < 2 {
			return
		}
		host = m.Rest[1]
	case "notify", "connect-intf", "cancel":
		return
	}
	r.transfer("manager", "cns "+words(c, m)[1], host, m.Span)
}
