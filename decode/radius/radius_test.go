package radius

import (
	"errors"
	"testing"

	"github.com/linewarden/linewarden/decode/records/recordstest"
	"github.com/linewarden/linewarden/event"
)

const sample = "Sat Nov  7 02:06:10 2026\n\tUser-Name = \"jd\"\n\tNAS-IP-Address = 192.0.2.9\n\tNAS-Port-Id = \"tty1\"\n\tAcct-Status-Type = Stop\n\tAcct-Session-Id = \"0A\"\n\tCalling-Station-Id = \"198.51.100.7\"\n\tAcct-Session-Time = 60\n\tAcct-Input-Octets = 7\n\tAcct-Input-Gigawords = 1\n\tCisco-AVPair = \"shell:priv-lvl=15\"\n\n" +
	"Sat Nov  7 02:07:10 2026\n\tPacket-Type = Access-Reject\n\tUser-Name = \"eve\"\n\nnoise\n\tUser-Name = \"x\"\n"

func TestDetail(t *testing.T) {
	f := Formats()[0]
	if f.Sniff(sample) == 0 || f.Sniff("Sat Nov  7 02:06:10 2026 host x\n\ty = z\n") != 0 {
		t.Error("not told apart")
	}
	got := recordstest.Run(t, f, sample)
	want := []string{
		`radius login success 2026-11-07T02:06:10Z !zone_guessed reporter="192.0.2.9" actor="jd" action="logout" session="0A" message_id="Stop" actor_addr="198.51.100.7" device_addr="192.0.2.9" bytes="4294967303" duration_us="60000000" terminal:"tty1" level:"15"`,
		`radius login failure 2026-11-07T02:07:10Z !zone_guessed actor="eve" action="login" message_id="Access-Reject"`,
	}
	if len(got.Events) != len(want) || got.Gaps.Dropped() != 1 {
		t.Fatalf("%d events, %d gaps", len(got.Events), got.Gaps.Dropped())
	}
	for i, e := range got.Events {
		if recordstest.Line(e) != want[i] {
			t.Errorf("got %s\nwant %s", recordstest.Line(e), want[i])
		}
	}
}

const packet = "\x04\x05\x00\x43" + "0123456789abcdef" + "\x01\x04jd" + "\x04\x06\xc0\x00\x02\x09" + "\x28\x06\x00\x00\x00\x01" + "\x2c\x04\x30\x41" + "\x1a\x1b\x00\x00\x00\x09\x01\x15shell:priv-lvl=15xx"

func TestPacket(t *testing.T) {
	var e event.Event
	if err := Packet(packet, &e); err != nil {
		t.Fatal(err)
	}
	if got := recordstest.Line(&e); got != `radius login success actor="jd" action="login" session="0A" message_id="Start" device_addr="192.0.2.9" level:"15xx"` {
		t.Error(got)
	}
	for n := range len(packet) {
		e.Reset()
		if err := Packet(packet[:n], &e); !errors.Is(err, ErrMalformed) {
			t.Errorf("%d bytes: %v", n, err)
		}
	}
}

func FuzzRadius(f *testing.F) {
	f.Add(sample)
	f.Add(packet)
	f.Fuzz(func(t *testing.T, s string) {
		Formats()[0].Sniff(s)
		recordstest.Run(t, Formats()[0], s)
		var e event.Event
		_ = Packet(s, &e)
	})
}
