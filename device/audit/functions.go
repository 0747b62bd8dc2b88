package audit

import (
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"time"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/decls"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
	"cel.dev/cel-go/common/types/traits"
)

// functions are what checks can ask besides CEL's own operators, with
// gateFunctions, everythingFunction, decidingFunction and facingFunction. All are strict: an unknown
// argument makes the answer unknown.
//
//	within(addr, nets)    addr (address or prefix) lies wholly inside one of nets
//	listed(name, reg)     name equals an entry (case ignored), matches one with *,
//	                      or is an address inside an entry that is a prefix
//	is_public(addr)       addr is an address or prefix that is routed on the Internet
//	is_address(s)         s is an address or a prefix
//	wider(prefix, n4, n6) prefix is shorter than n4 bits (IPv4) or n6 bits (IPv6)
//	at_least(list, n)     list has n members for sure; unknown where it has
//	                      fewer and may hold more
//	certain(list)         the members that list has for sure
//	ports(list)           the port numbers that a list writes in decimal; it is
//	                      an error, and so unknown, where a word is none
//	distinct(list)        list without repetitions
//	before(t, days)       the RFC 3339 time t is earlier than days from now
//	glob(s, pattern)      s matches pattern, in which * is any text; case ignored
func functions(c *clock) []cel.EnvOption {
	strs := cel.ListType(cel.StringType)
	elem := cel.TypeParamType("T")
	return []cel.EnvOption{
		cel.Function("within", cel.Overload("within_string_list", []*cel.Type{cel.StringType, strs}, cel.BoolType, cel.BinaryBinding(within))),
		cel.Function("listed", cel.Overload("listed_string_list", []*cel.Type{cel.StringType, strs}, cel.BoolType, cel.BinaryBinding(listed))),
		cel.Function("is_public", cel.Overload("is_public_string", []*cel.Type{cel.StringType}, cel.BoolType, cel.UnaryBinding(isPublic))),
		cel.Function("is_address", cel.Overload("is_address_string", []*cel.Type{cel.StringType}, cel.BoolType, cel.UnaryBinding(isAddress))),
		cel.Function("wider", cel.Overload("wider_string_int_int", []*cel.Type{cel.StringType, cel.IntType, cel.IntType}, cel.BoolType, cel.FunctionBinding(wider))),
		// A list may begin with an unknown member, which the guard would take
		// for a wrong type; the checker has seen the types already.
		cel.Function("at_least", decls.DisableTypeGuards(true), cel.Overload("at_least_list_int", []*cel.Type{cel.ListType(elem), cel.IntType}, cel.BoolType, cel.BinaryBinding(atLeast))),
		cel.Function("certain", decls.DisableTypeGuards(true), cel.Overload("certain_list", []*cel.Type{cel.ListType(elem)}, cel.ListType(elem), cel.UnaryBinding(certain))),
		cel.Function("ports", cel.Overload("ports_list", []*cel.Type{strs}, cel.ListType(cel.IntType), cel.UnaryBinding(ports))),
		cel.Function("distinct", cel.Overload("distinct_list", []*cel.Type{strs}, strs, cel.UnaryBinding(distinct))),
		cel.Function("glob", cel.Overload("glob_string_string", []*cel.Type{cel.StringType, cel.StringType}, cel.BoolType, cel.BinaryBinding(globMatch))),
		cel.Function("before", cel.Overload("before_string_int", []*cel.Type{cel.StringType, cel.IntType}, cel.BoolType, cel.BinaryBinding(before(c)))),
	}
}

// prefixOf reads an address or a prefix; an address is a prefix of full length.
func prefixOf(s string) (netip.Prefix, bool) {
	if p, err := netip.ParsePrefix(s); err == nil {
		return p.Masked(), true
	}
	if a, err := netip.ParseAddr(s); err == nil {
		a = a.Unmap().WithZone("")
		return netip.PrefixFrom(a, a.BitLen()), true
	}
	return netip.Prefix{}, false
}

func covers(outer, inner netip.Prefix) bool {
	return outer.Bits() <= inner.Bits() && outer.Contains(inner.Addr())
}

func within(addr, nets ref.Val) ref.Val {
	p, ok := prefixOf(string(addr.(types.String)))
	if !ok {
		return types.False
	}
	for it := nets.(traits.Lister).Iterator(); it.HasNext() == types.True; {
		if s, isString := it.Next().(types.String); isString {
			if q, ok := prefixOf(string(s)); ok && covers(q, p) {
				return types.True
			}
		}
	}
	return types.False
}

func listed(name, reg ref.Val) ref.Val {
	n := string(name.(types.String))
	p, isAddr := prefixOf(n)
	for it := reg.(traits.Lister).Iterator(); it.HasNext() == types.True; {
		if s, ok := it.Next().(types.String); ok && entry(string(s), n, p, isAddr) {
			return types.True
		}
	}
	return types.False
}

