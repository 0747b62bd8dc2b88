package audit

import (
	"bytes"
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/linewarden/linewarden/device/model"
)

// Group is a set of secrets with the same value, found on one or more devices.
// Its fields are visible to rules with scope estate.
type Group struct {
	model.Obj
	// Name is the label in reports, such as secret-1; it says nothing of the value.
	Name string `json:"name"`
	// Devices is how many devices hold it, Uses how many places.
	Devices int64 `json:"devices"`
	Uses    int64 `json:"uses"`
	// Kinds lists what it opens ("user snmp", "bgp ospf"), sorted, separated by
	// spaces; "igp" and "keychain" are keys of a protocol that is not known.
	// Purposes counts them, unknown where one and another may be the same.
	Kinds    string         `json:"kinds"`
	Purposes model.F[int64] `json:"purposes"`
	// Class is the weakest storage class among the uses.
	Class string `json:"class"`
	// Systems is how many autonomous systems its BGP neighbours are in, 0
	// where it opens none; unknown where one and another may differ.
	Systems model.F[int64] `json:"systems"`

	members []use
}

// use is one use of a secret, by the index of its device and there.
type use struct{ device, secret int32 }

// held is what the estate keeps of one secret: no part of its value. Large
// estates have hundreds of thousands, hence no pointers.
type held struct {
	fp          [16]byte
	span        model.Span
	text        [2]int32 // the line, from and to in estateDevice.texts
	kind, class int32    // index into Estate.words; what it opens, as links.purposes gives it
}

// Estate collects, device by device, what can only be judged over all of
// them. It is not safe for concurrent use.
type Estate struct {
	devices []estateDevice
	words   []string // purposes and classes of secrets
}

type estateDevice struct {
	path, host, os string
	complete       model.Completeness
	secrets        []held
	texts          string // the lines of all secrets
	// peers are the neighbours of those secrets that are keys of BGP.
	peers map[int32]peers
	// open counts secrets that cannot be compared: masked or salted.
	open, comparable int
}

// Add records a device; text returns a line with secrets masked.
func (e *Estate) Add(path string, dev *model.Device, text func(int32) string) {
	d := estateDevice{path: path, host: strings.Clone(dev.Hostname.V), os: dev.OS, complete: dev.Complete}
	d.secrets = make([]held, 0, len(dev.Secrets))
	var texts strings.Builder
	links := linksOf(dev)
	for _, s := range dev.Secrets {
		if s.FP == ([16]byte{}) {
			d.open++
			continue
		}
		if s.Salted {
			d.open++
		} else {
			d.comparable++
		}
		h := held{fp: s.FP, span: s.Span, kind: e.word(links.purposes(s)), class: e.word(s.Class.V)}
		if n := len(d.secrets); n > 0 && d.secrets[n-1].span.Line == s.Span.Line {
			h.text = d.secrets[n-1].text // one line with several
		} else {
			h.text[0] = int32(texts.Len())
			texts.WriteString(text(s.Span.Line))
			h.text[1] = int32(texts.Len())
		}
		if p := links.peers(s); len(p.systems)+p.open > 0 {
			if d.peers == nil {
				d.peers = map[int32]peers{}
			}
			d.peers[int32(len(d.secrets))] = p
		}
		d.secrets = append(d.secrets, h)
	}
	d.texts = texts.String()
	e.devices = append(e.devices, d)
}

// word returns the index of one of the few purposes and classes.
func (e *Estate) word(w string) int32 {
	i := slices.Index(e.words, w)
	if i < 0 {
		i = len(e.words)
		e.words = append(e.words, w)
	}
	return int32(i)
}

func (e *Estate) secret(u use) *held { return &e.devices[u.device].secrets[u.secret] }

// groups returns the secrets that open more than one device or perhaps more
// than one purpose or autonomous system, those on most
// devices first, named secret-1, secret-2, ….
func (e *Estate) groups() []*Group {
	var uses []use
	for i := range e.devices {
		for k := range e.devices[i].secrets {
			uses = append(uses, use{int32(i), int32(k)})
		}
	}
	slices.SortStableFunc(uses, func(x, y use) int { return bytes.Compare(e.secret(x).fp[:], e.secret(y).fp[:]) })
	var out []*Group
	for len(uses) > 0 {
		n := 1
		for n < len(uses) && e.secret(uses[n]).fp == e.secret(uses[0]).fp {
			n++
		}
		if g := e.group(uses[:n:n]); g.Devices > 1 || several(g.Purposes) || several(g.Systems) {
			out = append(out, g)
		}
		uses = uses[n:]
	}
	slices.SortFunc(out, func(x, y *Group) int {
		a, b := x.members[0], y.members[0]
		return cmp.Or(cmp.Compare(y.Devices, x.Devices), cmp.Compare(a.device, b.device), cmp.Compare(a.secret, b.secret))
	})
	for i, g := range out {
		g.Name = fmt.Sprintf("secret-%d", i+1)
	}
	return out
}

// several reports a number that is or may be more than one.
func several(n model.F[int64]) bool { return n.How == model.Unknown || n.V > 1 }

// strength orders the storage classes, weakest first.
var strength = map[string]int{"plain": 0, "reversible": 1, "weak-hash": 2, "encrypted": 3, "strong-hash": 4}

// group describes the uses of one secret, which stand in the order of devices.
func (e *Estate) group(uses []use) *Group {
	g := &Group{Uses: int64(len(uses)), Class: e.words[e.secret(uses[0]).class], members: uses}
	last, kinds := int32(-1), map[string]int{}
	var all peers
	for _, u := range uses {
		if u.device != last {
			last = u.device
			g.Devices++
		}
		s := e.secret(u)
		for k := range strings.FieldsSeq(e.words[s.kind]) {
			kinds[k]++
		}
		p := e.devices[u.device].peers[u.secret]
		all.systems, all.open = append(all.systems, p.systems...), all.open+p.open
		if class := e.words[s.class]; strength[class] < strength[g.Class] {
			g.Class = class
		}
	}
	g.Systems = all.count()
	g.Purposes = countPurposes(kinds)
	g.Kinds = strings.Join(slices.Sorted(maps.Keys(kinds)), " ")
	return g
}
