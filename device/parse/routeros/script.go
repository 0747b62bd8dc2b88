package routeros

import (
	"strings"

	"github.com/linewarden/linewarden/device/model"
)

var scriptMenus = []menu{
	{path: "system script", do: (*reader).script, keys: "name source policy owner dont-require-permissions"},
	{path: "system scheduler", do: (*reader).schedule, keys: "name on-event interval start-date start-time policy disabled"},
	{path: "tool netwatch", do: (*reader).netwatch, keys: "*"},
	{path: "ip dhcp-client", do: func(r *reader, a *args) { r.hook(a, "dhcp-client "+a.val("interface"), "script") }, keys: "*"},
	{path: "ip hotspot user profile", do: func(r *reader, a *args) { r.hook(a, "hotspot profile "+a.item(), "on-login", "on-logout") }, keys: "*"},
	{path: "tool traffic-monitor", do: func(r *reader, a *args) { r.hook(a, "traffic-monitor "+a.item(), "on-event") }, keys: "*"},
	{path: "system routerboard mode-button", do: func(r *reader, a *args) { r.hook(a, "mode-button", "on-event") }, keys: "*"},
	{path: "system routerboard reset-button", do: func(r *reader, a *args) { r.hook(a, "reset-button", "on-event") }, keys: "*"},
	{path: "system routerboard wps-button", do: func(r *reader, a *args) { r.hook(a, "wps-button", "on-event") }, keys: "*"},
	{path: "iot mqtt subscriptions", do: func(r *reader, a *args) { r.hook(a, "mqtt "+a.val("topic"), "on-message") }, keys: "*"},
	{path: "ipv6 dhcp-client", do: func(r *reader, a *args) { r.hook(a, "dhcp-client6 "+a.val("interface"), "script") }, keys: "*"},
	{path: "ipv6 dhcp-server", do: func(r *reader, a *args) { r.hook(a, "dhcp-server6 "+a.item(), "binding-script") }, keys: "*"},
}

// scriptKeys are properties that hold a script. Its text is opaque.
var scriptKeys = map[string]bool{"source": true, "on-event": true, "up-script": true, "down-script": true, "test-script": true, "on-up": true,
	"on-down": true, "on-login": true, "on-logout": true, "on-master": true, "on-backup": true, "on-fail": true, "lease-script": true, "script": true,
	"binding-script": true, "on-message": true, "on-error": true, "on-connect": true, "on-disconnect": true, "command": false}

func (r *reader) script(a *args) {
	src, ok := a.get("source")
	if !ok && a.verb != "add" {
		return
	}
	s := r.addScript("op-script", a.item(), a)
	r.judge(s, src)
	r.scripts[s.Name] = s
}

// schedule reads a job. Its event is a script's name or commands.
func (r *reader) schedule(a *args) {
	if a.verb != "add" {
		return
	}
	s := r.addScript("scheduler", a.val("name"), a)
	trigger := "interval " + a.val("interval")
	if v := a.val("start-time"); v != "" {
		trigger += " from " + v
	}
	s.Trigger.Set(trigger, a.sp)
	event := a.val("on-event")
	r.judge(s, event)
	name := strings.TrimSpace(event)
	r.late = append(r.late, func() {
		if named := r.scripts[name]; named != nil {
			s.Verbs.Inherit(named.Verbs.V, a.sp)
			s.Hides.Inherit(named.Hides.V, a.sp)
			s.Fetches.Inherit(named.Fetches.V, a.sp)
			s.Accounts.Inherit(named.Accounts.V, a.sp)
		}
	})
}

func (r *reader) netwatch(a *args) {
	if a.verb != "add" {
		return
	}
	up, down, test := a.val("up-script"), a.val("down-script"), a.val("test-script")
	if up == "" && down == "" && test == "" {
		return
	}
	s := r.addScript("netwatch", a.val("host"), a)
	s.Trigger.Set("host "+a.val("host"), a.sp)
	r.judge(s, up+"\n"+down+"\n"+test)
}

// hook reads scripts that run on an event of some other item.
func (r *reader) hook(a *args, name string, keys ...string) {
	var body []string
	for _, k := range keys {
		if v := a.val(k); v != "" {
			body = append(body, v)
		}
	}
	if len(body) == 0 {
		return
	}
	s := r.addScript("event-handler", name, a)
	s.Trigger.Set(name, a.sp)
	r.judge(s, strings.Join(body, "\n"))
}

