package mysql

import (
	"strings"

	"github.com/linewarden/linewarden/decode/dbaudit"
	"github.com/linewarden/linewarden/decode/records"
	"github.com/linewarden/linewarden/decode/stamp"
	"github.com/linewarden/linewarden/event"
)

// general is the head of a record of the general query log: time, connection
// and command stand in front of what was said, with tabs between. Servers before
// MySQL 5.7, and MariaDB, leave the time out where it is that of the line before.
type general struct{ time, id, command, argument string }

// commands are those of the protocol, as the log spells them.
func isGeneralCommand(s string) bool {
	switch s {
	case "Sleep", "Quit", "Init DB", "Query", "Field List", "Create DB", "Drop DB", "Refresh", "Shutdown", "Statistics", "Processlist", "Connect", "Kill", "Debug",
		"Ping", "Time", "Delayed insert", "Change user", "Binlog Dump", "Table Dump", "Connect Out", "Register Slave", "Register Replica", "Prepare", "Execute",
		"Long Data", "Close stmt", "Reset stmt", "Set option", "Fetch", "Daemon", "Binlog Dump GTID", "Reset Connection", "Error":
		return true
	}
	return false
}

// parseGeneral reads "2026-11-22T13:02:11.123456Z\t    8 Query\tSELECT 1",
// "261122 13:02:11\t    8 Query\tSELECT 1" and "\t\t    8 Query\tSELECT 1".
func parseGeneral(line string) (general, bool) {
	var g general
	time, rest, ok := strings.Cut(line, "\t")
	if !ok || len(time) > 40 {
		return g, false
	}
	rest = strings.TrimLeft(rest, "\t ")
	g.time = time
	if g.id, rest, ok = strings.Cut(rest, " "); !ok || !digits(g.id) || len(g.id) > 20 {
		return g, false
	}
	g.command, g.argument, _ = strings.Cut(rest, "\t")
	g.command = strings.TrimRight(g.command, " \r")
	return g, isGeneralCommand(g.command) && (time == "" || isTime(time))
}

func isTime(s string) bool {
	if len(s) >= 15 && s[6] == ' ' && digits(s[:6]) { // "261122 13:02:11", "261122  3:02:11"
		return strings.Count(s, ":") == 2
	}
	st, n := stamp.Read(s)
	return n == len(s) && st.Clock&event.SinceBoot == 0
}

// beginsGeneral knows the first line of a record. A statement's further lines
// are written as they are: a client that writes one of that look makes a record
// of its own, behind its own true one, and the log cannot tell.
func beginsGeneral(line string) bool {
	_, ok := parseGeneral(line)
	return ok || isBanner(line)
}

func sniffGeneral(head string) int {
	if strings.Contains(head, "started with:") && strings.Contains(head, "Id Command    Argument") {
		return 90
	}
	found := 0
	for line := range strings.Lines(head) {
		if g, ok := parseGeneral(strings.TrimRight(line, "\r\n")); ok && g.time != "" {
			found++
		}
	}
	if first, _, _ := strings.Cut(head, "\n"); found > 1 && beginsGeneral(strings.TrimRight(first, "\r")) {
		return 85
	}
	return 0
}

// client is what the beginning of a connection says of it.
type client struct {
	user, host, database string
}

// maxClients bounds the connections that are remembered.
const maxClients = 100_000

type generalReader struct {
	clock     stamp.Clock
	last      int64
	lastClock event.Clock
	clients   map[string]*client
}

func (r *generalReader) read(record string, e *event.Event) string {
	line, _, _ := strings.Cut(record, "\n")
	if isBanner(strings.TrimRight(line, "\r")) {
		e.Clock |= event.NoStamp
		e.SetText(event.MessageID, "started")
		r.clients = map[string]*client{} // connections are counted anew
		return ""
	}
	g, ok := parseGeneral(line)
	if !ok {
		return "a line of no general query log"
	}
	if g.time != "" {
		s := slowReader{clock: r.clock}
		s.time(g.time)
		r.last, r.lastClock = s.last, s.lastClock
	}
	e.Time, e.Clock = r.last, r.lastClock
	if r.last == 0 {
		e.Clock |= event.NoStamp
	}
	e.SetText(event.MessageID, g.command)
	e.SetText(event.Session, g.id)
	_, argument, _ := strings.Cut(record[len(g.time):], g.command+"\t")
	r.command(g, argument, e)
	return ""
}

func (r *generalReader) command(g general, argument string, e *event.Event) {
	switch g.command {
	case "Connect", "Change user":
		r.connect(g.id, argument, e)
		return
	case "Quit":
		r.known(g.id, e)
		e.Kind, e.Outcome = event.Login, event.Success
		e.SetText(event.Action, "logout")
		delete(r.clients, g.id)
		return
	case "Init DB":
		if c := r.clients[g.id]; c != nil {
			c.database = strings.Clone(argument)
		}
		r.known(g.id, e)
		return
	}
	r.known(g.id, e)
	if g.command == "Query" || g.command == "Prepare" || g.command == "Execute" {
		dbaudit.Fill(e, argument, dbaudit.MySQL(), true)
		e.SetText(event.Object, argument)
		e.Outcome = event.NotSaid // it is written before the statement runs
		return
	}
	e.SetText(event.Message, argument)
}

// known sets who the connection belongs to, where its beginning was read.
func (r *generalReader) known(id string, e *event.Event) {
	if c := r.clients[id]; c != nil {
		e.SetText(event.Actor, c.user)
		r.from(c.host, e)
		e.AddExtra("database", c.database)
	}
}

func (r *generalReader) from(host string, e *event.Event) {
	dbaudit.Client(e, host)
}

// connect reads "root@192.0.2.7 on cdr using TCP/IP", "root@h as anonymous on"
// and "Access denied for user 'eve'@'192.0.2.7' (using password: YES)".
func (r *generalReader) connect(id, s string, e *event.Event) {
	e.Kind = event.Login
	e.SetText(event.Action, "login")
	if rest, denied := strings.CutPrefix(s, "Access denied for user '"); denied {
		e.Outcome = event.Failure
		user, host := rest, ""
		if end := strings.LastIndex(rest, "' (using"); end >= 0 {
			rest = rest[:end]
		}
		if at := strings.LastIndex(rest, "'@'"); at >= 0 {
			user, host = rest[:at], strings.TrimSuffix(rest[at+3:], "'")
		}
		e.SetText(event.Actor, user)
		r.from(host, e)
		return
	}
	e.Outcome = event.Success
	s, method, _ := strings.Cut(s, " using ")
	who, database := s, ""
	if at := strings.LastIndex(s, " on"); at >= 0 {
		who, database = s[:at], strings.TrimSpace(s[at+3:])
	}
	who, _, _ = strings.Cut(who, " as ")
	at := strings.LastIndexByte(who, '@')
	if at < 0 {
		return
	}
	c := &client{strings.Clone(who[:at]), strings.Clone(who[at+1:]), strings.Clone(database)}
	if _, ok := r.clients[id]; ok || len(r.clients) < maxClients {
		r.clients[strings.Clone(id)] = c
	}
	e.SetText(event.Actor, who[:at])
	r.from(who[at+1:], e)
	e.AddExtra("database", database)
	e.AddExtra("service", strings.TrimSpace(method))
}

var _ records.Read = (*generalReader)(nil).read