// entry reports whether one entry of a register lists n, which is p where it
// is an address or a prefix.
func entry(s, n string, p netip.Prefix, isAddr bool) bool {
	if glob(strings.ToLower(s), strings.ToLower(n)) {
		return true
	}
	q, ok := prefixOf(s)
	return ok && isAddr && covers(q, p)
}

// Listed is the function listed of expressions: whether a register's entries
// list a name, also by pattern, or an address inside an entry that is a prefix.
func Listed(name string, entries []string) bool {
	p, isAddr := prefixOf(name)
	return slices.ContainsFunc(entries, func(s string) bool { return entry(s, name, p, isAddr) })
}

// glob matches s against pattern, in which * stands for any text. It takes
// time proportional to the product of the lengths.
func glob(pattern, s string) bool {
	head, tail, star := strings.Cut(pattern, "*")
	if !star {
		return pattern == s
	}
	if !strings.HasPrefix(s, head) {
		return false
	}
	s = s[len(head):]
	for {
		part, rest, more := strings.Cut(tail, "*")
		if !more {
			return strings.HasSuffix(s, part)
		}
		i := strings.Index(s, part)
		if i < 0 {
			return false
		}
		s, tail = s[i+len(part):], rest
	}
}

func globMatch(s, pattern ref.Val) ref.Val {
	return types.Bool(glob(strings.ToLower(string(pattern.(types.String))), strings.ToLower(string(s.(types.String)))))
}

// private is address space that is not routed on the Internet (RFC 6890). The
// documentation ranges count as public: examples use them so.
var private = []netip.Prefix{
	netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("172.16.0.0/12"), netip.MustParsePrefix("192.168.0.0/16"),
	netip.MustParsePrefix("100.64.0.0/10"), netip.MustParsePrefix("127.0.0.0/8"), netip.MustParsePrefix("169.254.0.0/16"),
	netip.MustParsePrefix("0.0.0.0/8"), netip.MustParsePrefix("224.0.0.0/3"), netip.MustParsePrefix("198.18.0.0/15"),
	netip.MustParsePrefix("::/127"), netip.MustParsePrefix("fc00::/7"), netip.MustParsePrefix("fe80::/10"), netip.MustParsePrefix("ff00::/8"),
}

func isPublic(addr ref.Val) ref.Val {
	p, ok := prefixOf(string(addr.(types.String)))
	if !ok {
		return types.False
	}
	for _, q := range private {
		if covers(q, p) {
			return types.False
		}
	}
	return types.True
}

func isAddress(s ref.Val) ref.Val {
	_, ok := prefixOf(string(s.(types.String)))
	return types.Bool(ok)
}

func wider(args ...ref.Val) ref.Val {
	p, ok := prefixOf(string(args[0].(types.String)))
	if !ok {
		return types.False
	}
	limit := args[1].(types.Int)
	if p.Addr().Is6() {
		limit = args[2].(types.Int)
	}
	return types.Bool(types.Int(p.Bits()) < limit)
}

func atLeast(l, n ref.Val) ref.Val {
	want := n.(types.Int)
	if parts, ok := l.(*list); ok {
		if types.Int(len(parts.certain())) >= want {
			return types.True
		}
		if parts.open != nil {
			return parts.open
		}
		return types.False
	}
	size, ok := l.(traits.Sizer).Size().(types.Int)
	return types.Bool(ok && size >= want)
}

func certain(l ref.Val) ref.Val {
	if parts, ok := l.(*list); ok && parts.open != nil {
		return &list{v: parts.v, items: parts.certain()}
	}
	return l
}

func ports(l ref.Val) ref.Val {
	var out []ref.Val
	for it := l.(traits.Lister).Iterator(); it.HasNext() == types.True; {
		s, _ := it.Next().(types.String)
		n, err := strconv.ParseUint(string(s), 10, 16)
		if err != nil {
			return types.NewErr("audit: %q is no port number", s)
		}
		out = append(out, types.Int(n))
	}
	return types.NewRefValList(types.DefaultTypeAdapter, out)
}

func distinct(l ref.Val) ref.Val {
	seen := map[string]bool{}
	var out []string
	for it := l.(traits.Lister).Iterator(); it.HasNext() == types.True; {
		if s, ok := it.Next().(types.String); ok && !seen[string(s)] {
			seen[string(s)] = true
			out = append(out, string(s))
		}
	}
	return types.NewStringList(types.DefaultTypeAdapter, out)
}

func before(c *clock) func(t, days ref.Val) ref.Val {
	return func(t, days ref.Val) ref.Val {
		at, err := time.Parse(time.RFC3339, string(t.(types.String)))
		if err != nil {
			return types.NewErr("audit: %q is no RFC 3339 time", t)
		}
		return types.Bool(c.before(at, int(days.(types.Int))))
	}
}
