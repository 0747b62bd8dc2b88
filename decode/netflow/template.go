package netflow

import "strings"

// templates reads a set of templates, or of options templates.
func (d *Decoder) templates(dom *domain, body string, options bool) {
	v9 := dom.key.version == 9
	for len(body) >= 4 {
		t, n := parseTemplate(body, options, v9)
		if n == 0 {
			if strings.Trim(body, "\x00") != "" {
				d.gap(len(body), "a template that cannot be read")
			}
			return
		}
		raw := body[:n]
		body = body[n:]
		switch {
		case t.withdraw && t.id >= 256:
			d.forget(dom, t.id)
		case t.withdraw && t.id == 2 && !options, t.withdraw && t.id == 3 && options: // all, RFC 7011 §8.1
			d.withdrawAll(dom, options)
		case t.id < 256:
			if strings.Trim(raw, "\x00") != "" {
				d.gap(n, "a template with a number that is none")
			}
		default:
			d.define(dom, t, raw, options)
		}
	}
}

func (d *Decoder) withdrawAll(dom *domain, options bool) {
	for id, p := range dom.templates {
		if p.options == options {
			d.forget(dom, id)
		}
	}
}

// forget removes a template, if it is there.
func (d *Decoder) forget(dom *domain, id uint16) {
	if p := dom.templates[id]; p != nil {
		n := p.cost(p.raw)
		dom.memory -= n
		d.memory -= n
		delete(dom.templates, id)
	}
}

// cost is about what a plan takes in memory.
func (p *plan) cost(raw string) int { return 256 + len(raw) + 16*len(p.steps) }

// definition is a template as it was written.
type definition struct {
	id       uint16
	withdraw bool
	fields   []field
}

// define compiles a template, unless it is the one that is known already, and
// decodes what has waited for it.
func (d *Decoder) define(dom *domain, t definition, raw string, options bool) {
	old := dom.templates[t.id]
	if old != nil && old.options == options && old.raw == raw {
		return
	}
	if old == nil && len(dom.templates) >= maxTemplates {
		d.gap(len(raw), "more templates than are remembered of one exporter")
		return
	}
	p := compile(t.fields, dom.key.version == 9)
	if p.min == 0 {
		d.gap(len(raw), "a template of records without length")
		return
	}
	if old != nil {
		d.forget(dom, t.id)
	}
	if !d.room(dom, p.cost(raw)) {
		d.gap(len(raw), "more templates than are remembered of one exporter")
		return
	}
	p.options, p.raw = options, strings.Clone(raw)
	dom.templates[t.id] = p
	d.release(dom, t.id)
}

// parseTemplate reads the template at the beginning of s, of RFC 3954 §5.2 and
// §6.1 or RFC 7011 §3.4, and returns its length; 0 says that it cannot be read.
func parseTemplate(s string, options, v9 bool) (t definition, n int) {
	t.id = be16(s, 0)
	count, scopes, at := int(be16(s, 2)), 0, 4
	switch {
	case !v9 && count == 0:
		t.withdraw = true
		return t, 4
	case options && len(s) < 6:
		return t, 0
	case options && v9: // lengths in bytes
		scopes = count / 4
		count = scopes + int(be16(s, 4))/4
		at = 6
	case options:
		scopes = int(be16(s, 4))
		at = 6
	}
	if count > maxFields || at+4*count > len(s) {
		return t, 0
	}
	t.fields = make([]field, 0, count)
	for i := range count {
		if len(s) < at+4 {
			return t, 0
		}
		f := field{id: be16(s, at), size: be16(s, at+2), scope: i < scopes}
		at += 4
		if !v9 && f.id&0x8000 != 0 {
			if len(s) < at+4 {
				return t, 0
			}
			f.id, f.enterprise = f.id&0x7fff, be32(s, at)
			at += 4
		}
		if v9 && f.size == variable { // version 9 has no such length
			return t, 0
		}
		t.fields = append(t.fields, f)
	}
	return t, at
}
