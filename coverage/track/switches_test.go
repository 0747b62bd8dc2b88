package track

import (
	"net/netip"
	"strings"
	"testing"

	"github.com/linewarden/linewarden/coverage"
	"github.com/linewarden/linewarden/event"
	"github.com/linewarden/linewarden/verdict"
)

// command is one that an account gave on a device.
func command(source string, t int64, text string) *event.Event {
	e := at(source, t)
	e.Kind = event.Command
	e.SetText(event.Actor, "jdoe")
	e.SetText(event.Object, text)
	e.Batch = &event.Batch{Source: "acc.log"}
	e.Line = 7
	return e
}

// Configuration, command and silence are one finding, whichever of them is
// there, and however the records name the device.
func TestSwitchedOffIsOneFinding(t *testing.T) {
	address := netip.MustParseAddr("192.0.2.1")
	for _, c := range []struct {
		name    string
		silent  bool // from day 10 to the end
		by      string
		command string
		config  verdict.Verdict // Unknown for none
		want    string
		sure    bool // tampered
	}{
		{"command and silence", true, "pe1", "no logging host 192.0.2.9", verdict.Unknown, "somebody switched the records off, and silence followed", true},
		{"configuration and silence", true, "", "", verdict.Fail, "its configuration no longer sends a log anywhere", true},
		{"all three", true, "pe1", "no logging host 192.0.2.9", verdict.Fail, "somebody switched the records off, silence followed to the end of the window, and the configuration no longer sends", true},
		{"all three, by address", true, "192.0.2.1", "no logging host 192.0.2.9", verdict.Fail, "somebody switched the records off, silence followed to the end of the window, and the configuration no longer sends", true},
		{"all three, by full name", true, "PE1.example.net", "no logging host 192.0.2.9", verdict.Fail, "somebody switched the records off, silence followed to the end of the window, and the configuration no longer sends", true},
		{"silence alone", true, "", "", verdict.Unknown, "silent to the end of the window", false},
		{"the command of another device", true, "pe2", "no logging host 192.0.2.9", verdict.Unknown, "silent to the end of the window", false},
		{"another command", true, "pe1", "no shutdown", verdict.Unknown, "silent to the end of the window", false},
		{"command alone", false, "pe1", "no logging host 192.0.2.9", verdict.Unknown, "a command takes records away, and others still came", false},
	} {
		tr, _ := tracker()
		each(tr, "pe2", 0, 20*day)
		if each(tr, "pe1", 0, 10*day); !c.silent {
			each(tr, "pe1", 10*day, 20*day)
		}
		if c.command != "" {
			e := command(c.by, start+10*day, c.command)
			e.Format = "tacacs"
			tr.kindOf = func(f string) string {
				return map[bool]string{true: "aaa", false: "syslog"}[f == "tacacs"]
			}
			tr.Event(e)
		}
		if c.config != verdict.Unknown || c.by == address.String() {
			tr.Declare(Declaration{Source: "pe1", Sends: c.config, Addrs: []netip.Addr{address}})
		}
		var gaps []coverage.Gap
		for _, g := range tr.Report(Window{}).Gaps {
			if g.Source == "pe1" && g.Kind == "syslog" || g.Cause == coverage.Tampered {
				gaps = append(gaps, g)
			}
		}
		if len(gaps) != 1 || !strings.Contains(gaps[0].Reason, c.want) || (gaps[0].Cause == coverage.Tampered) != c.sure {
			t.Errorf("%s: %+v", c.name, gaps)
			continue
		}
		told := gaps[0].Detail == "jdoe: "+c.command && gaps[0].Where == "acc.log:7"
		if (c.sure || !c.silent) && c.command != "" && !told {
			t.Errorf("%s: says %q at %q", c.name, gaps[0].Detail, gaps[0].Where)
		}
	}
}

// A source with no history to judge by falls silent all the same.
func TestSwitchedOffWithoutHistory(t *testing.T) {
	tr, _ := tracker()
	tr.Event(at("pe1", start))
	tr.Event(command("pe1", start+minute, "no logging on"))
	each(tr, "pe2", 0, 20*day)
	gaps := tr.Report(Window{}).Gaps
	if len(gaps) != 1 || gaps[0].Cause != coverage.Tampered || gaps[0].To < start+19*day || !strings.Contains(gaps[0].Reason, "none came after that") {
		t.Errorf("%+v", gaps)
	}
}

// A command that failed switched nothing off, and rules of the audit system
// that are replaced while it runs are no switch of their own.
func TestNotSwitchedOff(t *testing.T) {
	tr, _ := tracker()
	each(tr, "pe1", 0, 20*day)
	failed := command("pe1", start+day, "no logging on")
	failed.Outcome = event.Failure
	rule := at("pe1", start+2*day)
	rule.Format = "auditd"
	rule.SetText(event.Action, "logging_change")
	rule.SetText(event.Object, "remove_rule")
	rule.AddExtra("state", "off")
	tr.Event(failed)
	tr.Event(rule)
	if gaps := tr.Report(Window{}).Gaps; len(gaps) > 0 {
		t.Errorf("%+v", gaps)
	}
}

// What is quoted of records is bounded, whole characters, and said once.
func TestQuoteIsBounded(t *testing.T) {
	tr, _ := tracker()
	each(tr, "pe1", 0, 10*day)
	each(tr, "pe2", 0, 20*day)
	for range 2 {
		for _, what := range []string{"no logging on", "no logging host é" + strings.Repeat("é", 1000), "no logging trap", "no logging x", "no logging y"} {
			tr.Event(command("pe1", start+10*day-minute, what))
		}
	}
	g := tr.Report(Window{}).Gaps[0]
	if n := strings.Count(g.Detail, "; ") + 1; n != fewDetails || len(g.Detail) > fewDetails*(longDetail+8) || strings.Count(g.Detail, "no logging on") != 1 || strings.ToValidUTF8(g.Detail, "?") != g.Detail {
		t.Errorf("%d: %q", n, g.Detail)
	}
}

func TestBlindByDesign(t *testing.T) {
	tr, _ := tracker()
	each(tr, "pe1", 0, 20*day)
	tr.Declare(Declaration{Source: "pe1", Sends: verdict.Pass, Intercepts: true})
	r := tr.Report(Window{})
	if len(r.Gaps) != 1 || r.Gaps[0].Cause != coverage.BlindByDesign || r.Gaps[0].Basis != coverage.Declared || r.Gaps[0].From != r.From || r.Gaps[0].To != r.To {
		t.Errorf("%+v", r.Gaps)
	}
	for _, d := range r.Streams[0].Days {
		if d.Missing > 0 {
			t.Errorf("what is blind by design is counted as missing: %+v", d)
		}
	}
}
