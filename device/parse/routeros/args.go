package routeros

import (
	"net/netip"
	"strconv"
	"strings"

	"github.com/linewarden/linewarden/device/lex"
	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/stmt"
)

// args are the words behind a command.
type args struct {
	verb  string
	pairs []pair
	bare  []string // words without =, among them [ find … ] and item numbers
	sp    model.Span
	node  int32
}

type pair struct{ key, value string }

func parseArgs(verb string, m *stmt.Match) *args {
	a := &args{verb: verb, sp: m.Span, node: m.Node}
	prefix := ""
	for _, w := range m.Rest {
		key, value := lex.KeyValue(w)
		if strings.HasPrefix(key, ".") {
			key = prefix + key // "local.address=A .role=ebgp" shortens local.role
		} else if i := strings.LastIndexByte(key, '.'); i > 0 {
			prefix = key[:i]
		}
		switch {
		case key != "":
			a.pairs = append(a.pairs, pair{key, value})
		case strings.HasPrefix(w, "!") && len(w) > 1:
			// "set !ipsec-secret" takes a property back.
			a.pairs = append(a.pairs, pair{w[1:], ""})
		case value != "" && value != "where":
			a.bare = append(a.bare, value)
		}
	}
	return a
}

// get returns the last value of a property and whether it is written.
func (a *args) get(key string) (string, bool) {
	for i := len(a.pairs) - 1; i >= 0; i-- {
		if a.pairs[i].key == key {
			return a.pairs[i].value, true
		}
	}
	return "", false
}

// first returns the first of several properties that is written.
func (a *args) first(keys ...string) (string, bool) {
	for _, k := range keys {
		if v, ok := a.get(k); ok {
			return v, ok
		}
	}
	return "", false
}

func (a *args) val(key string) string {
	v, _ := a.get(key)
	return v
}

// find returns what [ find key=value ] looks for.
func (a *args) find(key string) string {
	for _, b := range a.bare {
		if !strings.HasPrefix(b, "[") {
			continue
		}
		for _, w := range strings.Fields(strings.Trim(b, "[] ")) {
			if k, v := lex.KeyValue(w); k == key {
				return v
			}
		}
	}
	return ""
}

// items are the names that a command is about: `set telnet,ftp …`,
// `disable [ find name=telnet ]`.
func (a *args) items() []string {
	var out []string
	if n, ok := a.get("numbers"); ok {
		return strings.Split(n, ",")
	}
	for _, b := range a.bare {
		if strings.HasPrefix(b, "[") {
			if n := a.find("name"); n != "" {
				out = append(out, n)
			}
			continue
		}
		out = append(out, strings.Split(b, ",")...)
	}
	return out
}

// item is the first of items, or the property name.
func (a *args) item() string {
	if a.verb == "add" {
		return a.val("name")
	}
	if list := a.items(); len(list) > 0 {
		return list[0]
	}
	return a.val("name")
}

// isDefault reports a command about the item that the system comes with.
func (a *args) isDefault() bool {
	return a.find("default") == "yes" || a.item() == "0" || a.item() == "default" || a.item() == "*0"
}

// text states a property as text.
func (a *args) text(f *model.F[string], key string) {
	if v, ok := a.get(key); ok {
		f.Set(v, a.sp)
	}
}

// flag states a property that is yes or no.
func (a *args) flag(f *model.F[bool], key string) { a.yesNo(f, key, true) }

// not states the opposite of a property that is yes or no.
func (a *args) not(f *model.F[bool], key string) { a.yesNo(f, key, false) }

func (a *args) yesNo(f *model.F[bool], key string, yes bool) {
	v, ok := a.get(key)
	if !ok {
		return
	}
	switch v {
	case "yes", "true":
		f.Set(yes, a.sp)
	case "no", "false", "":
		f.Set(!yes, a.sp)
	default:
		f.Unsure(a.sp)
	}
}

// enabled states whether an item is in force, from disabled= and the verbs
// enable and disable.
func (a *args) enabled(f *model.F[bool]) {
	switch a.verb {
	case "enable":
		f.Set(true, a.sp)
	case "disable":
		f.Set(false, a.sp)
	}
	a.not(f, "disabled")
}

// words states a comma-separated property.
func (a *args) words(f *model.F[[]string], key string) {
	if v, ok := a.get(key); ok {
		f.Set(list(v), a.sp)
	}
}

