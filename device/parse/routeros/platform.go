package routeros

import (
	"strings"

	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/stmt"
)

var platformMenus = []menu{
	{path: "system identity", do: func(r *reader, a *args) { a.text(&r.dev.Hostname, "name") }, keys: "name"},
	{path: "system clock", do: func(r *reader, a *args) { a.text(&r.dev.Platforms.TimeZone, "time-zone-name") }, keys: "time-zone-name time-zone-autodetect"},
	{path: "system note", do: (*reader).systemNote, keys: "note show-at-login show-at-cli-login"},
	{path: "system package update", do: func(r *reader, a *args) { a.text(&r.dev.Platforms.UpdateChannel, "channel") }, keys: "channel"},
	{path: "system routerboard settings", do: (*reader).routerboard, keys: "*"},
	{path: "system upgrade upgrade-package-source", do: (*reader).upgradeSource, keys: "*"},
	{path: "system upgrade mirror", do: (*reader).upgradeMirror, keys: "*"},
	{path: "system package local-update mirror", do: (*reader).upgradeMirror, keys: "*"},
	{path: "system console", do: (*reader).console, keys: "*"},
	{path: "container", do: (*reader).container, keys: "*"},
	{path: "system device-mode", do: (*reader).deviceMode, keys: "*"},
	{path: "certificate", do: nothing, keys: "*"},
	// A serial port that answers on the network, a login that leads into a
	// port, commands by text message: ways in that the model does not hold.
	{path: "port remote-access", state: stmt.Unimplemented},
	{path: "special-login", state: stmt.Unimplemented},
	{path: "tool sms", do: (*reader).sms, keys: "*"},
	{path: "user-manager", state: stmt.Unimplemented},
	{path: "dude", state: stmt.Unimplemented},
	{path: "iot modbus", do: (*reader).ifOn, keys: "*"},
}

// bannerState is /system note until the whole file is read.
type bannerState struct {
	sp       model.Span
	bytes    int64
	seen     bool
	preLogin bool
	hidden   bool
}

func (r *reader) systemNote(a *args) {
	n := &r.note
	n.sp = a.sp
	if v, ok := a.get("note"); ok {
		n.seen, n.bytes = v != "", int64(len(v))
	}
	if v, ok := a.get("show-at-cli-login"); ok {
		n.preLogin = v == "yes"
	}
	if v, ok := a.get("show-at-login"); ok {
		n.hidden = v == "no"
	}
}

// finishNote makes the note a banner where it is shown. Before a login only
// Telnet shows it.
func (r *reader) finishNote() {
	if n := &r.note; n.seen && (n.preLogin || !n.hidden) {
		r.dev.Banners = append(r.dev.Banners, &model.Banner{Obj: model.Obj{Span: n.sp}, Kind: "login", PreLogin: n.preLogin, Bytes: n.bytes})
	}
}

func (r *reader) routerboard(a *args) {
	p := &r.dev.Platforms
	p.Span = a.sp
	if v, ok := a.get("protected-routerboot"); ok {
		p.PassRecovery.Set(v == "disabled", a.sp)
	}
	if v, ok := a.get("boot-device"); ok {
		p.Boot.Set([]string{v}, a.sp)
		p.BootRemote.Set(strings.Contains(v, "ethernet") && v != "nand-if-fail-then-ethernet", a.sp)
	}
	a.flag(&p.AutoInstall, "preboot-etherboot")
	if v, ok := a.get("preboot-etherboot"); ok {
		p.AutoInstall.Set(v != "disabled", a.sp)
	}
}

func (r *reader) upgradeSource(a *args) {
	if a.verb != "add" {
		return
	}
	t := &model.Transfer{Obj: model.Obj{Span: a.sp}, Kind: "update"}
	t.Host.Set(a.val("address"), a.sp)
	t.Proto.Unsure(a.sp)
	r.dev.Transfers = append(r.dev.Transfers, t)
}

func (r *reader) upgradeMirror(a *args) {
	host, ok := a.get("primary-server")
	if !ok || host == "0.0.0.0" || host == "::" || a.val("enabled") == "no" {
		return
	}
	t := &model.Transfer{Obj: model.Obj{Span: a.sp}, Kind: "update"}
	t.Host.Set(host, a.sp)
	t.Proto.Unsure(a.sp)
	r.dev.Transfers = append(r.dev.Transfers, t)
}

// console reads a serial console.
func (r *reader) console(a *args) {
	l := &model.Line{Obj: model.Obj{Span: a.sp}, Kind: "console", Name: a.val("port")}
	if l.Name == "" {
		l.Name = a.item()
	}
	l.Login.Inherit("local", a.sp)
	l.Exec.Inherit(true, a.sp)
	a.enabled(&l.Exec)
	r.dev.Lines = append(r.dev.Lines, l)
}

func (r *reader) container(a *args) {
	if a.verb != "add" {
		return
	}
	name, _ := a.first("name", "hostname", "remote-image", "file")
	ct := &model.Container{Obj: model.Obj{Span: a.sp}, Kind: "container", Name: name}
	ct.Interface.Set(a.val("interface"), a.sp)
	ct.Enabled.Inherit(false, a.sp)
	a.flag(&ct.Enabled, "start-on-boot")
	r.dev.Containers = append(r.dev.Containers, ct)
	r.dev.Hosting.Enabled.Inherit(true, a.sp)
}

func (r *reader) deviceMode(a *args) {
	a.flag(&r.dev.Hosting.Enabled, "container")
}

// sms: text messages run scripts where they are received.
func (r *reader) sms(a *args) {
	if a.val("receive-enabled") == "yes" {
		r.c.Mark(a.node, stmt.Unimplemented)
		r.dev.Doubtful("scripts", a.sp.Line)
	}
}

// ifOn is for services that the model does not hold: no matter while off.
func (r *reader) ifOn(a *args) {
	if a.val("disabled") != "yes" {
		r.c.Mark(a.node, stmt.Unimplemented)
	}
}
