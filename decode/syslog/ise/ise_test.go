package ise

import (
	"os"
	"strings"
	"testing"

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
		head + "3 1 NetworkDeviceName=sw1, User=jd": `ise system 2026-02-21T19:13:08Z !year_guessed !zone_guessed reporter="sw1" relay="ise1" actor="jd" message_id="CISE_TACACS_Accounting" severity="6" facility="22" task:"0000000007"`,
	} {
		got := recordstest.Run(t, format(), text+"\n")
		if len(got.Events) != 1 || recordstest.Line(got.Events[0]) != want {
			t.Errorf("%s\n got %s\nwant %s", text, recordstest.Line(got.Events[0]), want)
		}
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
