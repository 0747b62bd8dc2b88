package fill

import (
	"net/netip"
	"testing"

	"github.com/linewarden/linewarden/device/lex"
	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/stmt"
)

func run(t *testing.T, text string) (*model.Device, *stmt.Ctx) {
	t.Helper()
	table, err := stmt.New("test", nil, []stmt.Entry[*model.Device]{
		{Pattern: "no? name *", Do: Text(func(d *model.Device) *model.F[string] { return &d.Hostname })},
		{Pattern: "no? fast", Do: Bool(func(d *model.Device) *model.F[bool] { return &d.SNMP.Enabled })},
		{Pattern: "no? shutdown", Do: Not(func(d *model.Device) *model.F[bool] { return &d.NTP.Enabled })},
		{Pattern: "no? minutes ...", Do: Num(60, func(d *model.Device) *model.F[int64] { return &d.CLI.IdleTimeout })},
		{Pattern: "no? list ...", Do: Words(func(d *model.Device) *model.F[[]string] { return &d.SSH.KEX })},
		{Pattern: "no? acl *", Do: ACL("acl", "test", func(d *model.Device) *model.ACLRef { return &d.CLI.Filter })},
	}...)
	if err != nil {
		t.Fatal(err)
	}
	d := &model.Device{}
	c := stmt.NewCtx(d, lex.Indent(lex.Source{Text: text}, lex.IndentOptions{Negation: "no"}), model.NewKeyer(make([]byte, 32)), 20)
	c.Run(table.In(d))
	return d, c
}

func TestHandlers(t *testing.T) {
	d, c := run(t, "name r1\nfast\nshutdown\nminutes 10\nlist a b\nacl MGMT\n")
	if d.Hostname.V != "r1" || !d.SNMP.Enabled.V || d.NTP.Enabled.V || d.CLI.IdleTimeout.V != 600 || len(d.SSH.KEX.V) != 2 {
		t.Errorf("got %+v", d)
	}
	if d.CLI.Filter.Name.V != "MGMT" || len(d.Refs.Uses) != 1 {
		t.Errorf("filter %+v", d.CLI.Filter)
	}
	if d.NTP.Enabled.How != model.Explicit || c.States()[4] != stmt.Full {
		t.Errorf("how %v state %v", d.NTP.Enabled.How, c.States()[4])
	}
}

func TestNegation(t *testing.T) {
	d, _ := run(t, "no name x\nno fast\nno shutdown\nminutes 10\nno minutes\nno list\nno acl MGMT\n")
	if d.Hostname.How != model.Explicit || d.Hostname.V != "" || d.SNMP.Enabled.V || !d.NTP.Enabled.V {
		t.Errorf("got %+v", d)
	}
	if d.CLI.IdleTimeout.How != model.NotRead {
		t.Errorf("a number taken back is %v, want the default again", d.CLI.IdleTimeout.How)
	}
	if d.SSH.KEX.How != model.Explicit || len(d.SSH.KEX.V) != 0 || d.CLI.Filter.Name.How != model.Explicit || len(d.Refs.Uses) != 0 {
		t.Errorf("list %+v filter %+v", d.SSH.KEX, d.CLI.Filter)
	}
}

func TestJunkNumber(t *testing.T) {
	for _, in := range []string{"minutes ten\n", "minutes 99999999999999999999\n", "minutes\n"} {
		d, c := run(t, in)
		if d.CLI.IdleTimeout.How != model.Unknown || c.States()[1] != stmt.Partial {
			t.Errorf("%q: how %v state %v", in, d.CLI.IdleTimeout.How, c.States()[1])
		}
	}
}

func TestLists(t *testing.T) {
	var f model.F[[]string]
	Add(&f, "a", model.Span{Line: 3, End: 3})
	Add(&f, "b", model.Span{Line: 9, End: 9})
	if len(f.V) != 2 || f.Span != (model.Span{Line: 3, End: 9}) {
		t.Errorf("got %+v", f)
	}
	var p model.F[[]netip.Prefix]
	AddPrefix(&p, netip.MustParsePrefix("192.0.2.0/24"), model.Span{Line: 1, End: 1})
	if len(p.V) != 1 || p.How != model.Explicit {
		t.Errorf("got %+v", p)
	}
}

func TestPlainAS(t *testing.T) {
	for in, want := range map[string]string{"65001": "65001", "1.10": "65546", "external": "external", "1.x": "1.x", "": ""} {
		if got := PlainAS(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

func TestInherit(t *testing.T) {
	var dst, src model.F[string]
	Inherit(&dst, &src)
	if dst.How != model.NotRead {
		t.Errorf("nothing to inherit gave %v", dst.How)
	}
	src.Set("x", model.Span{Line: 2, End: 2})
	Inherit(&dst, &src)
	if dst.V != "x" || dst.How != model.Inherited {
		t.Errorf("got %+v", dst)
	}
	dst.Set("own", model.Span{Line: 5, End: 5})
	Inherit(&dst, &src)
	if dst.V != "own" {
		t.Errorf("own value lost: %+v", dst)
	}
}
