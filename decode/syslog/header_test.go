package syslog

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/linewarden/linewarden/decode/stamp"
)

func parse(line string) Header {
	var h Header
	h.Parse(line)
	return h
}

// say writes the parts of a header that are there.
func say(h Header) string {
	var out []string
	add := func(name, v string) {
		if v != "" {
			out = append(out, name+"="+v)
		}
	}
	clock := stamp.Clock{Near: time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC).UnixMicro()}
	at := func(st stamp.Stamp) string {
		if st.Uptime > 0 {
			return (time.Duration(st.Uptime) * 1000).String()
		}
		t, _ := clock.Time(st)
		return time.UnixMicro(t).UTC().Format("0102T150405.999")
	}
	if h.HasPri {
		add("pri", fmt.Sprint(h.Pri))
	}
	if h.Version > 0 {
		add("v", fmt.Sprint(h.Version))
	}
	if h.HasRelay {
		add("relayed", at(h.Relay))
	}
	add("via", h.Via)
	add("host", h.Host)
	if h.HasSequence {
		add("seq", fmt.Sprint(h.Sequence))
	}
	add("node", h.Node)
	if h.HasDevice {
		add("at", at(h.Device))
	}
	if h.YearFirst {
		add("year", "first")
	}
	add("prog", h.Program)
	add("pid", h.PID)
	add("tag", h.Tag)
	add("id", h.MsgID)
	add("sd", h.Structured)
	add("msg", h.Message)
	return strings.Join(out, " ")
}

