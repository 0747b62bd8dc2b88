package linux

import (
	"fmt"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/linewarden/linewarden/decode"
	"github.com/linewarden/linewarden/decode/agree"
	"github.com/linewarden/linewarden/decode/syslog/daemon"
	"github.com/linewarden/linewarden/decode/table"
	"github.com/linewarden/linewarden/decode/table/tabletest"
	"github.com/linewarden/linewarden/event"
	"github.com/linewarden/linewarden/internal/realdata"
)

// each gives the records of a set's files with their answers.
func each(t *testing.T, folder string, do func(place string, want map[string]any, e *event.Event)) {
	t.Helper()
	for _, file := range realdata.Files(t, "elastic-filebeat-modules") {
		if !strings.Contains(file, folder) || filepath.Ext(file) != ".log" {
			continue
		}
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var events []*event.Event
		offsets := map[int64]*event.Event{}
		events, _ = agree.Syslog(newFamily(t), decode.Options{Near: time.Date(2026, 12, 31, 0, 0, 0, 0, time.UTC).UnixMicro(), ZoneOffset: -2 * 3600, HasZone: true}, string(text))
		for _, e := range events {
			offsets[e.Offset] = e
		}
		for _, want := range agree.Answers(t, file+"-expected.json") {
			at := int64(0)
			fmt.Sscan(agree.Text(want["log.offset"]), &at)
			place := fmt.Sprintf("%s@%d", filepath.Base(file), at)
			if e := offsets[at]; e != nil {
				do(place, want, e)
			} else {
				t.Errorf("%s: no event begins there", place)
			}
		}
	}
}

func compare(score *agree.Score, place string, want map[string]any, e *event.Event, fields map[string]string) {
	score.Record(e)
	got := tabletest.Fields(e)
	for theirs, ours := range fields {
		if v := agree.Text(want[theirs]); v != "" {
			if a, err := netip.ParseAddr(v); err == nil {
				v = a.String()
			}
			score.Field(ours, place, v, got[ours])
		}
	}
}

// The table of daemons is proven by all sets together.
func TestAgree(t *testing.T) {
	scores := []*agree.Score{auth(t), iptables(t), system(t), ossec(t)}
	for _, s := range scores {
		s.Check(t)
	}
	tb, err := daemon.Table()
	if err != nil {
		t.Fatal(err)
	}
	agree.Proven(t, []*table.Table{tb}, scores...)
}

func auth(t *testing.T) *agree.Score {
	t.Helper()
	score := agree.New("elastic-filebeat-modules, system/auth")
	fields := map[string]string{"host.hostname": "reporter", "process.name": "program", "process.pid": "pid", "source.ip": "actor_addr", "source.port": "actor_port",
		"event.outcome": "outcome", "system.auth.ssh.method": "auth_method", "system.auth.sudo.command": "object", "system.auth.sudo.tty": "terminal", "system.auth.sudo.error": "reason"}
	each(t, "/system/auth/test/", func(place string, want map[string]any, e *event.Event) {
		compare(score, place, want, e, fields)
		if v := agree.Text(want["user.name"]); v != "" && e.Kind != event.ConfigChange {
			score.Field("actor", place, v, e.Text(event.Actor))
		}
		if v := agree.Text(want["event.action"]); v != "" {
			score.Field("action", place, map[string]string{"ssh_login": "login", "added-user-account": "account_change", "added-group-account": "account_change"}[v], e.Text(event.Action))
		}
		if v := agree.Text(want["@timestamp"]); v != "" {
			score.Field("time", place, v, stamp(e))
		}
	})
	return score
}

func iptables(t *testing.T) *agree.Score {
	t.Helper()
	score := agree.New("elastic-filebeat-modules, iptables/log")
	fields := map[string]string{"source.ip": "actor_addr", "destination.ip": "target_addr", "source.port": "actor_port", "destination.port": "target_port",
		"source.mac": "actor_mac", "destination.mac": "target_mac", "iptables.input_device": "in_interface", "iptables.output_device": "out_interface", "iptables.length": "bytes",
		"iptables.icmp.type": "icmp_type", "iptables.icmp.code": "icmp_code", "observer.name": "reporter"}
	each(t, "/iptables/log/test/", func(place string, want map[string]any, e *event.Event) {
		if !strings.Contains(e.Raw, "SRC=") {
			return // the rest of a line that was cut: no packet without its addresses
		}
		compare(score, place, want, e, fields)
		if v := agree.Text(want["network.transport"]); v != "" {
			p, _ := table.Protocol(v)
			got, _ := e.Number(event.Protocol)
			score.Field("protocol", place, fmt.Sprint(p), fmt.Sprint(got))
		}
		types, _ := want["event.type"].([]any)
		for _, typ := range types {
			if w := map[any]string{"denied": "deny", "allowed": "permit"}[typ]; w != "" {
				score.Field("action", place, w, e.Text(event.Action))
			}
		}
	})
	return score
}

