package audit_test

import (
	"fmt"
	"maps"
	"reflect"
	"testing"

	"github.com/linewarden/linewarden/device/absence"
	"github.com/linewarden/linewarden/device/audit"
	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/finding"
	"github.com/linewarden/linewarden/site"
	"github.com/linewarden/linewarden/verdict"
)

// fromAbsence are the failing tests, as check/system, that a derived fact
// decides because a line is missing, with what that line would be.
var fromAbsence = map[string]string{
	"aaa-accounting-commands/ios":      "a second server of the group",
	"login-success-failure-logged/asa": "logging enable",
	"config-change-logging/sros":       "a log-id that takes changes",
	"oob-management/fortios":           "set dedicated-to management in an interface",
	"acl-default-deny-logged/panos":    "set log-end yes in the last rule",
	"acl-default-deny-logged/ios":      "a last entry that denies and logs",
	"acl-default-deny-logged/nxos":     "a last entry that denies and logs",
	"acl-default-deny-logged/iosxr":    "a last entry that denies and logs",
	"acl-default-deny-logged/eos":      "a last entry that denies and logs",
	"acl-default-deny-logged/routeros": "a last rule that drops and logs",
	"acl-default-deny-logged/junos":    "a last term that discards and logs",
	"acl-default-deny-logged/vrp":      "a last rule that denies and logs",
	"acl-default-deny-logged/sros":     "a last entry that denies and logs",
	"copp/routeros":                    "a last rule that drops",
	"vty-acl-inbound/ios":              "an entry of a list without any",
	"snmp-acl/ios":                     "an entry of a list without any",
	"vty-acl-inbound/eos":              "the list of the other routing table",
	"vty-acl-inbound/vrp":              "a last rule that denies, where a list lets the rest through",
	"x-ike-aggressive/asa":             "crypto ikev1 am-disable",
	"x-ros-logging-on/routeros":        "a logging rule that is in force",
	"x-ros-logins-logged/routeros":     "a logging rule for the other topic",
}

// TestDerivedFails asks the failing tests of every check of a file that is not
// known to be whole. What a parser or the model derives from a filter as a whole
// counts for nothing there, although the lines that make it so may all stand in
// the file. Where a test fails once the derived facts are taken as stated, and
// not else, a derived fact hides the weakness: that is right only where it
// follows from what is missing.
func TestDerivedFails(t *testing.T) {
	tables, err := absence.Load()
	if err != nil {
		t.Fatal(err)
	}
	read := reader(t)
	stale := maps.Clone(fromAbsence)
	for _, c := range embedded(t) {
		for i, tt := range c.Tests {
			if tt.Want != verdict.Fail || tt.Cut || len(tt.Others) > 0 {
				continue
			}
			e := engineFor(t, c, tt, audit.Options{Absence: tables, Now: testTime})
			in, err := read(tt.OS, tt.Config, true)
			if err != nil {
				t.Fatal(err)
			}
			in.Device.Complete = model.NotProvable
			derived := judgeOne(e, in)
			in.Device.EachFact(state)
			if stated := judgeOne(e, in); stated.Verdict != verdict.Fail || derived.Verdict == verdict.Fail {
				continue
			}
			name := fmt.Sprintf("%s/%s", c.ID, tt.OS)
			delete(stale, name)
			if fromAbsence[name] == "" {
				t.Errorf("test %d of %s: no fail, although the lines that make it are there: %s", i+1, name, derived.Reason)
			}
		}
	}
	for name := range stale {
		t.Errorf("%s stands in fromAbsence, and no derived fact decides it", name)
	}
}

func engineFor(t *testing.T, c audit.Check, tt audit.Test, opt audit.Options) *audit.Engine {
	var err error
	if opt.Site, err = site.Parse([]byte(tt.Site), "."); err != nil {
		t.Fatal(err)
	}
	e, err := audit.New([]audit.Check{c}, opt)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func judgeOne(e *audit.Engine, in audit.Input) finding.Finding {
	for _, f := range e.Evaluate(in) {
		return f
	}
	return finding.Finding{}
}

// state makes a derived fact a stated one.
func state(_ string, _ any, f model.Fact) {
	if _, how := f.Where(); how == model.Derived {
		reflect.ValueOf(f).Elem().FieldByName("How").Set(reflect.ValueOf(model.Inherited))
	}
}
