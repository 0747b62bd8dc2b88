package reach

import (
	"net/netip"
	"strconv"

	"github.com/linewarden/linewarden/device/acl"
	"github.com/linewarden/linewarden/device/model"
)

// Service is one port by which a device is managed.
type Service struct {
	Name  string // ssh, telnet, https, snmp, …
	Proto string // tcp or udp
	Port  uint16 // 0 where it is not known
	kind  *kind
	// rotary is the group of lines that the port leads to, 0 for any line.
	rotary int64
}

// kind is one service as the model knows it.
type kind struct {
	name string
	// path is where it stands in the model.
	path  string
	proto string
	// port is what it listens on where the system has no setting for it.
	port uint16
	of   func(*model.Device) *model.Service
}

// kinds are the services by which devices are managed, the most usual first.
var kinds = [...]kind{
	{"ssh", "ssh.service", "tcp", 22, func(d *model.Device) *model.Service { return &d.SSH.Service }},
	{"telnet", "services.telnet", "tcp", 23, func(d *model.Device) *model.Service { return &d.Services.Telnet }},
	{"http", "services.http", "tcp", 80, func(d *model.Device) *model.Service { return &d.Services.HTTP }},
	{"https", "services.https", "tcp", 443, func(d *model.Device) *model.Service { return &d.Services.HTTPS }},
	{"netconf", "services.netconf", "tcp", 830, func(d *model.Device) *model.Service { return &d.Services.Netconf }},
	{"restconf", "services.restconf", "tcp", 0, func(d *model.Device) *model.Service { return &d.Services.Restconf }},
	{"grpc", "services.grpc", "tcp", 0, func(d *model.Device) *model.Service { return &d.Services.GRPC }},
	{"api", "services.api", "tcp", 0, func(d *model.Device) *model.Service { return &d.Services.API }},
	{"api-tls", "services.api_tls", "tcp", 0, func(d *model.Device) *model.Service { return &d.Services.APITLS }},
	{"xml-agent", "services.xml_agent", "tcp", 0, func(d *model.Device) *model.Service { return &d.Services.XMLAgent }},
	{"winbox", "services.winbox", "tcp", 8291, func(d *model.Device) *model.Service { return &d.Services.Winbox }},
	{"ftp", "services.ftp", "tcp", 21, func(d *model.Device) *model.Service { return &d.Services.FTP }},
	{"smart-install", "services.smart_install", "tcp", 4786, func(d *model.Device) *model.Service { return &d.Services.SmartInstall }},
	{"snmp", "snmp", "udp", 161, snmpService},
}

// snmpService writes the agent's own facts as those of a service.
func snmpService(d *model.Device) *model.Service {
	return &model.Service{Obj: d.SNMP.Obj, Enabled: d.SNMP.Enabled, ACL: d.SNMP.ACL, ACL6: d.SNMP.ACL6, From: d.SNMP.From}
}

// Services returns the services that the device has, or of which it is not
// known, each with every port that it listens on. One that the system does not
// have is left out.
func (d *Device) Services() []Service {
	var out []Service
	for i := range kinds {
		k := &kinds[i]
		s := k.of(d.dev)
		if d.sys.shared[k.name] || s.Enabled.How == model.NotRead || s.Enabled.How == model.Default && !s.Enabled.V && d.sys.absentOn(d.absence, k, s) {
			continue
		}
		for _, p := range d.ports(k, s) {
			out = append(out, Service{Name: k.name, Proto: k.proto, Port: p, kind: k})
		}
		if k.name == "ssh" {
			out = append(out, d.rotary(k)...)
		}
	}
	return out
}

// ports returns the ports of a service; 0 is one that is not known.
func (d *Device) ports(k *kind, s *model.Service) []uint16 {
	if !s.Ports.Known() || len(s.Ports.V) == 0 {
		if s.Ports.How == model.Unknown || s.Ports.How == model.Masked {
			return []uint16{0}
		}
		return []uint16{k.port}
	}
	var out []uint16
	for _, text := range s.Ports.V {
		n, err := strconv.ParseUint(text, 10, 16)
		if err != nil {
			n = 0
		}
		out = append(out, uint16(n))
	}
	return out
}

// rotary returns the further ports of the secure shell that lead to lines of a
// group.
func (d *Device) rotary(k *kind) []Service {
	var out []Service
	for _, text := range d.dev.SSH.RotaryPorts.V {
		if port, group, ok := cutPorts(text); ok {
			out = append(out, Service{Name: k.name, Proto: k.proto, Port: port, kind: k, rotary: group})
		}
	}
	return out
}

// At returns what listens on a port of the device. Where nothing that the model
// knows does, it is a service of which nothing but the port is known.
func (d *Device) At(port uint16) []Service {
	var out []Service
	for _, s := range d.Services() {
		if s.Port == port {
			out = append(out, s)
		}
	}
	if out == nil {
		out = []Service{{Name: "port " + strconv.Itoa(int(port)), Proto: "tcp", Port: port}}
	}
	return out
}

// Named returns the ports of a service by its name; ok is false where no
// service has that name. A service that the device does not have has its usual
// port.
func (d *Device) Named(name string) (out []Service, ok bool) {
	for _, s := range d.Services() {
		if s.Name == name {
			out = append(out, s)
		}
	}
	for i := range kinds {
		if k := &kinds[i]; k.name == name && out == nil {
			return []Service{{Name: name, Proto: k.proto, Port: k.port, kind: k}}, true
		}
	}
	return out, out != nil
}

// Names are the names of all services.
func Names() []string {
	var out []string
	for i := range kinds {
		out = append(out, kinds[i].name)
	}
	return out
}

// Private returns the addresses of no public network (RFC 1918, RFC 4193).
func Private() acl.Addresses {
	var nets []netip.Prefix
	for _, p := range []string{"10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7"} {
		nets = append(nets, netip.MustParsePrefix(p))
	}
	return acl.AddressesOf(nets)
}

// Unicast returns the addresses that a source can have: all but those of this
// host, of the link, of groups and what is reserved.
func Unicast() acl.Addresses {
	var none []netip.Prefix
	for _, p := range []string{"0.0.0.0/8", "127.0.0.0/8", "169.254.0.0/16", "224.0.0.0/3", "::/128", "::1/128", "fe80::/10", "ff00::/8"} {
		none = append(none, netip.MustParsePrefix(p))
	}
	return acl.Everywhere().Minus(acl.AddressesOf(none))
}
