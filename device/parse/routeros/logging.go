package routeros

import (
	"strings"

	"github.com/linewarden/linewarden/device/model"
)

var loggingMenus = []menu{
	{path: "system logging", do: (*reader).logRule, keys: "action topics disabled prefix regex"},
	{path: "system logging action", do: (*reader).logAction, keys: "name target remote remote-port remote-protocol remote-log-format src-address bsd-syslog syslog-* memory-* disk-* remember email-* cef-* vrf"},
	{path: "system ntp client", do: (*reader).ntpClient, keys: "enabled mode servers primary-ntp secondary-ntp server-dns-names vrf key"},
	{path: "system ntp client servers", do: (*reader).ntpServer, keys: "address auth-key disabled iburst max-poll min-poll key"},
	{path: "system ntp server", do: (*reader).ntpServe, keys: "enabled broadcast broadcast-addresses manycast multicast auth-key local-clock-stratum use-local-clock vrf"},
	{path: "system ntp key", do: (*reader).ntpKey, keys: "name key-id key-type key disabled"},
	{path: "ip traffic-flow", do: (*reader).flow, keys: "enabled interfaces active-flow-timeout inactive-flow-timeout cache-entries packet-sampling sampling-interval sampling-space"},
	{path: "ip traffic-flow target", do: (*reader).flowTarget, keys: "dst-address address port src-address version v9-template-refresh v9-template-timeout disabled"},
}

// logState holds the actions and rules of /system logging. Both start with
// what the system comes with.
type logState struct {
	actions []*logAction
	rules   []*logRule
	written bool // a line is about a rule or an action
	sp      model.Span
}

type logAction struct {
	name, target string
	remote       string
	a            *args
}

type logRule struct {
	topics []string
	action string
	on     bool
	sp     model.Span
	stated bool
}

func (l *logState) init() {
	for _, n := range []string{"memory", "disk", "echo", "remote"} {
		l.actions = append(l.actions, &logAction{name: n, target: n})
	}
	for _, r := range [][2]string{{"info", "memory"}, {"error", "memory"}, {"warning", "memory"}, {"critical", "echo"}} {
		l.rules = append(l.rules, &logRule{topics: []string{r[0]}, action: r[1], on: true})
	}
}

func (l *logState) see(a *args) {
	if !l.written {
		l.sp = a.sp
	}
	l.written = true
	l.sp.End = a.sp.End
}

// at returns the place of an item that a command names by number.
func (a *args) at(n int) (int, bool) {
	item := strings.TrimPrefix(a.item(), "*")
	if len(item) == 0 || len(item) > 4 {
		return 0, false
	}
	i := 0
	for _, c := range item {
		if c < '0' || c > '9' {
			return 0, false
		}
		i = i*10 + int(c-'0')
	}
	return i, i < n
}

func (r *reader) logAction(a *args) {
	l := &r.logs
	l.see(a)
	var act *logAction
	switch a.verb {
	case "add":
		act = &logAction{name: a.val("name")}
		l.actions = append(l.actions, act)
	case "set":
		if i, ok := a.at(len(l.actions)); ok {
			act = l.actions[i]
		}
		for _, x := range l.actions {
			if n := a.item(); x.name == n {
				act = x
			}
		}
	}
	if act == nil {
		return
	}
	if v, ok := a.get("target"); ok {
		act.target = v
	}
	if v, ok := a.get("name"); ok && v != "" {
		act.name = v
	}
	if v, ok := a.get("remote"); ok {
		act.remote = v
	}
	act.a = a
}

func (r *reader) logRule(a *args) {
	l := &r.logs
	l.see(a)
	rule := &logRule{action: "memory", on: true}
	if a.verb == "add" {
		l.rules = append(l.rules, rule)
	} else if i, ok := a.at(len(l.rules)); ok {
		rule = l.rules[i]
	} else {
		return
	}
	rule.sp, rule.stated = a.sp, true
	if v, ok := a.get("topics"); ok {
		rule.topics = list(v)
	} else if a.verb == "add" {
		rule.topics = []string{"info"}
	}
	if v, ok := a.get("action"); ok {
		rule.action = v
	}
	var on model.F[bool]
	a.enabled(&on)
	if on.How == model.Explicit {
		rule.on = on.V
	}
	if a.verb == "remove" {
		rule.on = false
	}
	if a.val("regex") != "" {
		r.dev.Logging.Filters = append(r.dev.Logging.Filters, logFilter("regex", rule.action, a))
	}
}

