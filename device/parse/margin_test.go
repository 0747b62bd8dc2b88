package parse_test

import (
	"os"
	"reflect"
	"strings"
	"testing"

	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/parse"
	"github.com/linewarden/linewarden/device/parse/parsetest"
	"github.com/linewarden/linewarden/internal/realdata"
)

// TestMargin reads texts that were cut: blocks are known to be over where a
// whole line at the margin follows, but not where lines between may be missing.
func TestMargin(t *testing.T) {
	for _, tt := range []struct {
		name, os, text string
		want           int32
	}{
		{"the last block is open", "ios", "version 17.9\nhostname r1\ninterface Ethernet0/0\n ip address 192.0.2.1 255.255.255.0\n", 3},
		{"a comment closes nothing", "ios", "version 17.9\nhostname r1\ninterface Ethernet0/0\n no shutdown\n!\n", 3},
		{"a line that is cut closes nothing", "nxos", "version 9.3\nhostname r1\ninterface Ethernet1/1\n  no shutdown\ninterface Eth", 3},
		{"no hostname: lines may be left out", "ios", "interface Ethernet0/0\ninterface Ethernet0/1\n", 0},
		{"a filtered command", "nxos", "r1# show running-config | include interface\nhostname r1\ninterface Ethernet1/1\ninterface Ethernet1/2\n", 0},
		{"groups may lie over blocks", "iosxr", "hostname r1\ninterface Gi0/0/0/0\n mtu 9000\n!\ninterface Gi0/0/0/1\n mtu 9000\n", 0},
		{"set forms go on anywhere", "junos", "set system host-name r1\nset interfaces ge-0/0/0 disable\nset snmp location x\n", 0},
		{"sections are written again", "routeros", "/system identity\nset name=r1\n/interface ethernet\nset ether1\n/ip service\n", 0},
	} {
		if got := newParser(t).Parse([]byte(tt.text), parse.Options{OS: tt.os, Keyer: model.NewKeyer(make([]byte, 32))}).Device.Margin; got != tt.want {
			t.Errorf("%s: margin %d, want %d", tt.name, got, tt.want)
		}
	}
}

// TestPlaces sees that facts stand where the tables say that they can: those of
// stated: inside within the lines of their part, those of stated: around in the
// same block at the margin, those of stated: nowhere in none that gives them
// another value.
func TestPlaces(t *testing.T) {
	p := newParser(t)
	each(t, func(t *testing.T, sys *traits, path, text string) {
		checkPlaces(t, p, path, parsetest.Read(t, sys.name, text).Device, strings.Split(text, "\n"), map[model.Place]int{})
	})
}

// TestRealPlaces is TestPlaces with real files.
func TestRealPlaces(t *testing.T) {
	p := newParser(t)
	seen := map[model.Place]int{}
	for _, set := range []string{"batfish-lab-validation", "batfish-vendor-configs", "ciscoconfparse-samples", "oxidized-device-sim", "stanford-backbone"} {
		for _, path := range realdata.Files(t, set) {
			data, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if r := p.Parse(data, parse.Options{Keyer: model.NewKeyer(make([]byte, 32))}); r.Kind == parse.Config && !strings.Contains(path, "reenter") {
				checkPlaces(t, p, path, r.Device, strings.Split(string(data), "\n"), seen)
			}
		}
	}
	if seen[model.Inside] == 0 || seen[model.Around] == 0 {
		t.Error("no fact was stated inside its part, or around it")
	}
}

// block returns the line at the margin under which a line stands.
func block(lines []string, line int32) int32 {
	for ; line > 1; line-- {
		if l := lines[min(int(line), len(lines))-1]; l != "" && l[0] != ' ' && l[0] != '\t' && l[0] != '!' {
			break
		}
	}
	return line
}

