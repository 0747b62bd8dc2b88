package fill

import "testing"

func TestCiscoKey(t *testing.T) {
	for _, tc := range []struct {
		in         []string
		typ, value string
	}{
		{nil, "", ""}, {[]string{"x"}, "clear", "x"}, {[]string{"0", "x"}, "clear", "x"}, {[]string{"7", "x"}, "cisco7", "x"},
		{[]string{"8a", "x"}, "cisco8a", "x"}, {[]string{"7"}, "clear", "7"}, {[]string{"key", "x"}, "clear", "key"},
	} {
		if typ, v := CiscoKey(tc.in); typ != tc.typ || v != tc.value {
			t.Errorf("%q: %q %q", tc.in, typ, v)
		}
	}
}

func TestBroken(t *testing.T) {
	for w, want := range map[string]bool{"192.0.2": true, "192.": true, "2001:db8": true, "fe80:": true, "": false, "192": false, "Ethernet1/1.5": false, "Serial0/0:1": false} {
		if Broken(w) != want {
			t.Errorf("%q: %v", w, !want)
		}
	}
}

func TestBareURL(t *testing.T) {
	for in, want := range map[string]string{
		"ftp://u:p@192.0.2.1/x": "ftp://192.0.2.1/x", "tftp://192.0.2.1": "tftp://192.0.2.1", "flash:/a@b": "flash:/a@b",
		"https://a:b:c@h/d@e": "https://h/d@e", "": "",
	} {
		if got := BareURL(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

func TestSeverity(t *testing.T) {
	for in, want := range map[string]int64{"6": 6, "informational": 6, "debugging": 7, "emergencies": 0} {
		if got, ok := Severity(in); !ok || got != want {
			t.Errorf("%q: %d %v", in, got, ok)
		}
	}
	for _, in := range []string{"8", "", "-1", "port", "99999999999999999999"} {
		if _, ok := Severity(in); ok {
			t.Errorf("%q taken for a severity", in)
		}
	}
}

func TestWords(t *testing.T) {
	if Word([]string{"a"}, 1) != "" || Word(nil, 0) != "" || Word([]string{"a"}, 0) != "a" || Int("x") != -1 || Int("12") != 12 {
		t.Error("Word or Int")
	}
	if After("description a  b", "description") != "a  b" || !ManagementVRF("MGMT") || ManagementVRF("customer") {
		t.Error("After or ManagementVRF")
	}
	if got := Without([]string{"a", "b", "a"}, "a"); len(got) != 1 || Without(nil, "a") == nil {
		t.Errorf("Without: %v", got)
	}
}

func TestNext(t *testing.T) {
	words := []string{"server", "10.0.0.1", "vrf", "mgmt", "vrf"}
	if got, ok := Next(words, "vrf"); got != "mgmt" || !ok {
		t.Errorf("Next vrf = %q, %v", got, ok)
	}
	for _, key := range []string{"port", "mgmtx"} {
		if got, ok := Next(words, key); got != "" || ok {
			t.Errorf("Next %s = %q, %v", key, got, ok)
		}
	}
	if _, ok := Next(words[4:], "vrf"); ok {
		t.Error("a key at the end has a word behind it")
	}
}
