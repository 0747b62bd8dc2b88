package track

import (
	"maps"
	"net/netip"
	"slices"
	"strings"

	"github.com/linewarden/linewarden/coverage"
	"github.com/linewarden/linewarden/verdict"
)

// Declaration is what a configuration says of a device's log.
type Declaration struct {
	// Source is the device's own name.
	Source string
	// Sends says whether a log is sent off the device: Pass, Fail where the
	// configuration is whole and sends none, else Unknown.
	Sends verdict.Verdict
	// Addrs are the device's own: other records name it by one of them.
	Addrs []netip.Addr
	// Intercepts says that functions of lawful interception are configured.
	Intercepts bool
}

// Declare takes what a device's configuration says. Of two configurations of
// one name the last counts.
func (t *Tracker) Declare(d Declaration) {
	if t.declared == nil {
		t.declared, t.names = map[string]Declaration{}, map[netip.Addr]string{}
	}
	if len(t.declared) >= maxStreams {
		return
	}
	t.declared[d.Source] = d
	for _, a := range d.Addrs {
		if len(t.names) < maxNames && !a.IsLoopback() {
			if other, ok := t.names[a]; ok && other != d.Source {
				t.names[a] = "" // an address of two devices names none
				continue
			}
			t.names[a] = d.Source
		}
	}
}

// Keep takes what the site says of how long records are kept: in days, 0 where it
// says nothing.
func (t *Tracker) Keep(days func(source, kind string) int) { t.kept = days }

// keptFrom is the time from which records of a stream should be here by what the
// site says, 0 where it says nothing.
func (t *Tracker) keptFrom(s *stream, end int64) int64 {
	if t.kept == nil {
		return 0
	}
	if days := t.kept(strings.TrimPrefix(s.source, fileMark), s.kind); days > 0 {
		return max(minute, end-int64(days)*day)
	}
	return 0
}

// same says whether two names of sources are of one device: a name may stand
// with its domain in one place and without in another, and an address is that
// of the device whose configuration has it.
func (t *Tracker) same(a, b string) bool { return t.device(a) == t.device(b) }

// device is the name of a device in small letters and without its domain.
func (t *Tracker) device(name string) string {
	if a, err := netip.ParseAddr(name); err == nil {
		if known := t.names[a.Unmap()]; known != "" {
			name = known
		} else {
			return name
		}
	}
	if host, _, _ := strings.Cut(name, "."); host != "" && name[:1] != fileMark {
		name = host
	}
	return strings.ToLower(name)
}

// declarations adds the devices that are configured and never heard of, those
// that are blind by design, and says of a silence that the configuration
// explains it.
func (t *Tracker) declarations(r Report) []coverage.Gap {
	heard := map[string]bool{}
	for k := range t.streams {
		heard[t.device(k.source)] = heard[t.device(k.source)] || k.kind == "syslog"
	}
	for _, name := range slices.Sorted(maps.Keys(t.declared)) {
		d := t.declared[name]
		g := coverage.Gap{Source: d.Source, Kind: "syslog", From: r.From, To: r.To, Basis: coverage.Declared}
		if d.Intercepts {
			b := g
			b.Cause, b.Reason = coverage.BlindByDesign, "functions of lawful interception are configured: what they do is kept out of this log on purpose"
			r.Gaps = append(r.Gaps, b)
		}
		switch {
		case heard[t.device(d.Source)]:
			if d.Sends == verdict.Fail {
				t.explain(&r, d.Source)
			}
			continue
		case d.Sends == verdict.Fail:
			g.Cause, g.Reason = coverage.NotEnabled, "its configuration sends no log anywhere, and no record of it is here"
		case d.Sends == verdict.Pass:
			g.Reason = "its configuration names collectors of logs, and no record of it is here"
		default:
			g.Reason = "no record of it is here, and its configuration does not show whether it sends any"
		}
		r.Gaps = append(r.Gaps, g)
	}
	return r.Gaps
}

// explain joins the silence of a source to the end of the window with its
// configuration, which no longer sends a log. Its records show that it did, so
// somebody took that away.
func (t *Tracker) explain(r *Report, source string) {
	for i := range r.Gaps {
		g := &r.Gaps[i]
		if g.Kind != "syslog" || g.To < r.To-minute || g.From >= r.To-minute || !t.same(g.Source, source) {
			continue
		}
		switch g.Cause {
		case coverage.Tampered:
			g.Reason = "somebody switched the records off, silence followed to the end of the window, and the configuration no longer sends a log anywhere"
		case coverage.Silent, coverage.Lost:
			g.Reason = "silent to the end of the window, and its configuration no longer sends a log anywhere"
		default:
			continue
		}
		g.Cause, g.Basis = coverage.Tampered, coverage.Declared
		return
	}
}