func TestParse(t *testing.T) {
	for line, want := range map[string]string{
		// IOS, from the bare line to one that two relays wrote on.
		"%SYS-5-CONFIG_I: Configured":                                                    "tag=SYS-5-CONFIG_I msg=Configured",
		"*Nov 22 13:02:11.402: %SYS-5-CONFIG_I: Configured":                              "at=1122T130211.402 tag=SYS-5-CONFIG_I msg=Configured",
		"000418: Nov 22 2026 13:02:15.008 UTC: %SYS-5-CONFIG_I: x":                       "seq=418 at=1122T130215.008 tag=SYS-5-CONFIG_I msg=x",
		"<189>418: .Nov 22 13:02:15.008 UTC: %SYS-5-CONFIG_I: x":                         "pri=189 seq=418 at=1122T130215.008 tag=SYS-5-CONFIG_I msg=x",
		"<189>418: pe1: *Nov 22 13:02:15: %SYS-5-CONFIG_I: x":                            "pri=189 host=pe1 seq=418 at=1122T130215 tag=SYS-5-CONFIG_I msg=x",
		"<189>418: pe1: 000418: Nov 22 13:02:15: %SYS-5-CONFIG_I: x":                     "pri=189 host=pe1 seq=418 at=1122T130215 tag=SYS-5-CONFIG_I msg=x",
		"Nov 22 13:02:16 192.0.2.1 585917: Nov 22 13:02:15.272: %SEC-6-IPACCESSLOGRP: x": "relayed=1122T130216 host=192.0.2.1 seq=585917 at=1122T130215.272 tag=SEC-6-IPACCESSLOGRP msg=x",
		"Nov 22 13:02:17 log1 Nov 22 13:02:16 pe1 17: Nov 22 13:02:15: %A_B-6-C: x":      "relayed=1122T130216 via=log1 host=pe1 seq=17 at=1122T130215 tag=A_B-6-C msg=x",
		"Nov 22 13:02:16 2001:db8::1 17: Nov 22 13:02:15: %A-6-C: x":                     "relayed=1122T130216 host=2001:db8::1 seq=17 at=1122T130215 tag=A-6-C msg=x",
		"<189>17: 1d02h: %SYS-5-RESTART: System restarted":                               "pri=189 seq=17 at=26h0m0s tag=SYS-5-RESTART msg=System restarted",
		"Nov 22 13:02:16 pe1 %SYS-5-CONFIG_I: x":                                         "host=pe1 at=1122T130216 tag=SYS-5-CONFIG_I msg=x",
		"2026-11-22T13:02:16+01:00 pe1 17: Nov 22 13:02:15 CET: %A-6-C: x":               "relayed=1122T120216 host=pe1 seq=17 at=1122T120215 tag=A-6-C msg=x",
		// IOS-XR
		"<189>Nov 22 13:02:16 pe1 4415: RP/0/RSP0/CPU0:Nov 22 13:02:15.008 UTC: config[65811]: %MGBL-CONFIG-6-DB_COMMIT : Configuration committed": "pri=189 relayed=1122T130216 host=pe1 seq=4415 node=RP/0/RSP0/CPU0 at=1122T130215.008 prog=config pid=65811 tag=MGBL-CONFIG-6-DB_COMMIT msg=Configuration committed",
		"RP/0/0/CPU0:2026 Nov 22 13:02:15.008 UTC: exec[1]: %SECURITY-LOGIN-6-AUTHEN_SUCCESS : x":                                                  "node=RP/0/0/CPU0 at=1122T130215.008 year=first prog=exec pid=1 tag=SECURITY-LOGIN-6-AUTHEN_SUCCESS msg=x",
		"RP/0/0/CPU0:Nov 22 13:02:15.008 UTC: SSHD_[411]: %SECURITY-SSHD-6-INFO_SUCCESS : x":                                                       "node=RP/0/0/CPU0 at=1122T130215.008 prog=SSHD_ pid=411 tag=SECURITY-SSHD-6-INFO_SUCCESS msg=x",
		// NX-OS
		"2026 Nov 22 13:02:15.123 leaf1 %VSHD-5-VSHD_SYSLOG_CONFIG_I: x":             "host=leaf1 at=1122T130215.123 year=first tag=VSHD-5-VSHD_SYSLOG_CONFIG_I msg=x",
		"<189>: 2026 Nov 22 13:02:15 UTC: %VSHD-5-VSHD_SYSLOG_CONFIG_I: x":           "pri=189 at=1122T130215 year=first tag=VSHD-5-VSHD_SYSLOG_CONFIG_I msg=x",
		"<189>Nov 22 13:02:16 leaf1 : 2026 Nov 22 13:02:15 UTC: %ETHPORT-5-IF_UP: x": "pri=189 relayed=1122T130216 host=leaf1 at=1122T130215 year=first tag=ETHPORT-5-IF_UP msg=x",
		// ASA
		"Apr 24 2013 16:00:28 INT-FW01 : %ASA-6-106100: access-list":   "host=INT-FW01 at=0424T160028 tag=ASA-6-106100 msg=access-list",
		"<166>%ASA-6-302013: Built":                                    "pri=166 tag=ASA-6-302013 msg=Built",
		"Apr 15 2014 09:34:34 EDT: %ASA-session-5-106100: access-list": "at=0415T133434 tag=ASA-session-5-106100 msg=access-list",
		"<166>Nov 22 2026 13:02:15: %ASA-6-302013: Built":              "pri=166 at=1122T130215 tag=ASA-6-302013 msg=Built",
		"<166>Nov 22 13:02:15 fw1 %FTD-6-302013: Built":                "pri=166 host=fw1 at=1122T130215 tag=FTD-6-302013 msg=Built",
		// EOS, Junos, VRP, RouterOS, Linux
		"Nov 22 13:02:11 sw5 Aaa: %ACCOUNTING-6-CMD: jdoe":                        "host=sw5 at=1122T130211 prog=Aaa tag=ACCOUNTING-6-CMD msg=jdoe",
		"<189>Nov 22 13:02:11 sw5 ConfigAgent: 12: %SYS-5-CONFIG_E: x":            "pri=189 host=sw5 at=1122T130211 prog=ConfigAgent msg=12: %SYS-5-CONFIG_E: x",
		"<189>Jul 20 21:44:00 vmx01 mgd[7729]: UI_DBASE_LOGIN_EVENT: User 'luke'": "pri=189 host=vmx01 at=0720T214400 prog=mgd pid=7729 msg=UI_DBASE_LOGIN_EVENT: User 'luke'",
		"<189>Nov 22 2026 13:02:11 ne40 %%01SHELL/5/CMDRECORD(s)[1]:Recorded":     "pri=189 host=ne40 at=1122T130211 tag=01SHELL/5/CMDRECORD(s)[1] msg=Recorded",
		"<30>Nov 22 13:02:11 mt1 system,info,account user admin logged in":        "pri=30 host=mt1 at=1122T130211 msg=system,info,account user admin logged in",
		"Nov 22 13:02:11 db1 sshd[411]: Accepted password for root":               "host=db1 at=1122T130211 prog=sshd pid=411 msg=Accepted password for root",
		"Nov 22 13:02:11 db1 sudo:   jdoe : TTY=pts/0":                            "host=db1 at=1122T130211 prog=sudo msg=jdoe : TTY=pts/0",
		"Nov 30 16:09:08 PA-220 1,2018/11/30 16:09:07,0128":                       "host=PA-220 at=1130T160908 msg=1,2018/11/30 16:09:07,0128",
		"<189>date=2020-04-23 time=12:32:48 devname=\"fw\"":                       "pri=189 msg=date=2020-04-23 time=12:32:48 devname=\"fw\"",
		"Nov 22 13:02:11 db1 last message repeated 3 times":                       "host=db1 at=1122T130211 msg=last message repeated 3 times",
		// RFC 5424
		`<165>1 2026-11-22T13:02:11.003Z h1 app 12 ID47 [ex@1 a="b\"] c" d="e"] text`: `pri=165 v=1 host=h1 at=1122T130211.003 prog=app pid=12 id=ID47 sd=[ex@1 a="b\"] c" d="e"] msg=text`,
		"<165>1 2026-11-22T13:02:11Z h1 - - - - \ufeffhé":                             "pri=165 v=1 host=h1 at=1122T130211 msg=hé",
		"<34>1 - - - - - -": "pri=34 v=1",
		"<34>1 2026-11-22T13:02:11Z pe1 - - - - %SYS-5-CONFIG_I: x":  "pri=34 v=1 host=pe1 at=1122T130211 tag=SYS-5-CONFIG_I msg=x",
		`<165>1 2026-11-22T13:02:11Z h1 app 12 ID47 [ex@1 a="b text`: `pri=165 v=1 host=h1 at=1122T130211 prog=app pid=12 id=ID47 msg=[ex@1 a="b text`,
		// What only looks like a header.
		"Sun Nov 22 13:02:11 2026 [pid 411] [jdoe] OK LOGIN": "at=1122T130211 msg=[pid 411] [jdoe] OK LOGIN",
		"Nov 22 13:02:11 [2001:db8::1] words":                "host=[2001:db8::1] at=1122T130211 msg=words",
		"":                                                   "",
		"<999>text":                                          "msg=<999>text",
		"<>text":                                             "msg=<>text",
		"hello world":                                        "msg=hello world",
		"%":                                                  "msg=%",
		"100% of it is text":                                 "msg=100% of it is text",
		"\ufeff<13>Nov 22 13:02:11 h x":                      "pri=13 host=h at=1122T130211 msg=x",
	} {
		if diff := cmp.Diff(want, say(parse(line))); diff != "" {
			t.Errorf("%q (-want +got):\n%s", line, diff)
		}
	}
}

