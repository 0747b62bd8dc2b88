package parse

import (
	"strings"

	"github.com/linewarden/linewarden/device/clean"
	"github.com/linewarden/linewarden/device/stmt"
)

type lineAt struct{ from, to int }

// Text returns raw line n (from 1) as cleaned, trimmed, with every secret
// replaced by "***". It is untrusted text. It is "" for a line that the
// cleaner removed.
func (r *Result) Text(n int32) string {
	i := r.index(n)
	if i < 0 {
		return ""
	}
	line := strings.TrimSpace(r.File.Text[r.lines[i].from:r.lines[i].to])
	for _, secret := range r.masks[n] {
		line = hide(line, secret)
	}
	return strings.Clone(maskWords(line)) // callers keep it longer than the file
}

// hide replaces a secret by "***" wherever it stands in the line. A name of a
// user that happens to be the same stays where the secret is hidden behind it:
// hidden too, it would say what the secret is.
func hide(line, secret string) string {
	all := strings.ReplaceAll(line, secret, "***")
	for _, w := range []string{"username ", "user ", "user name ", "name="} {
		named := w + secret + " "
		i := strings.Index(line, named)
		if i < 0 || i > 0 && line[i-1] != ' ' {
			continue
		}
		if rest := line[i+len(named):]; strings.Contains(rest, secret) {
			return strings.ReplaceAll(line[:i], secret, "***") + named + strings.ReplaceAll(rest, secret, "***")
		}
	}
	return all
}

// index finds the cleaned line of raw line n, or -1.
func (r *Result) index(n int32) int {
	if r.lines == nil {
		r.lines = cut(r.File.Text)
	}
	if r.File.LineNo == nil {
		if n < 1 || int(n) > len(r.lines) {
			return -1
		}
		return int(n) - 1
	}
	lo, hi := 0, min(len(r.File.LineNo), len(r.lines))
	for lo < hi {
		mid := (lo + hi) / 2
		if r.File.LineNo[mid] < n {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	if lo < len(r.lines) && lo < len(r.File.LineNo) && r.File.LineNo[lo] == n {
		return lo
	}
	return -1
}

func cut(text string) []lineAt {
	out := make([]lineAt, 0, strings.Count(text, "\n")+1)
	for at := 0; at < len(text); {
		end := strings.IndexByte(text[at:], '\n')
		if end < 0 {
			out = append(out, lineAt{at, len(text)})
			break
		}
		out = append(out, lineAt{at, at + end})
		at += end + 1
	}
	return out
}

// otherStates is the record of a file that no table read: a line of an
// unsupported system is Unknown, one of no configuration is Blank.
func otherStates(f *clean.File, kind Kind) []stmt.State {
	out := make([]stmt.State, f.RawLines+1)
	for i := range out {
		out[i] = stmt.Blank
	}
	if kind != Unsupported {
		return out
	}
	for i, l := range cut(f.Text) {
		raw := i + 1
		if i < len(f.LineNo) {
			raw = int(f.LineNo[i])
		}
		text := strings.TrimSpace(f.Text[l.from:l.to])
		if text != "" && !strings.ContainsAny(text[:1], "#!") && raw < len(out) {
			out[raw] = stmt.Unknown
		}
	}
	return out
}
