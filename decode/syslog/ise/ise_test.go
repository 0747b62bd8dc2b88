package ise

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/linewarden/linewarden/coverage"
	"github.com/linewarden/linewarden/decode"
	"github.com/linewarden/linewarden/decode/records/recordstest"
	"github.com/linewarden/linewarden/decode/syslog"
	"github.com/linewarden/linewarden/event"
	"github.com/linewarden/linewarden/internal/realdata"
)

func format() decode.Format {
	return decode.Format{Split: syslog.Split, New: func(opt decode.Options) decode.Decoder {
		return syslog.NewDecoder([]syslog.Family{Family{}}, opt)
	}}
}

const head = "<182>Feb 21 19:13:08 ise1 CISE_TACACS_Accounting 0000000007 "

func TestLines(t *testing.T) {
	for text, want := range map[string]string{
		head + "1 0 2026-02-21 19:13:08.328 +00:00 0018415781 3300 NOTICE Tacacs-Accounting: TACACS+ Accounting with Command, ConfigVersionId=1, Device IP Address=192.0.2.9, CmdSet=[ CmdAV=show run, User=boss <cr> ], NetworkDeviceName=sw1, Privilege-Level=15, User=jd, Port=tty10, Remote-Address=198.51.100.7, AVPair=task_id=29, AcctRequest-Flags=Stop, Service-Argument=shell, Response={A=b, User=c; }": `ise command 2026-02-21T19:13:08.328Z reporter="sw1" relay="ise1" actor="jd" action="command" object="show run, User=boss" session="tty10" message_id="CISE_TACACS_Accounting" actor_addr="198.51.100.7" device_addr="192.0.2.9" severity="6" facility="22" category:"3300" level:"15" task:"29" service:"shell"`,
		head + "1 0 2026-02-21 19:13:08.328 +00:00 0018415782 3301 NOTICE Tacacs-Accounting: TACACS+ Accounting START, NetworkDeviceName=sw1, User=jd, Port=tty2, AVPair=task_id=30, AcctRequest-Flags=Start, Service-Argument=shell":                                                                                                                                                                              `ise login success 2026-02-21T19:13:08.328Z reporter="sw1" relay="ise1" actor="jd" action="login" session="tty2" message_id="CISE_TACACS_Accounting" severity="6" facility="22" category:"3301" task:"30" service:"shell"`,
		head + "1 0 2026-02-21 19:13:08.328 +00:00 0018415781 3300 NOTICE Tacacs-Accounting: TACACS+ Accounting with Command, CmdSet=[ CmdAV=show x ], User=boss, FailureReason=[ <cr> ], NetworkDeviceName=sw1, User=jd, AcctRequest-Flags=Stop":                                                                                                                                                                  `ise command 2026-02-21T19:13:08.328Z reporter="sw1" relay="ise1" actor="jd" action="command" object="show x ], User=boss, FailureReason=[" message_id="CISE_TACACS_Accounting" severity="6" facility="22" category:"3300"`,
		head + "3 1 NetworkDeviceName=sw1, User=jd": `ise system 2026-02-21T19:13:08Z !year_guessed !zone_guessed reporter="sw1" relay="ise1" actor="jd" message_id="CISE_TACACS_Accounting" severity="6" facility="22" task:"0000000007"`,
	} {
		got := recordstest.Run(t, format(), text+"\n")
		if len(got.Events) != 1 || recordstest.Line(got.Events[0]) != want {
			t.Errorf("%s\n got %s\nwant %s", text, recordstest.Line(got.Events[0]), want)
		}
	}
}

const (
	part0 = head + "3 0 2026-02-21 19:13:08.328 +00:00 0018415781 3300 NOTICE Tacacs-Accounting: TACACS+ Accounting with Command, CmdSet=[ CmdAV=show ru"
	part1 = head + "3 1 n <cr> ], NetworkDeviceName=sw1,"
	part2 = head + "3 2  User=jd, Port=tty10, AcctRequest-Flags=Stop"
	other = "<182>Feb 21 19:13:08 ise2 CISE_TACACS_Accounting 0000000007 2 0 2026-02-21 19:13:08.500 +00:00 7 3301 NOTICE Tacacs-Accounting: TACACS+ Accounting START, User=kim,"
	last  = "<182>Feb 21 19:13:08 ise2 CISE_TACACS_Accounting 0000000007 2 1  NetworkDeviceName=sw2, Port=tty1, AcctRequest-Flags=Start"
)

