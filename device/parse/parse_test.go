package parse

import (
	"sync"
	"testing"

	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/stmt"
)

// shared compiles the tables once for all tests.
var shared = sync.OnceValues(New)

func compiled(t testing.TB) *Parser {
	t.Helper()
	p, err := shared()
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestParseLine(t *testing.T) {
	p := compiled(t)
	conf := "version 15.2\nhostname r1\nfrobnicate\nline vty 0 4\n transport input ssh\n access-class MGMT in\n blub\n length 0\ninterface Vlan1\nend\n"
	r := p.Parse([]byte(conf), Options{OS: "ios", Keyer: model.NewKeyer(make([]byte, 32))})
	if r.Kind != Config || r.Device.Hostname.V != "r1" || r.Device.Complete != model.Whole {
		t.Fatalf("kind %v device %+v", r.Kind, r.Device)
	}
	if len(r.Device.Lines) != 1 || r.Device.Lines[0].ACLIn.Name.V != "MGMT" {
		t.Fatalf("lines %+v", r.Device.Lines)
	}
	if got := r.Device.Lines[0].Doubt; len(got) != 1 || got[0] != 7 {
		t.Errorf("doubt %v, want line 7", got)
	}
	want := []stmt.State{stmt.Blank, stmt.Full, stmt.Full, stmt.Unknown, stmt.Full, stmt.Full, stmt.Full, stmt.Unknown, stmt.Irrelevant, stmt.Full, stmt.Irrelevant}
	for i, s := range want {
		if i < len(r.States) && r.States[i] != s {
			t.Errorf("line %d: %v, want %v", i, r.States[i], s)
		}
	}
	if u := r.Device.Refs.Undefined; len(u) != 1 || u[0].Name != "MGMT" {
		t.Errorf("undefined %v", u)
	}
}