func logFilter(detail, action string, a *args) *model.LogFilter {
	f := &model.LogFilter{Obj: model.Obj{Span: a.sp}, Name: action, Detail: detail}
	f.Drops.Set(true, a.sp)
	f.Used.Set(true, a.sp)
	return f
}

// severities are the topics that stand for a severity.
var severities = map[string]int64{"critical": 2, "error": 3, "warning": 4, "info": 6, "debug": 7, "packet": 7}

// finishLogging joins rules and actions: a host receives what some rule in
// force sends to it. Logins and configuration changes are messages of the
// topics system,info; failed logins are system,error,critical.
func (r *reader) finishLogging() {
	l := &r.logs
	if !l.written {
		return
	}
	log := &r.dev.Logging
	log.Span = l.sp
	var sent, kept sentTopics
	for _, act := range l.actions {
		r.logHost(act, &sent)
	}
	disk := false
	for _, rule := range l.rules {
		if !rule.on {
			continue
		}
		kept.add(rule)
		if l.targetOf(rule.action) == "disk" {
			disk = true
			log.Persistent.Inherit(true, rule.sp)
		}
	}
	log.Enabled.Derive(kept.any, l.sp)
	if sent.any {
		log.TrapSeverity.Inherit(sent.severity, sent.sp)
		if len(sent.withheld) > 0 {
			log.Suppressed.Inherit(sent.withheld, sent.sp)
		}
		log.ConfigChanges.Inherit(sent.info, sent.sp)
	} else {
		log.ConfigChanges.Derive(false, l.sp)
	}
	log.LoginSuccess.Derive(kept.info, l.sp)
	log.LoginFailure.Derive(kept.fail, l.sp)
	if !disk {
		log.Persistent.Derive(false, l.sp)
	}
}

// finishNTP: RouterOS takes authenticated time only from servers that name a
// key; it has no switch for all.
func (r *reader) finishNTP() {
	n := &r.dev.NTP
	if len(n.Servers) == 0 {
		return
	}
	keyed := true
	for _, s := range n.Servers {
		keyed = keyed && s.Key.V != ""
	}
	n.Authenticate.Inherit(keyed, n.Servers[0].Span)
}

func (l *logState) targetOf(action string) string {
	for _, a := range l.actions {
		if a.name == action {
			return a.target
		}
	}
	return ""
}

// sentTopics is what leaves the device.
type sentTopics struct {
	any, info, fail bool
	severity        int64
	withheld        []string
	sp              model.Span
}

func (s *sentTopics) add(rule *logRule) {
	if !s.any {
		s.sp = rule.sp
	}
	s.any = true
	s.sp.End = max(s.sp.End, rule.sp.End)
	narrowed := false
	level, named := int64(7), false
	for _, t := range rule.topics {
		if not, ok := strings.CutPrefix(t, "!"); ok {
			s.withheld = append(s.withheld, not)
			narrowed = narrowed || not == "system" || not == "account"
			continue
		}
		if n, ok := severities[t]; ok {
			level, named = n, true
			continue
		}
		// All topics of a rule must match: system and account keep logins.
		narrowed = narrowed || t != "system" && t != "account"
	}
	if narrowed {
		return
	}
	s.severity = max(s.severity, level)
	s.info = s.info || level == 6 && named || !named
	s.fail = s.fail || level == 3 || level == 2 || !named
}