func (r *reader) addScript(kind, name string, a *args) *model.Script {
	s := &model.Script{Obj: model.Obj{Span: a.sp}, Kind: kind, Name: name}
	s.Enabled.Inherit(true, a.sp)
	a.enabled(&s.Enabled)
	r.dev.Scripts = append(r.dev.Scripts, s)
	return s
}

// maxVerbs bounds what is kept of a script.
const maxVerbs = 200

// judge states what a script does, from the first words of its commands.
func (r *reader) judge(s *model.Script, body string) {
	var verbs []string
	hides, fetches, accounts := false, false, false
	for _, c := range commands(body) {
		words := strings.Fields(strings.ToLower(strings.ReplaceAll(strings.TrimLeft(c, ":/ "), "/", " ")))
		if len(words) == 0 {
			continue
		}
		if v := verbOf(words); v != "" && len(verbs) < maxVerbs {
			verbs = append(verbs, v)
		}
		line := strings.Join(words, " ")
		hides = hides || hidesLogs(line)
		accounts = accounts || strings.HasPrefix(line, "user ") || strings.HasPrefix(line, "password") || strings.HasPrefix(line, "ppp secret")
		if fetchesFile(words) {
			fetches = true
			r.transfer(c, s.Span)
		}
	}
	s.Verbs.Set(verbs, s.Span)
	s.Hides.Set(hides, s.Span)
	s.Fetches.Set(fetches, s.Span)
	s.Accounts.Set(accounts, s.Span)
}

// commands cuts a script at line ends, semicolons and blocks, outside quotes.
func commands(body string) []string {
	var out []string
	quoted := false
	from := 0
	cut := func(to int) {
		if c := strings.TrimSpace(body[from:to]); c != "" && !strings.HasPrefix(c, "#") {
			out = append(out, c)
		}
		from = to + 1
	}
	for i := 0; i < len(body); i++ {
		switch c := body[i]; {
		case c == '\\':
			i++
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '\n' || c == '\r' || c == ';' || c == '{' || c == '}' || c == '[' || c == ']':
			cut(i)
		}
	}
	if from < len(body) {
		cut(len(body))
	}
	return out
}

// verbOf returns up to two plain words of a command; arguments are left out.
func verbOf(words []string) string {
	var out []string
	for _, w := range words[:min(len(words), 2)] {
		if !plain(w) {
			break
		}
		out = append(out, w)
	}
	return strings.Join(out, " ")
}

func plain(w string) bool {
	if len(w) > 24 {
		return false
	}
	for _, c := range w {
		if (c < 'a' || c > 'z') && c != '-' && (c < '0' || c > '9') {
			return false
		}
	}
	return w != ""
}

func hidesLogs(line string) bool {
	for _, p := range []string{"system logging disable", "system logging set", "system logging remove", "system logging action", "log disable",
		"console clear-history", "system history", "system note set"} {
		if strings.HasPrefix(line, p) {
			return true
		}
	}
	return false
}

func fetchesFile(words []string) bool {
	for i, w := range words {
		if w == "fetch" && i <= 1 {
			return true
		}
	}
	switch words[0] {
	case "import":
		return true
	case "system":
		return len(words) > 1 && (words[1] == "ssh" || words[1] == "telnet" || words[1] == "ssh-exec")
	case "tool":
		return len(words) > 1 && words[1] == "e-mail"
	}
	return false
}

// transfer records where a script moves files, without credentials.
func (r *reader) transfer(command string, sp model.Span) {
	t := &model.Transfer{Obj: model.Obj{Span: sp}, Kind: "automation"}
	for _, w := range strings.Fields(command) {
		key, value, _ := strings.Cut(w, "=")
		value = strings.Trim(value, `"\();`)
		switch key {
		case "url":
			if u := bareURL(value); u != "" {
				scheme, host, _ := strings.Cut(u, "://")
				host, _, _ = strings.Cut(host, ":")
				t.Proto.Set(scheme, sp)
				t.Host.Set(host, sp)
			}
		case "mode":
			t.Proto.Set(value, sp)
		case "address":
			t.Host.Set(value, sp)
		}
	}
	if t.Proto.How.Stated() && len(r.dev.Transfers) < 1000 {
		if t.Host.How == model.NotRead {
			t.Host.Unsure(sp)
		}
		r.dev.Transfers = append(r.dev.Transfers, t)
	}
}