// number states a property as a number.
func (a *args) number(f *model.F[int64], key string) {
	v, ok := a.get(key)
	if !ok {
		return
	}
	n, err := strconv.ParseInt(v, 10, 64)
	if err != nil {
		f.Unsure(a.sp)
		return
	}
	f.Set(n, a.sp)
}

// seconds states a duration.
func (a *args) seconds(f *model.F[int64], key string) {
	v, ok := a.get(key)
	if !ok {
		return
	}
	n, ok := duration(v)
	if !ok {
		f.Unsure(a.sp)
		return
	}
	f.Set(n, a.sp)
}

// list splits a comma-separated value.
func list(v string) []string {
	out := []string{}
	for _, w := range strings.Split(v, ",") {
		if w != "" {
			out = append(out, w)
		}
	}
	return out
}

// duration reads 1w2d3h4m5s, 00:10:00, 1d02:03:04 and plain seconds. "none"
// and "never" are 0.
func duration(v string) (int64, bool) {
	if v == "none" || v == "never" || v == "disabled" {
		return 0, true
	}
	var total, n int64
	seen := false
	for i := 0; i < len(v); i++ {
		c := v[i]
		if c >= '0' && c <= '9' {
			if n = n*10 + int64(c-'0'); n > 1<<40 {
				return 0, false
			}
			seen = true
			continue
		}
		unit := int64(0)
		switch c {
		case 'w':
			unit = 7 * 86400
		case 'd':
			unit = 86400
		case 'h':
			unit = 3600
		case 's':
			unit = 1
		case 'm':
			if unit = 60; strings.HasPrefix(v[i:], "ms") {
				return total, seen
			}
		case ':':
			clock, ok := clockTime(v[strings.LastIndexByte(v[:i], 'd')+1:])
			return total + clock, ok
		case '.':
			return total + n, seen
		default:
			return 0, false
		}
		total, n = total+n*unit, 0
	}
	return total + n, seen
}

// clockTime reads hh:mm:ss or mm:ss.
func clockTime(v string) (int64, bool) {
	var total int64
	for _, part := range strings.Split(v, ":") {
		n, err := strconv.ParseInt(part, 10, 32)
		if err != nil || n < 0 {
			return 0, false
		}
		total = total*60 + n
	}
	return total, true
}

// prefixes reads a comma-separated list of addresses, prefixes and ranges. It
// reports false where one of them is none.
func prefixes(v string) ([]netip.Prefix, bool) {
	out := []netip.Prefix{}
	for _, w := range list(v) {
		p, ok := prefix(w)
		if !ok {
			return nil, false
		}
		out = append(out, p...)
	}
	return out, true
}

// prefix reads one address, prefix or range A-B.
func prefix(w string) ([]netip.Prefix, bool) {
	if from, to, found := strings.Cut(w, "-"); found {
		a, err1 := netip.ParseAddr(from)
		b, err2 := netip.ParseAddr(to)
		if err1 != nil || err2 != nil {
			return nil, false
		}
		return cover(a, b)
	}
	if p, err := netip.ParsePrefix(w); err == nil {
		return []netip.Prefix{p.Masked()}, true
	}
	if a, err := netip.ParseAddr(w); err == nil {
		return []netip.Prefix{netip.PrefixFrom(a, a.BitLen())}, true
	}
	return nil, false
}

// cover returns the prefixes that make up the range from a to b.
func cover(a, b netip.Addr) ([]netip.Prefix, bool) {
	if a.BitLen() != b.BitLen() || b.Less(a) {
		return nil, false
	}
	var out []netip.Prefix
	for len(out) < 256 {
		bits := a.BitLen()
		for bits > 0 {
			p := netip.PrefixFrom(a, bits-1)
			if p.Masked().Addr() != a || b.Less(last(p)) {
				break
			}
			bits--
		}
		p := netip.PrefixFrom(a, bits)
		out = append(out, p)
		end := last(p)
		if !end.Less(b) {
			return out, true
		}
		a = end.Next()
	}
	return nil, false
}

// last returns the highest address of p.
func last(p netip.Prefix) netip.Addr {
	b := p.Addr().As16()
	from := p.Bits()
	if p.Addr().Is4() {
		from += 96
	}
	for i := from; i < 128; i++ {
		b[i/8] |= 0x80 >> (i % 8)
	}
	a := netip.AddrFrom16(b)
	if p.Addr().Is4() {
		return a.Unmap()
	}
	return a
}
