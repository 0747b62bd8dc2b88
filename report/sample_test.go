package report

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/linewarden/linewarden/finding"
	"github.com/linewarden/linewarden/verdict"
)

// payloads are what an intruder may write into a configuration to fool who
// reads the report.
var payloads = []string{
	"\x1b[2J\x1b[31mred",                             // ANSI
	"\x1b]8;;http://example.net\x07link\x1b]8;;\x07", // OSC 8 link
	"\u009b31mc1",                                    // C1 control
	"abc\u202egnp.exe",                               // bidi override
	"a\u2066b\u2069c",                                // bidi isolate
	"two\r\nlines",                                   //
	"nul\x00byte",                                    //
	"=cmd|' /C calc'!A0",                             // formula
	"@SUM(1+1)",                                      //
	" +1",                                            //
	"<script>alert(1)</script>",                      // markup
	`"onmouseover=alert(1) x="`,                      //
	"</style></title><img src=x onerror=a>",          //
	"{{.Secret}} ${x} `x`",                           // templates
	"bad\xffutf8\xc0\xaf",                            //
	"zero\u200bwidth\ufefftag\U000E0041",             //
	"del\x7f",                                        //
	strings.Repeat("long", 5000),                     //
}

// sample is a small audit of which every untrusted text is made by wrap.
func sample(wrap func(string) string) *Audit {
	telnet := &Check{ID: "telnet-off", Title: "Telnet is accepted nowhere", Severity: finding.Critical, Why: "Telnet carries passwords in clear text; whoever sees the path owns the account.",
		References: []string{"AA25: Mitigations"}, Attack: []string{"T1040"}, Fix: map[string]string{"ios": "line vty 0 15\n transport input ssh\n"}}
	aaa := &Check{ID: "aaa-known", Title: "Only known AAA servers are trusted", Severity: finding.High, Why: "A server of the intruder admits the intruder.",
		References: []string{"CIS 1.1"}, Attack: []string{"T1556"}, Fix: map[string]string{"all": "remove the server"}, Changed: wrap("high for critical")}
	off := &Check{ID: "z-own", Title: "A check of the site", Severity: finding.Low, Why: "Because.", Off: wrap("disabled by netsec until 2027-01-01: replaced")}
	a := &Audit{
		Devices: []Device{
			{Path: wrap("configs/edge1.cfg"), OS: "ios", Vendor: "cisco", Version: wrap("15.2"), Hostname: wrap("edge1"), Status: Whole, Complete: "whole",
				Detail: `ends with the line "end"`, SHA256: strings.Repeat("ab", 32), Bytes: 812, Lines: Lines{Total: 20, Full: 12, Partial: 1, Irrelevant: 5, Unimplemented: 1, Unknown: 1},
				Unknown: []finding.Span{{Line: 8, End: 8, Text: wrap("frobnicate the thing")}}},
			{Path: wrap("configs/edge2.cfg"), OS: "ios", Vendor: "cisco", Hostname: wrap("edge2"), Status: Truncated, Complete: "truncated", Detail: wrap(`the line "end" is missing`), Bytes: 30, Lines: Lines{Total: 5, Full: 5}},
			{Path: wrap("configs/notes.txt"), Status: NotConfig, Bytes: 12},
			{Path: wrap("configs/locked.cfg"), Status: Unreadable, Detail: wrap("unreadable: permission denied"), Hint: "make it readable"},
		},
		Checks: []*Check{telnet, aaa, off},
		Results: results(
			Result{Check: telnet, Path: wrap("configs/edge1.cfg"), Device: wrap("edge1"), Verdict: verdict.Fail, Severity: finding.Critical, Reason: wrap("vty 0 accepts telnet"), Fix: "line vty 0 15\n transport input ssh\n",
				Spans: []finding.Span{{Line: 10, End: 11, Text: wrap("line vty 0 4")}, {Line: 11, End: 11, Text: wrap("transport input telnet ssh")}}},
			Result{Check: telnet, Path: wrap("configs/edge2.cfg"), Device: wrap("edge2"), Verdict: verdict.Fail, Severity: finding.High, Reason: wrap("vty 0 accepts telnet")},
			Result{Check: aaa, Path: wrap("configs/edge1.cfg"), Device: wrap("edge1"), Verdict: verdict.Unknown, Severity: finding.High, Reason: "the register aaa_servers is not filled", Resolve: "fill registers.aaa_servers in site.yaml"},
			Result{Check: aaa, Path: wrap("configs/edge2.cfg"), Device: wrap("edge2"), Verdict: verdict.Pass, Severity: finding.High},
		),
		Summary: Summary{Counts: map[string]int{"fail": 2, "unknown": 1, "pass": 1, "not_applicable": 0}},
		Elapsed: 90 * time.Millisecond, Site: wrap("site.yaml"), Notes: []string{wrap("the key is for this run only")},
	}
	a.Settle()
	return a
}

// results holds answers for any devices.
func results(rs ...Result) (out Results) {
	for _, r := range rs {
		out.Add(r)
	}
	return out
}

func plain(s string) string { return s }

// write renders a or fails the test.
func write(t testing.TB, a *Audit, format string, v View) string {
	t.Helper()
	var b bytes.Buffer
	if err := Write(&b, a, format, v); err != nil {
		t.Fatalf("write %s: %v", format, err)
	}
	return b.String()
}

// large is an estate of n devices with m results each.
func large(n, m int) *Audit {
	a := &Audit{Summary: Summary{Counts: map[string]int{}}}
	for k := range m {
		a.Checks = append(a.Checks, &Check{ID: fmt.Sprintf("check-%d", k), Title: "A requirement that is one line long", Severity: finding.Severity(k % 5), Why: "An intruder does something with it.", References: []string{"CIS 1.2.3", "AA25: Mitigations"}, Attack: []string{"T1021.004"}})
	}
	for i := range n {
		path, host := fmt.Sprintf("configs/pop%d/edge-%d.cfg", i%50, i), fmt.Sprintf("edge-%d", i)
		a.Devices = append(a.Devices, Device{Path: path, OS: "ios", Hostname: host, Status: Whole, Complete: "whole", Bytes: 40000, Lines: Lines{Total: 1000, Full: 900, Irrelevant: 100}})
		var rs []Result
		for k := range m {
			r := Result{Check: a.Checks[k], Path: path, Device: host, Verdict: verdict.Fail, Severity: a.Checks[k].Severity, Fix: "no ip http server\nno ip http secure-server"}
			if k%2 == 1 {
				r.Verdict, r.Resolve, r.Reason = verdict.Unknown, "fill registers.aaa_servers in site.yaml", "the register aaa_servers is not filled"
			} else {
				r.Reason = fmt.Sprintf("interface Gi0/%d of %s does what it should not", k, host)
				r.Spans = []finding.Span{{Line: 10 * k, End: 10 * k, Text: "interface GigabitEthernet0/1"}, {Line: 10*k + 1, End: 10*k + 1, Text: "ip address 192.0.2.1 255.255.255.0"}}
			}
			rs = append(rs, r)
		}
		a.Results.Add(rs...)
	}
	a.Settle()
	return a
}

// baselineOf is what a report of a would be read back as.
func baselineOf(a *Audit) *Baseline {
	if a == nil {
		return nil
	}
	b := newBaseline()
	for i := range a.Devices {
		b.devices = append(b.devices, owner{a.Devices[i].Path, a.Devices[i].Hostname})
	}
	for i := range a.Results.Len() {
		r := a.Results.At(i)
		b.add(owner{r.Path, r.Device}, *r.Check, r.Verdict, r.Severity)
	}
	b.settle()
	return b
}
