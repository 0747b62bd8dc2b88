package audit

import (
	"fmt"
	"maps"
	"slices"
	"sort"
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
	// Kinds lists what it opens ("user snmp"), sorted, separated by spaces.
	Kinds string `json:"kinds"`
	// Class is the weakest storage class among the uses.
	Class string `json:"class"`

	members []member
}

// member is one use of a secret.
type member struct {
	device int
	span   model.Span
	text   string
}

// held is what the estate keeps of one secret: no part of its value.
type held struct {
	fp          [16]byte
	kind, class string
	salted      bool
	member
}

// Estate collects, device by device, what can only be judged over all of
// them. It is not safe for concurrent use.
type Estate struct {
	devices []estateDevice
	secrets []held
}

type estateDevice struct {
	path, host, os string
	complete       model.Completeness
	// open counts secrets that cannot be compared: masked or salted.
	open, comparable int
}

// Add records a device; text returns a line with secrets masked.
func (e *Estate) Add(path string, dev *model.Device, text func(int32) string) {
	d := estateDevice{path: path, host: strings.Clone(dev.Hostname.V), os: dev.OS, complete: dev.Complete}
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
		e.secrets = append(e.secrets, held{s.FP, s.Kind, s.Class.V, s.Salted, member{len(e.devices), s.Span, text(s.Span.Line)}})
	}
	e.devices = append(e.devices, d)
}

// groups returns the secrets that open more than one device or more than one
// kind of thing, those on most devices first, named secret-1, secret-2, ….
func (e *Estate) groups() []*Group {
	byFP := map[[16]byte][]held{}
	var order [][16]byte
	for _, s := range e.secrets {
		if byFP[s.fp] == nil {
			order = append(order, s.fp)
		}
		byFP[s.fp] = append(byFP[s.fp], s)
	}
	var out []*Group
	for _, fp := range order {
		if g := newGroup(byFP[fp]); g.Devices > 1 || strings.Contains(g.Kinds, " ") {
			out = append(out, g)
		}
	}
	sort.SliceStable(out, func(i, j int) bool { return out[i].Devices > out[j].Devices })
	for i, g := range out {
		g.Name = fmt.Sprintf("secret-%d", i+1)
	}
	return out
}

// strength orders the storage classes, weakest first.
var strength = map[string]int{"plain": 0, "reversible": 1, "weak-hash": 2, "encrypted": 3, "strong-hash": 4}

func newGroup(uses []held) *Group {
	g := &Group{Uses: int64(len(uses)), Class: uses[0].class}
	devices, kinds := map[int]bool{}, map[string]bool{}
	for _, u := range uses {
		devices[u.device], kinds[u.kind] = true, true
		if strength[u.class] < strength[g.Class] {
			g.Class = u.class
		}
		g.members = append(g.members, u.member)
	}
	g.Devices, g.Kinds = int64(len(devices)), strings.Join(slices.Sorted(maps.Keys(kinds)), " ")
	return g
}
