package flows_test

import (
	"fmt"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/linewarden/linewarden/decode/agree"
	"github.com/linewarden/linewarden/internal/realdata"
)

// radiusNames maps what tcpdump prints of a packet of RADIUS to our fields.
// What has no field of ours (messages to the user, media, VLANs, state) is left
// out; so is what tcpdump itself calls invalid.
var radiusNames = map[string]string{
	"User-Name": "actor", "NAS-IP-Address": "device_addr", "NAS-IPv6-Address": "device_addr", "NAS-Port": "terminal",
	"Calling-Station-Id": "actor_mac", "Service-Type": "service", "Framed-IP-Address": "nat_actor", "Error-Cause": "reason",
}

// radiusValue is a value as we write it: a cause by its name, and no address
// where somebody else chooses it.
func radiusValue(s string) string {
	if s == "NAS Select" || s == "User Selected" {
		return ""
	}
	if _, name, ok := strings.Cut(s, "Error cause "); ok {
		_, name, _ = strings.Cut(name, ": ")
		return strings.ReplaceAll(name, " ", "-")
	}
	return s
}

var (
	tcpdumpStamp  = regexp.MustCompile(`^ +\d+  (\S+ \S+) IP`)
	tcpdumpSender = regexp.MustCompile(`^ +([0-9.]+)\.\d+ > [0-9.]+\.\d+: RADIUS`)
	tcpdumpCode   = regexp.MustCompile(`^\t(\S+) \(\d+\), id: 0x`)
	tcpdumpPair   = regexp.MustCompile(`^\t  (\S+) Attribute \(\d+\), length: \d+, Value: (.*)$`)
)

// radiusPackets are the packets that tcpdump printed, by our names. Of an
// attribute that stands several times the first counts.
func radiusPackets(t *testing.T, out string) []map[string]string {
	t.Helper()
	var want []map[string]string
	for line := range strings.Lines(out) {
		line = strings.TrimRight(line, "\n")
		if m := tcpdumpStamp.FindStringSubmatch(line); m != nil {
			at, err := time.Parse("2006-01-02 15:04:05.999999", m[1])
			if err != nil {
				t.Fatal(err)
			}
			want = append(want, map[string]string{"time": fmt.Sprint(at.UnixMicro())})
			continue
		}
		last := want[len(want)-1]
		if m := tcpdumpSender.FindStringSubmatch(line); m != nil {
			last["sender"] = m[1]
		}
		if m := tcpdumpCode.FindStringSubmatch(line); m != nil {
			last["message_id"] = m[1]
		}
		m := tcpdumpPair.FindStringSubmatch(line)
		if m == nil || radiusNames[m[1]] == "" || strings.HasSuffix(m[2], "(invalid)") {
			continue
		}
		name := radiusNames[m[1]]
		if strings.HasPrefix(last["message_id"], "CoA-") && name == "actor" {
			name = "target_user"
		}
		if _, has := last[name]; !has {
			last[name] = radiusValue(m[2])
		}
	}
	return want
}

// Every packet and every attribute that has a field of ours, of all captures of
// RADIUS that tcpdump has an answer for.
func TestAgreeRadius(t *testing.T) {
	dir := filepath.Join(realdata.Set(t, "tcpdump-tests"), "tests")
	s := agree.New("tcpdump-tests, RADIUS")
	for capture, out := range map[string]string{
		"RADIUS": "radius-v", "RADIUS-RFC3162": "radius-rfc3162-v", "RADIUS-RFC4675": "radius-rfc4675-v", "RADIUS-RFC5176": "radius-rfc5176-v",
		"RADIUS-RFC5176-2": "radius-rfc5176-2-v", "RADIUS-RFC5580": "radius-rfc5580-v", "RADIUS-port1700": "radius-port1700-v", "radius_rfc5447": "radius_rfc5447-v",
	} {
		a, _ := read(t, files(t, filepath.Join(dir, capture+".pcap")), false, both, false)
		want := radiusPackets(t, string(files(t, filepath.Join(dir, out+".out"))))
		if len(a.events) != len(want) {
			t.Errorf("%s: %d events, expected %d: %+v", capture, len(a.events), len(want), a.log.Gaps())
		}
		for i := range min(len(want), len(a.events)) {
			flow(s, fmt.Sprintf("%s #%d", capture, i+1), a.events[i], want[i])
		}
	}
	s.Check(t)
	for _, capture := range []string{"radius_attr_asan", "radius_rfc5447_invalid_length"} {
		a, _ := read(t, files(t, filepath.Join(dir, capture+".pcap")), false, both, false)
		if len(a.events) != 0 || a.log.Dropped() == 0 {
			t.Errorf("%s: a malformed packet: %d events, %+v", capture, len(a.events), a.log.Gaps())
		}
	}
}