// What no table knows has a head that others read as well.
func system(t *testing.T) *agree.Score {
	t.Helper()
	score := agree.New("elastic-filebeat-modules, system/syslog")
	all := map[string]string{"host.hostname": "reporter", "process.name": "program", "process.pid": "pid"}
	each(t, "/system/syslog/test/", func(place string, want map[string]any, e *event.Event) {
		fields, message := all, e.Text(event.Message)
		text := agree.Text(want["message"])
		if name := agree.Text(want["process.name"]); strings.Contains(name, " ") { // stays in front of the text
			fields = map[string]string{"host.hostname": "reporter"}
			if strings.HasPrefix(message, name) && strings.HasSuffix(message, text) {
				message = text
			}
		}
		compare(score, place, want, e, fields)
		score.Field("message", place, strings.TrimRight(text, " "), strings.TrimRight(message, " "))
		if v := agree.Text(want["@timestamp"]); v != "" {
			score.Field("time", place, v, stamp(e))
		}
	})
	return score
}

// stamp is the time of an event as the set writes it.
func stamp(e *event.Event) string {
	at := time.UnixMicro(e.Time).In(time.FixedZone("", -2*3600))
	return at.Format("2006-01-02T15:04:05.000-07:00")
}

// rules are those of the set about what our tables know: what a record of one
// is here.
var rules = map[string][2]string{
	"2501": {"login", "failure"}, "2502": {"login", "failure"}, "5503": {"login", "failure"}, "5710": {"login", "failure"}, "5716": {"login", "failure"}, "5758": {"login", "failure"},
	"5501": {"login", "success"}, "5502": {"logout", "success"}, "5301": {"elevate", "failure"}, "5302": {"elevate", "failure"}, "5305": {"elevate", "success"},
	"5401": {"execute", "failure"}, "5403": {"execute", "success"}, "5404": {"execute", "failure"}, "5405": {"execute", "failure"}, "5901": {"account_change", "success"},
}

// ossec compares what the rules of another program take lines for. Lines under
// "fail" must not be taken for it.
func ossec(t *testing.T) *agree.Score {
	t.Helper()
	score := agree.New("ossec-log-tests")
	for _, file := range realdata.Files(t, "ossec-log-tests") {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		switch name := filepath.Base(file); name {
		case "sshd.ini", "su.ini", "sudo.ini", "pam.ini", "doas.ini", "syslog.ini":
			for _, section := range strings.Split("\n"+string(data), "\n[")[1:] {
				ossecSection(t, score, name, section)
			}
		case "res":
			ossecResult(t, score, filepath.Base(filepath.Dir(file)), string(data))
		}
	}
	return score
}

// ossecSection compares the lines of one rule.
func ossecSection(t *testing.T, score *agree.Score, file, section string) {
	t.Helper()
	rule := ""
	var lines []string
	for line := range strings.Lines(section) {
		key, value, _ := strings.Cut(strings.TrimSpace(line), " = ")
		if strings.HasPrefix(key, "log ") && strings.HasSuffix(key, " pass") {
			lines = append(lines, value)
		}
		if key == "rule" {
			rule = value
		}
	}
	for i, line := range lines {
		place := fmt.Sprintf("%s rule %s #%d", file, rule, i+1)
		ossecLine(t, score, place, rule, line)
	}
}

// ossecLine gives the event of a line, compared by its rule.
func ossecLine(t *testing.T, score *agree.Score, place, rule, line string) *event.Event {
	t.Helper()
	events, gaps := agree.Syslog(newFamily(t), decode.Options{}, line)
	if len(events)+gaps != 1 {
		t.Errorf("%s: %d events, %d gaps", place, len(events), gaps)
	}
	if len(events) == 0 { // no line of syslog, and told to be none
		return nil
	}
	score.Record(events[0])
	if want, ok := rules[rule]; ok && events[0].Rule != "" {
		score.Field("action", place, want[0], agree.Value(events[0], "action"))
		score.Field("outcome", place, want[1], agree.Value(events[0], "outcome"))
	}
	return events[0]
}

// ossecResult compares device, process and rule of a recorded run.
func ossecResult(t *testing.T, score *agree.Score, name, result string) {
	t.Helper()
	got := map[string]string{}
	for line := range strings.Lines(result) {
		if key, value, ok := strings.Cut(strings.TrimSpace(line), ": '"); ok {
			got[key] = strings.TrimSuffix(value, "'")
		}
	}
	e := ossecLine(t, score, name, got["Rule id"], got["full event"])
	if e == nil {
		return
	}
	// Of a head that the set does not read it names its own computer.
	if v := got["hostname"]; v != "" && strings.Contains(got["full event"], " "+v+" ") {
		score.Field("reporter", name, v, e.Text(event.Reporter))
	}
	if v := got["program_name"]; v != "" && v != "(null)" {
		score.Field("program", name, v, e.Text(event.Program))
	}
}
