package audit

import "testing"

func TestLookNamesTheCommand(t *testing.T) {
	for _, x := range []struct{ path, os, want string }{
		{"ssh.kex", "junos", "look on the device: ssh -vv DEVICE"},
		{"ssh.host_key_bits", "ios", "look on the device: ssh-keyscan DEVICE | ssh-keygen -lf -"},
		{"unsaved", "nxos", "look on the device: show running-config diff"},
		{"unsaved", "panos", "look on the device: unsaved"},
		{"routing.source_route", "eos", "collect the file with its defaults written out: show running-config all"},
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
