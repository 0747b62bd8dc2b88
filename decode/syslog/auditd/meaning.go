package auditd

import (
	"net/netip"
	"strings"

	"github.com/linewarden/linewarden/event"
)

// end says what the records mean together.
func (r *record) end() {
	e := r.e
	e.SetText(event.MessageID, r.main)
	e.AddExtra("policy", known(r.key))
	if carries(e.Text(event.Program)) { // no exe
		e.SetText(event.Program, r.comm)
	}
	if a, err := netip.ParseAddr(strings.TrimSuffix(r.addr, "'")); err == nil {
		e.SetAddr(event.ActorAddr, a.Unmap())
	}
	e.Outcome = outcome(r.result)
	e.SetText(event.Actor, r.auid)
	if r.auid == "" {
		e.SetText(event.Actor, r.uid)
	}
	if m, ok := meanings[r.main]; ok {
		e.Kind = m.kind
		e.SetText(event.Action, m.action)
	}
	switch r.main {
	case "SYSCALL", "EXECVE": // or what is left of one
		r.syscall()
	case "PROCTITLE":
		e.SetText(event.Object, r.title)
	case "USER_LOGIN", "USER_LOGOUT", "USER_AUTH", "USER_ACCT", "USER_START", "USER_END", "CRED_ACQ", "CRED_DISP", "CRED_REFR":
		r.login()
	case "CONFIG_CHANGE":
		r.configuration()
	case "DAEMON_START", "DAEMON_END", "DAEMON_ABORT":
		e.SetText(event.Object, "auditd")
		if e.AddExtra("state", "stopped"); r.main == "DAEMON_START" {
			e.Extra[len(e.Extra)-1].Value = "started"
		}
	case "ADD_USER", "DEL_USER", "USER_MGMT", "USER_CHAUTHTOK", "USER_ROLE_CHANGE", "ACCT_LOCK", "ACCT_UNLOCK":
		r.account("target_user")
	case "ADD_GROUP", "DEL_GROUP", "GRP_MGMT", "GRP_CHAUTHTOK":
		r.account("group")
	case "AVC", "USER_AVC":
		if e.SetText(event.Object, r.object); r.denied {
			e.SetText(event.Action, "deny")
		}
		r.role()
	default:
		e.SetText(event.Object, r.object)
		r.role()
	}
}

// meaning is the kind and action of a type.
type meaning struct {
	kind   event.Kind
	action string
}

var meanings = map[string]meaning{
	"USER_LOGIN": {event.Login, "login"}, "USER_LOGOUT": {event.Login, "logout"}, "USER_AUTH": {event.Login, ""}, "USER_ACCT": {event.Login, ""},
	"USER_START": {event.Login, "open"}, "USER_END": {event.Login, "close"}, "CRED_ACQ": {event.Login, ""}, "CRED_DISP": {event.Login, ""}, "CRED_REFR": {event.Login, ""},
	"LOGIN":    {event.Login, ""},
	"USER_CMD": {event.Command, "execute"}, "TTY": {event.Command, "command"}, "USER_TTY": {event.Command, "command"},
	"ADD_USER": {event.ConfigChange, "account_change"}, "DEL_USER": {event.ConfigChange, "account_change"}, "USER_MGMT": {event.ConfigChange, "account_change"},
	"ADD_GROUP": {event.ConfigChange, "account_change"}, "DEL_GROUP": {event.ConfigChange, "account_change"}, "GRP_MGMT": {event.ConfigChange, "account_change"},
	"USER_CHAUTHTOK": {event.ConfigChange, "account_change"}, "GRP_CHAUTHTOK": {event.ConfigChange, "account_change"}, "ACCT_LOCK": {event.ConfigChange, "account_change"},
	"ACCT_UNLOCK":   {event.ConfigChange, "account_change"},
	"CONFIG_CHANGE": {event.ConfigChange, "logging_change"}, "DAEMON_START": {event.ConfigChange, "logging_change"}, "DAEMON_END": {event.ConfigChange, "logging_change"},
	"DAEMON_ABORT": {event.ConfigChange, "logging_change"}, "DAEMON_CONFIG": {event.ConfigChange, "logging_change"},
	"SERVICE_START": {event.System, "start"}, "SERVICE_STOP": {event.System, "stop"}, "SYSTEM_BOOT": {event.System, "start"}, "SYSTEM_SHUTDOWN": {event.System, "stop"},
	"NETFILTER_CFG": {event.ConfigChange, "modify"}, "KERN_MODULE": {event.ConfigChange, "install"}, "SOFTWARE_UPDATE": {event.ConfigChange, "install"},
	"ANOM_PROMISCUOUS": {event.System, "alert"}, "ANOM_ABEND": {event.System, "alert"}, "SECCOMP": {event.System, "alert"},
}

