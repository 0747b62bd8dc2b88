package model_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/linewarden/linewarden/device/model"
	"pgregory.net/rapid"
)

// limit returns the range that text describes.
func limit(t *testing.T, text string) *model.VersionRange {
	t.Helper()
	r, err := model.ParseVersionRange(text)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// table returns an absence table with rows for one path.
func table(t *testing.T, path string, rows ...model.AbsenceRule) *model.Absence {
	t.Helper()
	a, err := model.NewAbsence("ios", map[string][]model.AbsenceRule{path: rows})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// TestAbsenceByRelease asks what absence means on a release, and finishes a
// device of it: both must say the same.
func TestAbsenceByRelease(t *testing.T) {
	value := func(versions string, v bool) model.AbsenceRule {
		r := model.AbsenceRule{How: model.Default, Value: v}
		if versions != "" {
			r.Versions = limit(t, versions)
		}
		return r
	}
	none := model.AbsenceRule{How: model.Absent}
	open := model.AbsenceRule{How: model.Unknown, Why: "differs"}
	rows := func(r ...model.AbsenceRule) []model.AbsenceRule { return r }
	tests := []struct {
		name    string
		rows    []model.AbsenceRule
		release string
		how     model.How
		value   bool
	}{
		{"no row", nil, "15.2", model.NotRead, false},
		{"one row for all", rows(value("", true)), "15.2", model.Default, true},
		{"one row for all, release unknown", rows(value("", true)), "", model.Default, true},
		{"nothing configured", rows(none), "", model.Absent, false},
		{"cannot be told", rows(open), "15.2", model.Unknown, false},
		{"the first row that fits", rows(value("<15", true), value("<16", false), value("", true)), "15.2", model.Default, false},
		{"the row for the rest", rows(value("<15", true), value("", false)), "16.1", model.Default, false},
		{"no row fits", rows(value("<15", true)), "16.1", model.Unknown, false},
		{"release unknown and one row with a limit", rows(value("<15", true)), "", model.Unknown, false},
		{"release unknown and rows agree", rows(value("<15", true), value("", true)), "", model.Default, true},
		{"release unknown and values differ", rows(value("<15", true), value("", false)), "", model.Unknown, false},
		{"release unknown and meanings differ", rows(value("<15", false), none), "", model.Unknown, false},
		{"release unknown and limited rows differ", rows(value("<15", false), value("<16", true), value("", true)), "", model.Unknown, false},
		{"release without a number", rows(value("<15", true), value("", false)), "n/a", model.Unknown, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			a := table(t, "services.http.enabled", tt.rows...)
			if got := a.Reads("services.http.enabled"); got != (tt.rows != nil) {
				t.Errorf("Reads = %v", got)
			}
			r, ok := a.Rule("services.http.enabled", tt.release)
			if ok != (tt.rows != nil) || r.How != tt.how {
				t.Errorf("Rule = %v, %v, want %v", r.How, ok, tt.how)
			}
			if tt.how == model.Unknown && r.Why == "" {
				t.Error("an unknown meaning has no reason")
			}
			dev := &model.Device{}
			if tt.release != "" {
				dev.Version.Set(tt.release, model.Span{Line: 1, End: 1})
			}
			dev.Finish(a)
			if got := dev.Services.HTTP.Enabled; got != (model.F[bool]{V: tt.value, How: tt.how}) {
				t.Errorf("finished = %+v, want %v %v", got, tt.value, tt.how)
			}
		})
	}
}

func TestAbsencePaths(t *testing.T) {
	yes := []model.AbsenceRule{{How: model.Default, Value: true}}
	no := []model.AbsenceRule{{How: model.Default, Value: false}}
	a, err := model.NewAbsence("ios", map[string][]model.AbsenceRule{"services.*.tls": yes, "services.telnet.tls": no, "users": {{How: model.Absent}}})
	if err != nil {
		t.Fatal(err)
	}
	dev := &model.Device{}
	dev.Finish(a)
	if !dev.Services.HTTP.TLS.V || dev.Services.Telnet.TLS.V {
		t.Errorf("http %v, telnet %v: an exact path comes before one with a star", dev.Services.HTTP.TLS.V, dev.Services.Telnet.TLS.V)
	}
	for path, want := range map[string]bool{"users": true, "services.ssl_vpn.tls": true, "services.http.enabled": false, "hostname": false} {
		if got := a.Reads(path); got != want {
			t.Errorf("Reads(%s) = %v", path, got)
		}
	}
	if _, ok := (*model.Absence)(nil).Rule("users", ""); ok {
		t.Error("a table that is not there has a row")
	}
}

func TestAbsenceRefuses(t *testing.T) {
	row := func(v any) []model.AbsenceRule { return []model.AbsenceRule{{How: model.Default, Value: v}} }
	tests := []struct {
		path string
		rows []model.AbsenceRule
		want string // "" is no error
	}{
		{"services.web.enabled", row(true), "no fact of the model"},
		{"services.*.enabld", row(true), "no fact of the model"},
		{"ssh.auth_retries", row(int64(3)), ""},
		{"ssh.auth_retries", row("3"), "wrong type"},
		{"ssh.auth_retries", row(3), "wrong type"},
		{"ssh.versions", row("2"), "wrong type"},
		{"ssh.versions", row([]string{"2"}), ""},
		{"hostname", row(true), "wrong type"},
		{"services.http.from", row([]string{}), ""}, // the one list of addresses that a table can write
		{"services.http.from", row([]string{"192.0.2.0/24"}), "wrong type"},
	}
	for _, tt := range tests {
		_, err := model.NewAbsence("ios", map[string][]model.AbsenceRule{tt.path: tt.rows})
		if (err == nil) != (tt.want == "") || err != nil && (!strings.Contains(err.Error(), tt.want) || !strings.Contains(err.Error(), tt.path)) {
			t.Errorf("%s = %v: error %v, want %q", tt.path, tt.rows[0].Value, err, tt.want)
		}
	}
}

func TestParseVersion(t *testing.T) {
	for text, want := range map[string]model.Version{
		"15.2(4)M3":         {15, 2, 4, 3},
		"17.9.4a":           {17, 9, 4},
		"V200R019C10SPC500": {200, 19, 10, 500},
		"":                  nil,
		"unknown":           nil,
		"1.2.3.4.5.6.7.8.9": {1, 2, 3, 4, 5, 6, 7, 8},
	} {
		got := model.ParseVersion(text)
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("ParseVersion(%q):\n%s", text, d)
		}
	}
	if got := model.ParseVersion(strings.Repeat("9", 40)); len(got) != 1 || got[0] < 1<<28 {
		t.Errorf("a number too large = %v: it must stay large", got)
	}
}

