package coverage

import (
	"fmt"
	"strings"
	"testing"

	"github.com/linewarden/linewarden/coverage"
	"github.com/linewarden/linewarden/coverage/track"
)

// What is the same of many sources is one line; what somebody did, and what was
// lost, stands by itself.
func TestGapsAlikeAreOneLine(t *testing.T) {
	const day = int64(86400e6)
	in := Input{Report: track.Report{From: 1000 * day, To: 1400 * day}}
	for i := range int64(50) {
		in.Gaps = append(in.Gaps, coverage.Gap{Source: fmt.Sprint("h", i), Kind: "syslog", From: (1000 + i) * day, To: (1100 + i) * day, Cause: coverage.NotRetained, Reason: "nothing before"})
	}
	for i := range int64(5) {
		in.Gaps = append(in.Gaps, coverage.Gap{Source: fmt.Sprint("h", i), Kind: "syslog", From: 1200 * day, To: 1201 * day, Cause: coverage.Tampered, Reason: "switched off", Detail: "jdoe: x", Where: "a:1"})
	}
	var b strings.Builder
	if err := Write(&b, in, "text", true, false); err != nil {
		t.Fatal(err)
	}
	text := b.String()
	if strings.Count(text, "not_retained") != 1 || !strings.Contains(text, "not_retained h0 syslog and 49 gaps like it  1972-09-27 00:00 to 1973-02-23 00:00 (within 149 days)") ||
		strings.Count(text, "x tampered") != 5 || strings.Count(text, "jdoe: x  (a:1)") != 5 || strings.Contains(text, "more gap") {
		t.Error(text)
	}
}
