package track

import (
	"fmt"
	"strings"
	"testing"
	"testing/quick"

	"github.com/linewarden/linewarden/event"
)

func TestLogOf(t *testing.T) {
	for _, c := range []struct{ log, files string }{
		{"logs/pe1.log", "logs/pe1.log logs/pe1.log.1 logs/pe1.log.12.gz logs/pe1.log-20261001 logs/pe1.log-20261001.gz logs/pe1-2026-10-01.log logs/2026-10-01/pe1.log logs/2026/10/01/pe1.log"},
		{"logs/pe2.log", "logs/pe2.log"},
		{"pg/postgresql.log", "pg/postgresql-2026-10-01_000000.log pg/postgresql-Mon.log pg/postgresql-Tue.log pg/postgresql.log"},
		{"zeek/conn.log", "zeek/2026-10-01/conn.00:00:00-01:00:00.log.gz zeek/2026-10-01/conn.log zeek/current/conn.log z.tar!/2026-10-01/conn.log"},
		{"hosts/pe1", "hosts/pe1/2026-10-01.log hosts/pe1/20261002.log.gz"},
		{"hosts/192.0.2.1", "hosts/192.0.2.1 hosts/192.0.2.1.gz"},
		{"hosts/192.0.2.2", "hosts/192.0.2.2"},
		{"2026-10-01.log", "2026-10-01.log"},
		{"sw-17.log", "sw-17.log"},
		{"-", "-"},
	} {
		for f := range strings.FieldsSeq(c.files) {
			want := strings.Replace(c.log, "zeek/", map[bool]string{true: "z.tar/", false: "zeek/"}[strings.HasPrefix(f, "z.tar")], 1)
			if got := logOf(f); got != want {
				t.Errorf("%s is of %s, want %s", f, got, want)
			}
		}
	}
}

func TestShortNames(t *testing.T) {
	got := shortNames([]string{"a/x/conn.log", "b/x/conn.log", "a/x/dns.log", "conn.log", "/var/log/q"})
	if fmt.Sprint(got) != fmt.Sprint(map[string]string{"a/x/conn.log": "a/x/conn.log", "b/x/conn.log": "b/x/conn.log", "a/x/dns.log": "dns.log", "conn.log": "conn.log", "/var/log/q": "q"}) {
		t.Errorf("%q", got)
	}
	// Whatever the paths, names are as many as paths, and none is empty.
	if err := quick.Check(func(a, b, c string) bool {
		paths := map[string]bool{"/" + a: true, "/" + b: true, a + "/" + c: true}
		var list []string
		for p := range paths {
			list = append(list, p)
		}
		return len(shortNames(list)) == len(paths)
	}, nil); err != nil {
		t.Error(err)
	}
}

// The daily files of a log without names in it are one source without gaps, and
// those of two sensors are two.
func TestFilesOfOneLog(t *testing.T) {
	tr, _ := tracker()
	for d := range int64(10) {
		for _, sensor := range []string{"east", "west"} {
			b := &event.Batch{Source: fmt.Sprintf("%s/2026-11-%02d/conn.log.gz", sensor, 2+d)}
			for m := int64(0); m < day; m += 5 * minute {
				tr.Event(&event.Event{Time: start + d*day + m, Format: "zeek", Batch: b})
			}
		}
	}
	r := tr.Report(Window{})
	if len(r.Streams) != 2 || len(r.Gaps) != 0 || r.Streams[0].Source != "east/conn.log" || r.Streams[1].Source != "west/conn.log" {
		t.Errorf("%d streams, the first %q, gaps %+v", len(r.Streams), r.Streams[0].Source, r.Gaps)
	}
}
