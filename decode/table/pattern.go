package table

import (
	"errors"
	"fmt"
	"strings"

	"github.com/linewarden/linewarden/event"
)

// maxSteps bounds the literals, captures and groups of one pattern.
const maxSteps = 48

// pattern is one text: literals, captures and groups that may be missing, in turn.
type pattern struct {
	source string // the text as the table has it
	steps  []step
	open   bool     // anything may follow
	must   []string // pieces of the literals outside of groups, in order, without blanks
}

// step is a literal, the beginning of a group, or a capture.
type step struct {
	literal string
	// after is the step behind the group that begins here; 0 for other steps.
	after int

	shape shape
	to    slot
	quick quick
	typ   form // asText, asNumber or asAddr, by the field
	skip  bool // what is captured is not stored
	typed bool // what is captured always goes to the field
	where int  // index of entry.where, -1 for none
	// stops are the literals of which one must follow, and last says that the
	// text's end may.
	stops []stop
	name  string // the extra field of a host that has no address, see host
	last  bool
}

// stop is a literal, and its beginning that is whole: up to its first blank.
// whole says that it has no blank, and so is found as it stands.
type stop struct {
	literal, head string
	whole         bool
}

func newStop(literal string) stop {
	if blank := strings.IndexByte(literal[1:], ' '); blank >= 0 {
		return stop{literal, literal[:blank+2], false}
	}
	return stop{literal, literal, literal[0] != ' '}
}

type shape uint8

const (
	anyText shape = iota
	oneWord
	rest
	quoted
	host
	plain
)

var shapes = map[string]shape{"": anyText, "word": oneWord, "rest": rest, "quoted": quoted, "host": host, "plain": plain}

func compilePattern(text string, where map[string]int) (pattern, error) {
	p := pattern{source: text}
	for _, dots := range []string{"…", "..."} {
		if t, ok := strings.CutSuffix(text, dots); ok {
			text, p.open = t, true
		}
	}
	if err := p.parse(strings.TrimRight(text, " "), where, false); err != nil {
		return p, err
	}
	switch n := len(p.steps); {
	case n == 0:
		return p, errors.New("empty")
	case n > maxSteps:
		return p, fmt.Errorf("more than %d captures, groups and texts between them", maxSteps)
	}
	for i := range p.steps {
		if err := p.follow(i); err != nil {
			return p, err
		}
		s := &p.steps[i]
		s.quick, s.typed = s.quickest(), s.to.field != event.None && s.name == ""
	}
	p.require()
	return p, nil
}

// require collects what a text that fits must have: of each literal outside of
// groups the longest piece without blanks, which may be more of them in the text.
func (p *pattern) require() {
	for i := 0; i < len(p.steps); i++ {
		s := &p.steps[i]
		if s.after > 0 {
			i = s.after - 1
			continue
		}
		longest := ""
		for _, piece := range strings.Split(s.literal, " ") {
			if len(piece) > len(longest) {
				longest = piece
			}
		}
		if longest != "" {
			p.must = append(p.must, longest)
		}
	}
}

// parse appends the steps of text, which is the whole or one group.
func (p *pattern) parse(text string, where map[string]int, group bool) error {
	for text != "" {
		at := strings.IndexAny(text, "{[")
		for at >= 0 && text[at] == '[' && !strings.HasPrefix(text[at:], "[[") {
			next := strings.IndexAny(text[at+1:], "{[")
			if next < 0 {
				at = -1
				break
			}
			at += 1 + next
		}
		if at < 0 {
			at = len(text)
		}
		if at > 0 {
			p.steps = append(p.steps, step{literal: text[:at], where: -1})
		}
		switch text = text[at:]; {
		case text == "":
		case text[0] == '{':
			name, after, ok := strings.Cut(text[1:], "}")
			if !ok {
				return errors.New("{ without }")
			}
			s, err := compileCapture(name, where)
			if err != nil {
				return err
			}
			p.steps = append(p.steps, s)
			text = after
		default:
			inner, after, ok := strings.Cut(text[2:], "]]")
			if !ok || group {
				return errors.New("[[ without ]], or within another")
			}
			for strings.HasPrefix(after, "]") { // a bracket of the message before the group's
				inner, after = inner+"]", after[1:]
			}
			begin := len(p.steps)
			p.steps = append(p.steps, step{where: -1})
			if err := p.parse(inner, where, true); err != nil {
				return err
			}
			p.steps[begin].after = len(p.steps)
			text = after
		}
	}
	return nil
}

// follow finds what may come behind the capture i: the literal of the next step,
// and where a group is next, both its literal and what stands behind the group.
func (p *pattern) follow(i int) error {
	s := &p.steps[i]
	if s.literal != "" || s.after > 0 {
		return nil
	}
	for j := i + 1; ; {
		switch {
		case j >= len(p.steps):
			s.last = true
			if p.open && s.shape == anyText {
				s.shape = oneWord // of an open pattern the last capture is one word
			}
			return nil
		case p.steps[j].literal != "":
			s.stops = append(s.stops, newStop(p.steps[j].literal))
			return nil
		case p.steps[j].after == j+1:
			return errors.New("an empty group")
		case p.steps[j].after > 0:
			if p.steps[j+1].literal == "" {
				return errors.New("a group behind a capture begins with a literal")
			}
			s.stops = append(s.stops, newStop(p.steps[j+1].literal))
			j = p.steps[j].after
		case s.shape == quoted || s.shape == oneWord:
			s.last = true
			return nil
		default:
			return errors.New("nothing ends a capture before another")
		}
	}
}

func compileCapture(text string, where map[string]int) (step, error) {
	name, form, _ := strings.Cut(text, ":")
	s := step{where: -1}
	var ok bool
	if s.shape, ok = shapes[form]; !ok {
		return s, fmt.Errorf("{%s}: %q is no shape", text, form)
	}
	if name == "" {
		s.skip = true
		return s, nil
	}
	if key, ok := strings.CutPrefix(name, "@"); ok {
		if s.where, ok = where[key]; !ok {
			return s, fmt.Errorf("{%s}: the message has no such where", text)
		}
		return s, nil
	}
	var err error
	s.to, err = slotNamed(name)
	switch {
	case s.to.field.IsAddr():
		s.typ = asAddr
	case s.to.field.IsNumber():
		s.typ = asNumber
	}
	if err != nil || s.shape != host {
		return s, err
	}
	switch s.to.field {
	case event.ActorAddr:
		s.name = "actor_name"
	case event.TargetAddr:
		s.name = "target_name"
	default:
		return s, fmt.Errorf("{%s}: only actor_addr and target_addr may be names", text)
	}
	return s, nil
}
