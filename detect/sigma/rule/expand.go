package rule

import (
	"regexp"
	"slices"
	"strings"
)

// expand replaces the placeholders %name% of a text by each of their values. It
// returns the name of one that has none as missing. quoted says that the text is
// a regular expression, and values are taken as they stand.
func (d *detection) expand(text string, quoted bool) (out []string, missing string) {
	out = []string{""}
	for {
		before, name, after, found := placeholder(text)
		for i := range out {
			out[i] += before
		}
		if !found {
			return out, ""
		}
		values, ok := d.lists(name)
		if !ok {
			return nil, name
		}
		var next []string
		for _, head := range out {
			for _, v := range values {
				if quoted {
					v = regexp.QuoteMeta(v)
				}
				if next = append(next, head+v); len(next) > maxPlaceholderValues {
					return next, ""
				}
			}
		}
		out, text = next, after
	}
}

// placeholder finds the first placeholder of a text. A percent sign behind a
// backslash is itself, and the backslash is taken away.
func placeholder(s string) (before, name, after string, found bool) {
	var head strings.Builder
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '\\' && i+1 < len(s) && s[i+1] == '%':
			i++
			head.WriteByte('%')
		case s[i] == '%':
			if end := strings.IndexByte(s[i+1:], '%'); end > 0 {
				return head.String(), s[i+1 : i+1+end], s[i+end+2:], true
			}
			head.WriteByte('%')
		default:
			head.WriteByte(s[i])
		}
	}
	return head.String(), "", "", false
}

func (d *detection) lists(name string) ([]string, bool) {
	if d.options.Placeholder == nil {
		return nil, false
	}
	return d.options.Placeholder(name)
}

// placeholder notes a name that no list was given for.
func (d *detection) placeholder(name string) {
	if !slices.Contains(d.missing, name) {
		d.missing = append(d.missing, name)
	}
}
