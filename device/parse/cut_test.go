package parse_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/parse/parsetest"
	"github.com/linewarden/linewarden/device/stmt"
)

type fact struct{ path, value string }

// stated are the facts that lines of the text carry, with the last such line.
func stated(sys *traits, d *model.Device) map[fact]int32 {
	out := map[fact]int32{}
	d.EachFact(func(path string, _ any, f model.Fact) {
		v, sp, how := f.Get()
		if !how.Stated() {
			return
		}
		key := fact{path, fmt.Sprint(v)}
		if sys.cut.paths || strings.HasPrefix(key.value, "[") {
			key.value = "" // lists grow line by line
		}
		out[key] = max(out[key], sp.Line)
	})
	return out
}

// lastLine is the last line that states path.
func lastLine(all map[fact]int32) map[string]int32 {
	out := map[string]int32{}
	for k, l := range all {
		out[k.path] = max(out[k.path], l)
	}
	return out
}

// step is the distance of the cuts that stand anywhere in a line.
const step = 127

// TestCut cuts every sample at every line and at some bytes: it is then not
// taken for whole, and nothing is stated that the whole does not state, but
// for what a later line changes. The short form takes every eighth cut.
func TestCut(t *testing.T) {
	each(t, func(t *testing.T, sys *traits, path, text string) {
		if sys.name == "junos" {
			return // nothing shows its end; its own test says what a cut shows
		}
		whole := stated(sys, parsetest.Read(t, sys.name, text).Device)
		last := lastLine(whole)
		for _, at := range cuts(text, sys.cut.every) {
			if strings.TrimSpace(text[at:]) == "" || sys.cut.done != nil && sys.cut.done(text, at) {
				continue // nothing is missing
			}
			d := parsetest.Parse(t, sys.name, text[:at]).Device
			if d.Complete == model.Whole || sys.cut.truncated && d.Complete != model.Truncated {
				t.Fatalf("%s cut at %d is %v: %s", path, at, d.Complete, d.CompleteWhy)
			}
			if sys.cut.between && text[at-1] != '\n' {
				continue
			}
			end := int32(strings.Count(text[:at], "\n"))
			for f := range stated(sys, d) {
				_, ok := whole[f]
				if ok || sys.cut.prefixed(f.path+"="+f.value) || sys.cut.later && last[f.path] >= end {
					continue
				}
				t.Errorf("%s cut at %d (behind line %d) states %s = %s", path, at, end, f.path, f.value)
				whole[f] = end // once is enough
			}
		}
	})
}

// cuts are the ends of all lines and bytes between them, or each of every.
func cuts(text string, every int) []int {
	every = max(1, every)
	if testing.Short() {
		every *= 8
	}
	var out []int
	n := 0
	for i := range len(text) {
		if text[i] != '\n' && i%step != 0 {
			continue
		}
		if n++; n%every == 0 {
			out = append(out, i+1)
		}
	}
	return out
}

// TestMissingWords shortens every line of the samples to its first words, puts
// junk in the place of each word and at the end of what is left, and takes
// every line back: nothing may panic.
func TestMissingWords(t *testing.T) {
	each(t, func(t *testing.T, sys *traits, path, text string) {
		for n := range 9 {
			for _, junk := range []string{"", "-1", "99999999999999999999", "\"", "::"} {
				ask(t, sys, path, text, n, true, junk)
				if testing.Short() {
					break
				}
			}
			ask(t, sys, path, text, n, false, "x", "-1", "99999999999999999999", "::", "0.0.0.0", "\"", "7", "<removed>")
		}
	})
}

// ask reads the spoiled text, and its lines taken back.
func ask(t *testing.T, sys *traits, path, text string, n int, cut bool, junk ...string) {
	t.Helper()
	for _, negate := range []string{"", sys.negate} {
		if r := parsetest.Read(t, sys.name, spoil(text, negate, n, cut, junk)); len(r.States) == 0 || r.Device == nil {
			t.Errorf("%s with %q as word %d was not read", path, junk, n)
		}
	}
}

// spoil puts junk, of each line another, in place of word n, and cuts the line
// there where cut says so.
func spoil(text, negate string, n int, cut bool, junk []string) string {
	var b strings.Builder
	for i, l := range strings.Split(text, "\n") {
		w := strings.Fields(l)
		if len(w) == 0 || w[0] == "banner" || w[0] == "certificate" {
			continue // what follows would be text
		}
		b.WriteString(l[:len(l)-len(strings.TrimLeft(l, " "))])
		b.WriteString(negate)
		if n < len(w) {
			w[n] = junk[i%len(junk)]
			if cut {
				w = w[:n+1]
			}
		}
		b.WriteString(strings.TrimRight(strings.Join(w, " "), " ") + "\n")
	}
	return b.String()
}

// TestStrangeChild puts a line that nobody knows below each line of the
// samples: it must not stop the reader, nor be taken for something known. The short form asks at every
// eighth line.
func TestStrangeChild(t *testing.T) {
	each(t, func(t *testing.T, sys *traits, path, text string) {
		if !sys.strange {
			return
		}
		lines := strings.Split(text, "\n")
		unknown := 0
		asked := 0
		for i, l := range lines {
			if testing.Short() && i%8 != 0 {
				continue
			}
			asked++
			indent := l[:len(l)-len(strings.TrimLeft(l, " "))] + " "
			strange := slices.Concat(lines[:i+1], []string{indent + "frobnicate 1"}, lines[i+1:])
			if r := parsetest.Parse(t, sys.name, strings.Join(strange, "\n")); r.States[i+2] == stmt.Unknown {
				unknown++
			}
		}
		if unknown < asked/2 {
			t.Errorf("%s: only %d of %d strange lines are unknown", path, unknown, asked)
		}
	})
}