func (r *reader) logHost(act *logAction, sent *sentTopics) {
	if act.target != "remote" || act.remote == "" || act.remote == "0.0.0.0" || act.remote == "::" {
		return
	}
	var kinds []string
	for _, rule := range r.logs.rules {
		if rule.on && rule.action == act.name {
			kinds = append(kinds, strings.Join(rule.topics, "+"))
			sent.add(rule)
		}
	}
	if len(kinds) == 0 {
		return // nothing is sent there
	}
	h := &model.LogHost{Obj: model.Obj{Span: act.a.sp}}
	h.Host.Set(act.remote, act.a.sp)
	h.Transport.Inherit("udp", act.a.sp)
	act.a.text(&h.Transport, "remote-protocol")
	h.Port.Inherit(514, act.a.sp)
	act.a.number(&h.Port, "remote-port")
	act.a.text(&h.VRF, "vrf")
	if v, ok := act.a.get("src-address"); ok && v != "0.0.0.0" && v != "::" {
		r.dev.Logging.SourceIf.Set(v, act.a.sp)
	}
	h.Kinds.Inherit(kinds, act.a.sp)
	r.dev.Logging.Hosts = append(r.dev.Logging.Hosts, h)
}

func (r *reader) ntpClient(a *args) {
	n := &r.dev.NTP
	n.Span = a.sp
	a.flag(&n.Enabled, "enabled")
	for _, key := range []string{"servers", "primary-ntp", "secondary-ntp", "server-dns-names"} {
		for _, host := range list(a.val(key)) {
			if host != "0.0.0.0" && host != "::" {
				r.addNTP(host, "", a.sp, false)
			}
		}
	}
}

func (r *reader) ntpServer(a *args) {
	if a.val("disabled") == "yes" || a.verb != "add" {
		return
	}
	key, ok := a.first("auth-key", "key")
	if key == "none" {
		key = ""
	}
	r.addNTP(a.val("address"), key, a.sp, ok)
}

// addNTP adds a source once: release 7 lists it in two menus.
func (r *reader) addNTP(host, key string, sp model.Span, stated bool) {
	for _, s := range r.dev.NTP.Servers {
		if s.Host.V == host {
			s.Key.Set(key, sp)
			return
		}
	}
	s := &model.NTPServer{Obj: model.Obj{Span: sp}}
	s.Host.Set(host, sp)
	if stated {
		s.Key.Set(key, sp)
	} else {
		s.Key.Inherit("", sp)
	}
	r.dev.NTP.Servers = append(r.dev.NTP.Servers, s)
}

func (r *reader) ntpServe(a *args) {
	a.flag(&r.dev.NTP.Serve, "enabled")
}

func (r *reader) ntpKey(a *args) {
	id := a.val("key-id")
	if id == "" {
		id = a.val("name")
	}
	k := &model.NTPKey{Obj: model.Obj{Span: a.sp}, ID: id}
	if v, ok := a.get("key-type"); ok {
		k.Alg.Set(strings.ToLower(v), a.sp)
	} else {
		k.Alg.Unsure(a.sp)
	}
	r.dev.NTP.Keys = append(r.dev.NTP.Keys, k)
}

func (r *reader) flow(a *args) {
	f := &r.dev.Flow
	f.Span = a.sp
	a.flag(&f.Enabled, "enabled")
	f.Sampling.Inherit(1, a.sp)
	if v := a.val("interfaces"); f.Enabled.V && (v == "" || v == "all") {
		r.flowAll.Set(true, a.sp)
	} else if f.Enabled.How == model.Explicit {
		r.flowAll.Set(false, a.sp)
		if f.Enabled.V {
			for _, name := range list(v) {
				r.iface(name, "", a.sp).FlowIn.Set(true, a.sp)
			}
		}
	}
	if a.val("packet-sampling") == "yes" {
		var interval, space model.F[int64]
		a.number(&interval, "sampling-interval")
		a.number(&space, "sampling-space")
		if interval.V > 0 && space.V >= 0 {
			f.Sampling.Set((interval.V+space.V+interval.V-1)/interval.V, a.sp)
		} else {
			f.Sampling.Unsure(a.sp)
		}
	}
}

func (r *reader) flowTarget(a *args) {
	if a.verb != "add" || a.val("disabled") == "yes" {
		return
	}
	host, _ := a.first("dst-address", "address")
	host, _, _ = strings.Cut(host, ":")
	t := &model.FlowTarget{Obj: model.Obj{Span: a.sp}, Name: host}
	t.Host.Set(host, a.sp)
	r.dev.Flow.Collectors = append(r.dev.Flow.Collectors, t)
}
