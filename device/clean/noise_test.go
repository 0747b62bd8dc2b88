package clean_test

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/linewarden/linewarden/device/clean"
)

// pagers are written as terminals show them; a blank at the start only where
// the line is empty before it.
var pagers = []string{
	"--More--", " --More-- ", "--More--(47%)", "--- more ---", " --- more --- ", "---(more)---", "---(more 12%)---",
	"<--- More --->", "  ---- More ----", "-- MORE --, next page: Space, next line: Enter, quit: Control-C",
	"-- [Q quit|D dump|down]", "Press any key to continue (Q to quit)", "Press any key", "lines 1-23", "lines 24-46/90 (END)",
}

// wipes take a pager of n bytes off the screen.
var wipes = []func(n int) string{
	func(n int) string { return bs(n) + blank(n) + bs(n) },
	func(n int) string { return "\r" + blank(n) + "\r" },
	func(n int) string { return "\r" + blank(n+20) + "\r" },
	func(n int) string { return fmt.Sprintf("\x1b[%dD%s\x1b[%dD", n, blank(n), n) },
	func(n int) string { return "\r\x1b[K" },
	func(n int) string { return "\x1b[2K\r" },
	func(n int) string { return strings.Repeat("\b \b", n) },
	func(n int) string { return "\x00" + bs(n) + blank(n) + bs(n) },
	func(n int) string { return bs(3) + blank(9) + bs(3) },
}

func bs(n int) string    { return strings.Repeat("\b", n) }
func blank(n int) string { return strings.Repeat(" ", n) }

// escapes are silent: they print nothing and move nowhere.
var escapes = []string{
	"\x1b[m", "\x1b[1;31m", "\x1b[K", "\x1b[?25l", "\x1b[?2004h", "\x1b(B", "\x1b=", "\x1b>", "\x1b]0;title\x07", "\x07", "\x00", "\x00\x00",
}

// messages are printed by devices between lines.
var messages = []string{
	"*Mar  1 00:00:00.000: %SYS-5-CONFIG_I: Configured from console by vty0",
	"000123: Jan  5 10:00:00.123 UTC: %LINK-3-UPDOWN: Interface Gi0/1, changed state to up",
	"2026 Jan  5 10:00:00 leaf-1 %ETHPORT-5-IF_UP: Interface Ethernet1/1 is up",
	"RP/0/RSP0/CPU0:Jan  5 10:00:00.000 UTC: config[123]: %MGBL-CONFIG-6-DB_COMMIT : Configuration committed",
}

// noisy is a raw file under construction: the lines, each with what is printed
// before it as lines of its own, and the separator.
type noisy struct {
	t      *rapid.T
	f      family
	lines  []string
	before [][]string
	cr     bool // lines end in a lone CR: no noise that holds one
}

func (n *noisy) pick(name string, most int) int { return rapid.IntRange(0, most).Draw(n.t, name) }

// pageIn puts a pager into line i, at its start or in its middle.
func (n *noisy) pageIn(i int) {
	p := rapid.SampledFrom(pagers).Draw(n.t, "pager")
	w := wipes[n.pick("wipe", len(wipes)-1)](len(p))
	if n.cr && strings.ContainsRune(w, '\r') {
		return
	}
	at := 0
	if n.lines[i] != "" && n.pick("middle", 3) == 0 {
		at = n.pick("at", len(n.lines[i])-1)
		p = strings.TrimSpace(p)
	}
	line := n.lines[i]
	if strings.TrimSpace(line[:at]) == "" {
		at = 0 // a pager is not printed inside an indentation
	}
	if at > 0 && (strings.ContainsRune("-<(Pl\x1b\b", rune(line[at-1])) || strings.ContainsAny(line, "\x1b\a\b\x00\r")) {
		return
	}
	n.lines[i] = line[:at] + p + w + line[at:]
}

// escapeIn puts a silent escape sequence into line i.
func (n *noisy) escapeIn(i int) {
	e := rapid.SampledFrom(escapes).Draw(n.t, "escape")
	line := n.lines[i]
	if strings.ContainsAny(line, "\x1b\a\b\x00\r") {
		return
	}
	at := n.pick("at", len(line))
	n.lines[i] = line[:at] + e + line[at:]
}

// boldIn prints one byte of line i twice, as printers did.
func (n *noisy) boldIn(i int) {
	line := n.lines[i]
	at := n.pick("at", max(len(line)-1, 0))
	if len(line) == 0 || line[at] <= ' ' || strings.ContainsAny(line, "\x1b\a\b\x00\r") {
		return
	}
	n.lines[i] = line[:at+1] + "\b" + line[at:]
}

