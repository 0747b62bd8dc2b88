package table

import (
	"net/netip"

	"github.com/linewarden/linewarden/event"
)

// Place is a typed column or an extra field of an event, for families whose
// records name their values: what the table is for texts, a map of Places is
// for keys.
type Place struct{ slot slot }

// Places compiles a map from a maker's keys to names of fields. The error names
// the first field that events do not have.
func Places(names map[string]string) (map[string]Place, error) {
	out := make(map[string]Place, len(names))
	for key, name := range names {
		s, err := slotNamed(name)
		if err != nil {
			return nil, err
		}
		out[key] = Place{s}
	}
	return out, nil
}

// Keys are Places by their keys, for a family that looks up many of them.
type Keys struct{ index index[Place] }

// NewKeys is Places for Keys.
func NewKeys(names map[string]string) (*Keys, error) {
	places, err := Places(names)
	if err != nil {
		return nil, err
	}
	k := &Keys{}
	for key, p := range places {
		*k.index.at(key) = p
	}
	return k, nil
}

// Place returns the key's place, nil where it has none.
func (k *Keys) Place(key string) *Place { return k.index.get(key) }

// Put stores v, and says no where the place cannot hold it: a word in place of
// a number, a name in place of an address.
func (p Place) Put(e *event.Event, v string) bool { return p.slot.put(e, v) }

// Field is the typed column, event.None for an extra field.
func (p Place) Field() event.Field { return p.slot.field }

// Address reads an address as devices write it, and allocates nothing for what
// is none.
func Address(v string) (netip.Addr, bool) { return address(v) }