func checkPlaces(t *testing.T, p *parse.Parser, path string, d *model.Device, lines []string, seen map[model.Place]int) {
	table := p.Absence()[d.OS]
	parts := map[string]model.Owner{}
	d.EachFact(func(fact string, owner any, f model.Fact) {
		place := table.Place(fact)
		part, ok := partOf(parts, fact, owner)
		v, sp, how := f.Get()
		if place == model.Anywhere || !ok || part.Own().Scattered || !how.Stated() {
			return
		}
		seen[place]++
		own := part.Own().Span
		rule, _ := table.Rule(fact, d.Version.V)
		switch {
		case place == model.Inside && (sp.Line < own.Line || sp.Line > max(own.Line, own.End)):
			t.Errorf("%s: line %d states %s of the part in lines %d to %d", path, sp.Line, fact, own.Line, own.End)
		case place == model.Around && block(lines, sp.Line) != block(lines, own.Line):
			t.Errorf("%s: line %d states %s of the part in lines %d to %d, in another block", path, sp.Line, fact, own.Line, own.End)
		case place == model.Nowhere && rule.Value != nil && !reflect.DeepEqual(v, rule.Value):
			t.Errorf("%s: line %d states %s = %v", path, sp.Line, fact, v)
		}
	})
}

func newParser(t *testing.T) *parse.Parser {
	t.Helper()
	p, err := parse.New()
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// TestOverBlocks cuts real files: where a block is over, a fact that only its
// own lines can state is what it is in the whole file.
func TestOverBlocks(t *testing.T) {
	p := newParser(t)
	opt := parse.Options{Keyer: model.NewKeyer(make([]byte, 32))}
	asked := 0
	for _, path := range realdata.Files(t, "batfish-lab-validation") {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		whole := p.Parse(data, opt)
		if whole.Kind != parse.Config || whole.Device.Margin == 0 && whole.Device.Complete != model.Whole {
			continue
		}
		want := inside(p, whole.Device, 1<<30)
		for part := 1; part < 8; part += 3 {
			cut := p.Parse(data[:len(data)*part/8], parse.Options{OS: whole.OS, Keyer: opt.Keyer})
			if cut.Kind != parse.Config {
				continue
			}
			for at, v := range inside(p, cut.Device, cut.Device.Margin) {
				asked++
				if w, ok := want[at]; !ok || !reflect.DeepEqual(v, w) {
					t.Errorf("%s cut at %d/8: %s of the part in line %d is %v, in the whole file %v", path, part, at.fact, at.line, v, w)
				}
			}
		}
	}
	if asked == 0 {
		t.Error("no block was over")
	}
}

type partFact struct {
	fact string
	line int32
}

// inside returns what the parts that are over before margin do and do not say.
func inside(p *parse.Parser, d *model.Device, margin int32) map[partFact]any {
	out := map[partFact]any{}
	parts := map[string]model.Owner{}
	d.EachFact(func(fact string, owner any, f model.Fact) {
		part, ok := partOf(parts, fact, owner)
		if !ok || part.Own() == d.Own() || part.Own().Span.Line == 0 || p.Absence()[d.OS].Place(fact) != model.Inside && p.Absence()[d.OS].Place(fact) != model.Around || part.Own().Scattered || max(part.Own().Span.Line, part.Own().Span.End) >= margin {
			return
		}
		if v, _, how := f.Get(); how.Stated() || how == model.Default || how == model.Absent {
			out[partFact{fact, part.Own().Span.Line}] = v
		}
	})
	return out
}

// partOf returns the part that a fact belongs to, also that of a filter's name.
// parts are those met last, by their path.
func partOf(parts map[string]model.Owner, fact string, owner any) (model.Owner, bool) {
	up := fact[:max(strings.LastIndexByte(fact, '.'), 0)]
	part, ok := owner.(model.Owner)
	if ok {
		parts[up] = part
	} else if _, ref := owner.(*model.ACLRef); ref {
		part, ok = parts[up[:max(strings.LastIndexByte(up, '.'), 0)]]
	}
	return part, ok
}