// The lines of a record are joined in whatever order they come and however the
// records of several nodes stand between each other.
func TestJoined(t *testing.T) {
	const want = `ise command 2026-02-21T19:13:08.328Z reporter="sw1" relay="ise1" actor="jd" action="command" object="show run" session="tty10" message_id="CISE_TACACS_Accounting" severity="6" facility="22" category:"3300"`
	for name, lines := range map[string][]string{
		"in a row": {part0, part1, part2}, "turned round": {part2, part1, part0}, "among others": {part0, other, part1, last, part2}, "twice": {part0, part0, part1, part1, part2},
	} {
		got := recordstest.Run(t, format(), strings.Join(lines, "\n")+"\n")
		found := 0
		for _, e := range got.Events {
			if recordstest.Line(e) == want {
				found++
			} else if name != "among others" || e.Text(event.Actor) != "kim" || e.Text(event.Action) != "login" || e.Text(event.Reporter) != "sw2" {
				t.Errorf("%s: %s", name, recordstest.Line(e))
			}
		}
		if found != 1 || len(got.Gaps.Gaps()) != 0 {
			t.Errorf("%s: %d found, %v", name, found, got.Gaps.Gaps())
		}
	}
}

// What does not come is told, and the rest is given.
func TestMissing(t *testing.T) {
	for name, lines := range map[string][]string{"middle": {part0, part2}, "number used again": {part0, part1, strings.Replace(part0, "show", "ping", 1), part1, part2}, "first": {part1, part2}} {
		got := recordstest.Run(t, format(), strings.Join(lines, "\n")+"\n")
		gaps := got.Gaps.Gaps()
		if len(gaps) != 1 || gaps[0].Count != 1 || gaps[0].Cause != coverage.Lost || gaps[0].Basis != coverage.Sequence || gaps[0].Source != "ise1" {
			t.Errorf("%s: %+v", name, gaps)
		}
		if len(got.Events) == 0 || name == "middle" && (len(got.Events) != 1 || got.Events[0].Kind != event.Command) {
			t.Errorf("%s: %d events", name, len(got.Events))
		}
	}
}

// A record waits for its lines only so long, however many are begun.
func TestBounded(t *testing.T) {
	var b strings.Builder
	for i := range 5000 {
		b.WriteString(strings.Replace(part0, "0000000007", fmt.Sprintf("%010d", i), 1) + "\n")
	}
	var first int
	got := recordstest.Run(t, format(), b.String())
	for _, e := range got.Events {
		if e.Line == 1 {
			first++
		}
	}
	if len(got.Events) != 5000 || first != 1 || got.Gaps.Dropped() != 10_000 {
		t.Errorf("%d events, %d parts missing", len(got.Events), got.Gaps.Dropped())
	}
}

// Every real record names its device, account, line, address and what it is.
func TestReal(t *testing.T) {
	for _, path := range recordstest.Under(realdata.Files(t, "elastic-integrations-excerpt"), "cisco_ise", "accounting.log") {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		got := recordstest.Run(t, format(), string(data))
		if len(got.Events) != strings.Count(strings.TrimSpace(string(data)), "\n")+1 {
			t.Errorf("%d events", len(got.Events))
		}
		for _, e := range got.Events {
			if e.Kind == event.System || e.Text(event.Actor) == "" || e.Text(event.Session) == "" || !e.Addr(event.ActorAddr).IsValid() || e.Text(event.Relay) != "cisco-ise-host" {
				t.Error(recordstest.Line(e))
			}
		}
	}
}

func FuzzISE(f *testing.F) {
	f.Add(head + "1 0 2026-02-21 19:13:08.328 +00:00 1 3300 NOTICE x, CmdSet=[ CmdAV=y ], A={b,}")
	f.Fuzz(func(t *testing.T, s string) {
		recordstest.Run(t, format(), s)
		recordstest.Run(t, format(), "<182>Feb 21 19:13:08 ise1 CISE_TACACS_Accounting "+s)
	})
}