func TestVersionRange(t *testing.T) {
	tests := []struct {
		limits, release string
		want            bool
	}{
		{">=15.0 <16.3", "15.0", true},
		{">=15.0 <16.3", "16.2.9", true},
		{">=15.0 <16.3", "16.3", false},
		{">=15.0 <16.3", "12.4(24)T", false},
		{"<=16.3", "16.3", true},
		{"<=16.3", "16.3.1", false},
		{">16.3", "16.3.0", false},
		{">16.3", "16.3.1", true},
		{"=7", "7.0", true}, // a missing number is 0
		{"=7", "7.1", false},
	}
	for _, tt := range tests {
		if got := limit(t, tt.limits).Has(model.ParseVersion(tt.release)); got != tt.want {
			t.Errorf("%s has %s = %v", tt.limits, tt.release, got)
		}
	}
	for _, bad := range []string{"", " ", "15.0", "~15", ">=", "=>15", ">=15 x"} {
		if r, err := model.ParseVersionRange(bad); err == nil {
			t.Errorf("ParseVersionRange(%q) = %v, want an error", bad, r)
		}
	}
}

// TestVersionOrder sees that Compare orders releases.
func TestVersionOrder(t *testing.T) {
	version := rapid.Custom(func(t *rapid.T) model.Version {
		return rapid.SliceOfN(rapid.IntRange(0, 3), 0, 4).Draw(t, "numbers")
	})
	rapid.Check(t, func(t *rapid.T) {
		a, b, c := version.Draw(t, "a"), version.Draw(t, "b"), version.Draw(t, "c")
		if a.Compare(b) != -b.Compare(a) {
			t.Fatalf("%v and %v are each before the other", a, b)
		}
		if a.Compare(b) <= 0 && b.Compare(c) <= 0 && a.Compare(c) > 0 {
			t.Fatalf("%v, %v, %v have no order", a, b, c)
		}
		if a.Compare(append(a, 0)) != 0 {
			t.Fatalf("%v and the same with a 0 behind it differ", a)
		}
	})
}
