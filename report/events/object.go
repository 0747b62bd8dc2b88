package events

import (
	"encoding/json"
	"net/netip"
	"strconv"

	"github.com/linewarden/linewarden/internal/escape"
)

// object builds one JSON object in the order in which members are added.
type object struct {
	b []byte
	// empty says that no member was written to the innermost object yet.
	empty bool
}

func (o *object) reset() { o.b, o.empty = append(o.b[:0], '{'), true }

func (o *object) key(name string) {
	if !o.empty {
		o.b = append(o.b, ',')
	}
	o.empty = false
	o.b = append(o.b, '"')
	o.b = append(o.b, name...) // names are ours and need no escape
	o.b = append(o.b, '"', ':')
}

// text adds a member unless it is "".
func (o *object) text(name, v string) {
	if v != "" {
		o.key(name)
		o.b = appendString(o.b, v)
	}
}

func (o *object) yes(name string) {
	o.key(name)
	o.b = append(o.b, "true"...)
}

func (o *object) number(name string, n uint64) {
	o.key(name)
	o.b = strconv.AppendUint(o.b, n, 10)
}

func (o *object) signed(name string, n int64) {
	o.key(name)
	o.b = strconv.AppendInt(o.b, n, 10)
}

func (o *object) addr(name string, a netip.Addr) {
	if a.IsValid() {
		o.text(name, a.String())
	}
}

// within adds an object as a member, unless fill adds nothing to it.
func (o *object) within(name string, fill func()) {
	before, was := len(o.b), o.empty
	o.key(name)
	o.b, o.empty = append(o.b, '{'), true
	fill()
	if o.empty {
		o.b, o.empty = o.b[:before], was
		return
	}
	o.b, o.empty = append(o.b, '}'), false
}

// end closes the object and its line.
func (o *object) end() []byte {
	o.b = append(o.b, '}', '\n')
	return o.b
}

// appendString writes a JSON string: plain ASCII as it is, everything else
// through the standard library and the escapes of all outputs.
func appendString(dst []byte, s string) []byte {
	for i := 0; i < len(s); i++ {
		if c := s[i]; c < ' ' || c >= 0x7f || c == '"' || c == '\\' {
			quoted, err := json.Marshal(s) // invalid UTF-8 becomes U+FFFD
			if err != nil {
				quoted = []byte(`""`)
			}
			return escape.JSON(dst, quoted)
		}
	}
	dst = append(dst, '"')
	dst = append(dst, s...)
	return append(dst, '"')
}