func outcome(word string) event.Outcome {
	switch strings.TrimSuffix(word, "'") {
	case "success", "yes", "1":
		return event.Success
	case "failed", "no", "0", "fail":
		return event.Failure
	}
	return event.NotSaid
}

// role is the user whose rights counted, where it is not who had logged in.
func (r *record) role() {
	switch {
	case r.euid != "" && r.euid != r.e.Text(event.Actor):
		r.e.AddExtra("role", r.euid)
	case r.euid == "" && r.uid != "" && r.uid != r.e.Text(event.Actor):
		r.e.AddExtra("role", r.uid)
	}
}

// syscall is a system call: a program that was started, a peer that was
// reached, a name that was made, removed or used.
func (r *record) syscall() {
	e := r.e
	e.Outcome = outcome(r.success)
	r.role()
	what := callOf(r.arch, r.call)
	switch {
	case r.hasExecve || what == execute:
		e.Kind = event.Command
		e.SetText(event.Action, "execute")
		e.SetText(event.Object, r.command())
		return
	case r.socket.IsValid():
		r.peer(what)
	case r.created != "":
		e.SetText(event.Action, "create")
		e.SetText(event.Object, r.created)
	case r.deleted != "":
		e.SetText(event.Action, "delete")
		e.SetText(event.Object, r.deleted)
	default:
		e.SetText(event.Object, r.path)
	}
}

// command is the command line, as far as a record has it.
func (r *record) command() string {
	switch {
	case len(r.arguments) == 1:
		return r.arguments[0]
	case len(r.arguments) > 1:
		return strings.Join(r.arguments, " ")
	case r.title != "":
		return r.title
	case r.path != "":
		return r.path
	}
	return r.comm
}

func (r *record) peer(what call) {
	e := r.e
	switch what {
	case accept:
		e.SetText(event.Action, "open")
		e.AddExtra("direction", "inbound")
		e.SetAddr(event.ActorAddr, r.socket.Addr())
		e.SetNumber(event.ActorPort, uint64(r.socket.Port()))
		return
	case connect:
		e.SetText(event.Action, "open")
		e.AddExtra("direction", "outbound")
	}
	e.SetAddr(event.TargetAddr, r.socket.Addr())
	e.SetNumber(event.TargetPort, uint64(r.socket.Port()))
}

// login is what a program says of the account that somebody logs in to.
func (r *record) login() {
	switch {
	case r.acct != "":
		r.e.SetText(event.Actor, r.acct)
	case r.id != "":
		r.e.SetText(event.Actor, r.id)
	}
	if method, ok := strings.CutPrefix(r.op, "PAM:"); ok && method != "" {
		r.e.AddExtra("service", "PAM")
	}
}

// account is a change of accounts.
func (r *record) account(as string) {
	e := r.e
	switch {
	case as == "group" && r.e.Lookup("group") == "":
		if r.acct != "" {
			e.AddExtra("group", r.acct)
		} else {
			e.AddExtra("group", r.id)
		}
	case r.acct != "":
		e.AddExtra("target_user", r.acct)
	default:
		e.AddExtra("target_user", r.id)
	}
	e.SetText(event.Object, known(r.op))
	r.role()
}

// configuration is a change of what is recorded: audit_enabled=0 switches it off.
func (r *record) configuration() {
	e := r.e
	if r.object == "audit_enabled" {
		state := "on"
		if r.new == "0" {
			state = "off"
		}
		e.AddExtra("state", state)
	}
	switch {
	case r.object != "":
		e.SetText(event.Object, r.object)
	case strings.HasPrefix(r.op, "remove"), strings.HasPrefix(r.op, `"remove`):
		e.SetText(event.Object, r.op)
		e.AddExtra("state", "off")
	default:
		e.SetText(event.Object, r.op)
	}
	e.AddExtra("old", r.old)
	e.AddExtra("new", r.new)
	r.role()
}