// lineBefore prints a pager or a message as a line of its own before line i.
func (n *noisy) lineBefore(i int) {
	if n.f.opaque()[i] {
		return
	}
	s := rapid.SampledFrom(append(messages, pagers...)).Draw(n.t, "line")
	n.before[i] = append(n.before[i], s)
}

// raw builds the file and returns it with the configuration's raw line numbers.
func (n *noisy) raw() ([]byte, []int) {
	var out []string
	session := n.pick("session", 2) > 0
	if session {
		out = append(out, n.sessionHead()...)
	}
	if n.f.name == "ios" && n.pick("head", 1) == 1 {
		out = append(out, "Building configuration...", "", "Current configuration : 4711 bytes")
	}
	var numbers []int
	for i, l := range n.lines {
		out = append(out, n.before[i]...)
		out = append(out, l)
		numbers = append(numbers, len(out))
	}
	if session {
		out = append(out, n.sessionTail()...)
	}
	eol := rapid.SampledFrom([]string{"\n", "\r\n", "\r\r\n"}).Draw(n.t, "eol")
	if n.cr {
		eol = "\r"
	}
	text := strings.Join(out, eol)
	if !session {
		text += eol
	}
	return n.encode(text), numbers
}

func (n *noisy) sessionHead() []string {
	var out []string
	if n.pick("motd", 1) == 1 {
		out = append(out, "Authorised use only.", "Last login: Mon Jan  5 09:00:00 2026 from 192.0.2.99", "")
	}
	out = append(out, n.f.prompt+n.f.setup)
	if n.f.version != "" {
		out = append(out, n.f.prompt+n.f.verCmd)
		out = append(out, strings.Split(n.f.version, "\n")...)
	}
	return append(out, n.f.prompt+n.f.cmd)
}

func (n *noisy) sessionTail() []string {
	out := []string{""}
	if n.f.name == "junos" {
		out = append(out, "{master}")
	}
	switch n.pick("tail", 2) {
	case 0:
		out = append(out, n.f.prompt)
	case 1:
		out = append(out, n.f.prompt+"exit", "Connection to 192.0.2.1 closed.")
	case 2:
		out = append(out, n.f.prompt+n.f.setup, n.f.prompt+"quit")
	}
	return out
}

func (n *noisy) encode(text string) []byte {
	switch n.pick("encoding", 5) {
	case 0:
		return append([]byte("\xef\xbb\xbf"), text...)
	case 1:
		return utf16Bytes(text, false)
	case 2:
		return utf16Bytes(text, true)
	}
	return []byte(text)
}

func utf16Bytes(text string, big bool) []byte {
	var b []byte
	for _, u := range utf16.Encode([]rune("\ufeff" + text)) {
		if big {
			b = append(b, byte(u>>8), byte(u))
		} else {
			b = append(b, byte(u), byte(u>>8))
		}
	}
	return b
}

// TestNoiseIsInvisible is the metamorphic property: a configuration with noise
// of any kind reads as the configuration without, and each line keeps its raw
// number.
func TestNoiseIsInvisible(t *testing.T) {
	for _, f := range families {
		t.Run(f.name, func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				n := &noisy{t: t, f: f, lines: f.lines(), cr: rapid.IntRange(0, 5).Draw(t, "cr") == 0}
				n.before = make([][]string, len(n.lines))
				for range n.pick("noises", 6) {
					i := n.pick("line", len(n.lines)-1)
					if n.lines[i] == "--More--" {
						continue // as written by a user, it is no pager
					}
					switch n.pick("kind", 3) {
					case 0:
						n.pageIn(i)
					case 1:
						n.escapeIn(i)
					case 2:
						n.boldIn(i)
					case 3:
						n.lineBefore(i)
					}
				}
				checkNoise(t, f, n)
			})
		})
	}
}

func checkNoise(t *rapid.T, f family, n *noisy) {
	raw, numbers := n.raw()
	got := clean.Clean(raw)
	if diff := cmp.Diff(content(f.lines()), content(strings.Split(got.Text, "\n"))); diff != "" {
		t.Fatalf("text differs (-clean +noisy):\n%s\nraw %q", diff, raw)
	}
	want := map[string][]int{}
	for i, l := range f.lines() {
		want[l] = append(want[l], numbers[i])
	}
	for i, l := range strings.Split(got.Text, "\n") {
		if strings.TrimSpace(l) == "" {
			continue
		}
		if len(want[l]) == 0 || got.RawLine(i+1) != want[l][0] {
			t.Fatalf("line %q has raw number %d, want %v; raw %q", l, got.RawLine(i+1), want[l], raw)
		}
		want[l] = want[l][1:]
	}
}

// content drops empty lines.
func content(lines []string) []string {
	var out []string
	for _, l := range lines {
		if strings.TrimSpace(l) != "" {
			out = append(out, l)
		}
	}
	return out
}
