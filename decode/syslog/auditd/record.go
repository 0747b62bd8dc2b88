package auditd

import (
	"net/netip"
	"strconv"
	"strings"

	"github.com/linewarden/linewarden/event"
)

// maxArguments bounds the arguments of a command that are joined.
const maxArguments = 4096

// record is what the records of one event say together.
type record struct {
	e *event.Event
	// main is the type that says what happened: that of a system call before
	// those that only go with one.
	main string
	// Of the system call.
	arch, call, success, comm string
	// Users as the record names them; auid is who logged in, acct whom a program
	// is about.
	auid, uid, euid, acct, id string
	// addr and names of what was reached.
	addr          string
	path, created string
	deleted       string
	title         string
	arguments     []string
	op, old, new  string
	object, key   string
	result        string
	socket        netip.AddrPort
	denied        bool
	hasExecve     bool
	socketFields  struct{ addr, port string }
}

// beside says whether a type only goes with others.
func beside(kind string) bool {
	switch kind {
	case "PATH", "CWD", "EXECVE", "SOCKADDR", "PROCTITLE", "EOE", "BPRM_FCAPS", "OBJ_PID", "FD_PAIR", "MMAP", "IPC", "UNKNOWN", "SYSCALL":
		return true
	}
	return false
}

// take reads one record.
func (r *record) take(l line) {
	if l.node != "" {
		r.e.SetText(event.Reporter, l.node)
	}
	switch {
	case r.main == "", beside(r.main) && !beside(l.kind), l.kind == "SYSCALL" && beside(r.main):
		r.main = l.kind
	}
	if l.serial != "" && r.e.Lookup("task") == "" {
		r.e.AddExtra("task", l.serial)
	}
	r.denied = r.denied || l.kind == "AVC" && strings.Contains(l.body, "denied")
	f := fields{rest: l.body, kind: l.kind, interpreted: l.interpreted}
	var p path
	for {
		one, ok := f.next()
		if !ok {
			break
		}
		switch l.kind {
		case "PATH":
			p.take(one)
		case "EXECVE":
			r.argument(one)
		case "PROCTITLE":
			if one.key == "proctitle" {
				r.title = strings.ReplaceAll(strings.TrimRight(one.text(), "\x00"), "\x00", " ")
			}
		case "CWD":
		case "SOCKADDR":
			r.reached(one)
		case "SYSCALL":
			r.systemCall(one)
		default:
			r.other(one, l.kind)
		}
	}
	r.paths(p)
}

// path is a name that a system call was about.
type path struct{ name, kind string }

func (p *path) take(f field) {
	switch f.key {
	case "name":
		p.name = f.text()
	case "nametype", "objtype":
		p.kind = f.value
	}
}

func (r *record) paths(p path) {
	switch {
	case p.name == "" || p.kind == "PARENT":
	case p.kind == "CREATE":
		r.created = p.name
	case p.kind == "DELETE":
		r.deleted = p.name
	case r.path == "":
		r.path = p.name
	}
}

// argument takes a part of a command. A long one comes as a1[0], a1[1].
func (r *record) argument(f field) {
	r.hasExecve = true
	if key, _, more := strings.Cut(f.key, "["); isArgument(key) && len(r.arguments) < maxArguments {
		n, _ := strconv.Atoi(key[1:])
		if more && n == len(r.arguments)-1 {
			r.arguments[n] += f.text()
			return
		}
		r.arguments = append(r.arguments, f.text())
	}
}

func (r *record) reached(f field) {
	switch f.key {
	case "saddr":
		if to, ok := socket(f.value); ok {
			r.socket = to
		}
	case "laddr":
		r.socketFields.addr = f.value
	case "lport":
		r.socketFields.port = f.value
	}
	if a, err := netip.ParseAddr(r.socketFields.addr); err == nil && r.socketFields.port != "" {
		if n, err := strconv.ParseUint(r.socketFields.port, 10, 16); err == nil {
			r.socket = netip.AddrPortFrom(a.Unmap(), uint16(n))
		}
	}
}

func (r *record) systemCall(f field) {
	switch f.key {
	case "arch":
		r.arch = f.value
	case "syscall":
		r.call = f.value
	case "success":
		r.success = f.value
	case "ARCH", "SYSCALL": // names that auditd puts behind the numbers
	default:
		r.who(f)
	}
}

// who takes what most records say of the process and its user.
func (r *record) who(f field) bool {
	e := r.e
	switch f.key {
	case "pid":
		if e.Lookup("pid") == "" {
			e.AddExtra("pid", known(f.value))
		}
	case "auid":
		r.auid = known(f.value)
	case "AUID":
		r.auid = prefer(f.value, r.auid)
	case "uid":
		r.uid = known(f.value)
	case "UID":
		r.uid = prefer(f.value, r.uid)
	case "euid":
		r.euid = known(f.value)
	case "EUID":
		r.euid = prefer(f.value, r.euid)
	case "ses":
		e.SetText(event.Session, known(f.value))
	case "tty", "terminal":
		if e.Lookup("terminal") == "" {
			e.AddExtra("terminal", known(f.value))
		}
	case "exe":
		e.SetText(event.Program, f.text())
	case "comm":
		r.comm = f.text()
	case "key":
		r.key = strings.TrimPrefix(f.text(), "key=")
	case "res", "result":
		r.result = f.value
	default:
		return false
	}
	return true
}

// prefer takes the name that auditd knows behind a number, unless it knows none.
func prefer(name, number string) string {
	if n := known(name); n != "" {
		return n
	}
	return number
}

// other takes a field of a record that stands for itself.
func (r *record) other(f field, kind string) {
	if r.who(f) {
		return
	}
	e := r.e
	switch f.key {
	case "acct":
		r.acct = f.text()
	case "id":
		r.id = known(f.value)
	case "ID":
		r.id = prefer(f.value, r.id)
	case "grp", "grantors":
		if f.key == "grp" {
			e.AddExtra("group", f.text())
		}
	case "addr", "src":
		r.addr = f.value
	case "dst", "laddr":
		if a, err := netip.ParseAddr(f.value); err == nil {
			e.SetAddr(event.TargetAddr, a.Unmap())
		}
	case "rport", "lport":
		r.port(f)
	case "hostname":
		e.AddExtra("actor_name", known(f.value))
	case "op":
		r.op = f.value
	case "cmd", "data", "unit", "name", "path", "dev", "table", "vm", "sw":
		if r.object == "" {
			r.object = f.text()
		}
	case "old":
		r.old = f.value
	case "direction":
		if kind == "CRYPTO_SESSION" {
			e.AddExtra("direction", f.value)
		}
	case "apparmor":
		r.denied = r.denied || f.value == "DENIED"
	default:
		if strings.HasPrefix(f.key, "audit_") {
			r.object, r.new = f.key, f.value
		}
	}
}

func (r *record) port(f field) {
	n, err := strconv.ParseUint(f.value, 10, 16)
	if err != nil {
		return
	}
	if f.key == "rport" {
		r.e.SetNumber(event.ActorPort, n)
		return
	}
	r.e.SetNumber(event.TargetPort, n)
}