func TestParam(t *testing.T) {
	h := parse(`<165>1 2026-11-22T13:02:11Z r1 mgd 12 UI_LOGIN_EVENT [junos@2636.1.1.1.2.29 username="jdoe" class-name="j-super-user" note="a \"quoted\" word"] User`)
	for name, want := range map[string]string{"username": "jdoe", "class-name": "j-super-user", "note": `a \"quoted\" word`, "name": "", "user": ""} {
		if got := h.Param(name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
}

// Whatever the header, its message is the line's end and its parts are in it.
func TestPartsAreOfTheLine(t *testing.T) {
	token := rapid.SampledFrom([]string{"<189>", "<13>1 ", "Nov 22 13:02:11", "2026-11-22T13:02:11Z", "12: ", "pe1", "pe2:", ":", "RP/0/RSP0/CPU0:", "sshd[1]:", "%A-5-B: ", "%%01A/5/B[1]:", "text", " ", "  ", "\x00", "[x y=\"z\"]", "é"})
	rapid.Check(t, func(t *rapid.T) {
		line := strings.Join(rapid.SliceOfN(token, 0, 12).Draw(t, "tokens"), rapid.SampledFrom([]string{"", " "}).Draw(t, "between"))
		h := parse(line)
		if !strings.HasSuffix(line, h.Message) {
			t.Fatalf("%q: message %q is not its end", line, h.Message)
		}
		for _, part := range []string{h.Host, h.Via, h.Node, h.Program, h.PID, h.Tag, h.MsgID, h.Structured} {
			if !strings.Contains(line, part) {
				t.Fatalf("%q: %q is not of it", line, part)
			}
		}
	})
}

func FuzzParse(f *testing.F) {
	f.Add("<189>418: pe1: *Nov 22 13:02:15: %SYS-5-CONFIG_I: x")
	f.Add(`<165>1 2026-11-22T13:02:11.003Z h1 app 12 ID47 [ex@1 a="b\"] c" d="e"] text`)
	f.Add("Nov 22 13:02:17 log1 Nov 22 13:02:16 pe1 17: Nov 22 13:02:15: %A_B-6-C: x")
	f.Fuzz(func(t *testing.T, line string) {
		h := parse(line)
		if !strings.HasSuffix(line, h.Message) {
			t.Fatalf("%q: message %q is not its end", line, h.Message)
		}
		h.Param("a")
		h.Severity()
	})
}

func BenchmarkParse(b *testing.B) {
	for name, line := range map[string]string{
		"ios":  "<189>Nov 22 13:02:16 192.0.2.1 585917: Nov 22 13:02:15.272 UTC: %SEC-6-IPACCESSLOGP: list 177 denied udp 198.51.100.195(55250) -> 198.51.100.255(15600), 1 packet",
		"sshd": "Nov 22 13:02:11 db1 sshd[411]: Accepted password for root from 192.0.2.9 port 51220 ssh2",
		"5424": `<165>1 2026-11-22T13:02:11.003Z r1 mgd 12 UI_LOGIN_EVENT [junos@2636.1.1.1.2.29 username="jdoe"] User`,
	} {
		b.Run(name, func(b *testing.B) {
			var h Header
			b.ReportAllocs()
			for b.Loop() {
				h.Parse(line)
			}
		})
	}
}
