package detect

import (
	"slices"

	"github.com/linewarden/linewarden/detect/eventrecord"
	"github.com/linewarden/linewarden/detect/pipeline"
	"github.com/linewarden/linewarden/detect/sigma"
	"github.com/linewarden/linewarden/event"
)

// maxShapes bounds the shapes of events; real logs have some for each type of
// message.
const maxShapes = 20_000

// shape is which fields events have that rules ask for.
type shape struct {
	kind       event.Kind
	format     string
	action, id string
	outcome    event.Outcome
	// fields are those that rules, or their sources, ask for.
	fields event.Fields
	extra  uint64
}

// shapes counts events by shape.
type shapes struct {
	engine *sigma.Engine
	asked  event.Fields
	// extra are the bits of the extra fields that rules ask for.
	extra  map[string]uint64
	names  []string
	counts map[shape]int
	// other are events of further shapes.
	other int
}

func newShapes(e *sigma.Engine, needs [][]*pipeline.Entry) shapes {
	s := shapes{engine: e, extra: map[string]uint64{}, counts: map[shape]int{}}
	for _, name := range e.Fields() {
		if at := event.FieldNamed(name); at != event.None {
			s.asked = s.asked.With(at)
		} else if event.IsExtra(name) && len(s.names) < 64 {
			s.extra[name] = 1 << len(s.names)
			s.names = append(s.names, name)
		}
	}
	for _, n := range slices.Concat(needs...) {
		for _, name := range n.Has {
			s.asked = s.asked.With(event.FieldNamed(name))
		}
	}
	return s
}

func (s *shapes) add(e *event.Event) {
	k := shape{kind: e.Kind, format: e.Format, action: e.Text(event.Action), id: e.Text(event.MessageID), outcome: e.Outcome, fields: e.Present() & s.asked}
	for i := range e.Extra {
		k.extra |= s.extra[e.Extra[i].Name]
	}
	if n, ok := s.counts[k]; ok {
		s.counts[k] = n + 1
	} else if len(s.counts) < maxShapes {
		s.counts[k] = 1
	} else {
		s.other++
	}
}

// shape is k in the terms of the engine.
func (s *shapes) shape(k shape) sigma.Shape {
	out := sigma.Shape{Texts: map[sigma.FieldID]string{
		s.engine.Field(eventrecord.Kind): k.kind.String(), s.engine.Field(eventrecord.Format): k.format,
	}}
	if k.outcome != event.NotSaid {
		out.Texts[s.engine.Field(eventrecord.Outcome)] = k.outcome.String()
	}
	if k.action != "" {
		out.Texts[s.engine.Field(event.Action.String())] = k.action
	}
	if k.id != "" {
		out.Texts[s.engine.Field(event.MessageID.String())] = k.id
	}
	for _, name := range []string{eventrecord.Source, eventrecord.Raw} {
		out.Present = append(out.Present, s.engine.Field(name))
	}
	for f := event.Reporter; f.String() != ""; f++ {
		if k.fields.Has(f) && f != event.Action && f != event.MessageID {
			out.Present = append(out.Present, s.engine.Field(f.String()))
		}
	}
	for i, name := range s.names {
		if k.extra>>i&1 != 0 {
			out.Present = append(out.Present, s.engine.Field(name))
		}
	}
	return out
}

// any says whether some event may be of a source.
func (s *shapes) any(of *pipeline.Entry) bool {
	for k := range s.counts {
		if of.Takes(k.kind.String(), k.format, func(name string) bool { return k.fields.Has(event.FieldNamed(name)) }) {
			return true
		}
	}
	return false
}
