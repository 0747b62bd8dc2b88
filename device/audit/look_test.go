package audit

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/linewarden/linewarden/device/model"
)

func TestLookNamesTheCommand(t *testing.T) {
	for _, x := range []struct{ path, os, want string }{
		{"ssh.kex", "junos", "look on the device: ssh -vv DEVICE"},
		{"ssh.host_key_bits", "ios", "look on the device: ssh-keyscan DEVICE | ssh-keygen -lf -"},
		{"unsaved", "nxos", "look on the device: show running-config diff"},
		{"unsaved", "panos", "look on the device: unsaved"},
		{"routing.source_route", "eos", "collect the file with its defaults written out: show running-config all"},
		{"system.boot", "nxos", "look on the device: show boot"},
		{"interfaces.lldp_send", "vrp", "look on the device: display lldp local"},
		{"interfaces.cdp", "ios", "look on the device: show cdp"},
		{"containers.enabled", "nxos", "look on the device: show guestshell detail"},
		{".tls", "junos", "look on the device: tls"},
	} {
		if got := look(x.path, x.os); got != x.want {
			t.Errorf("%s on %s: %q, want %q", x.path, x.os, got, x.want)
		}
	}
	if got := release("vrp"); got != "collect the file with the line that names the release: display version" {
		t.Error(got)
	}
}

// TestLookKnowsItsPaths sees that each row is about a fact of the model.
func TestLookKnowsItsPaths(t *testing.T) {
	sc, err := newSchema()
	if err != nil {
		t.Fatal(err)
	}
	var paths []string
	var walk func(p *place)
	walk = func(p *place) {
		paths = append(paths, p.fields...)
		for i, f := range p.typ.fields {
			if f.kind == partField || f.kind == listField {
				walk(p.kid(i))
			}
		}
	}
	walk(newPlace(sc.types[reflect.TypeFor[model.Device]()], ""))
	for row := range commands {
		if !slices.ContainsFunc(paths, func(p string) bool { return strings.HasPrefix(p, row) }) {
			t.Errorf("no fact begins with %q", row)
		}
	}
}
