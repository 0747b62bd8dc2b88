package rule

import (
	"fmt"
	"strconv"
	"time"

	"go.yaml.in/yaml/v3"
)

// filter reads a filter. Its condition says what is taken away; one that begins
// with "not" says what stays, as rules for other programs write it.
func (d *detection) filter(node *yaml.Node) (*Filter, error) {
	body := get(node, "filter")
	match, err := d.read(body, "rules")
	if err != nil {
		return nil, err
	}
	if len(d.missing) > 0 { // what a filter takes away must be certain
		return nil, d.fail(body.Line, "no list is known for %%%s%%", d.missing[0])
	}
	if match.Op == Not {
		match = match.Kids[0]
	}
	f := &Filter{Meta: meta(d.path, node), LogSource: logSource(node), Suppress: match}
	rules := get(body, "rules")
	if f.Rules = texts(rules); len(f.Rules) == 1 && f.Rules[0] == "any" && rules.Kind == yaml.ScalarNode {
		f.Rules, f.Any = nil, true
	}
	if len(f.Rules) == 0 && !f.Any {
		return nil, d.fail(body.Line, "the filter names no rules")
	}
	return f, nil
}

// correlation reads a correlation.
func (d *detection) correlation(node *yaml.Node) (*Correlation, error) {
	body := get(node, "correlation")
	if body.Kind != yaml.MappingNode {
		return nil, d.fail(body.Line, "a correlation is a map")
	}
	c := &Correlation{
		Meta: meta(d.path, node), Type: CorrelationType(text(body, "type")),
		Rules: texts(get(body, "rules")), GroupBy: texts(get(body, "group-by")),
		Generate: text(body, "generate") == "true" || text(node, "generate") == "true",
	}
	if err := d.correlationKeys(body); err != nil {
		return nil, err
	}
	var err error
	if c.Timespan, err = timespan(text(body, "timespan")); err != nil {
		return nil, d.fail(line(body, "timespan"), "%w", err)
	}
	if c.Aliases, err = d.aliases(get(body, "aliases")); err != nil {
		return nil, err
	}
	if err := d.bounds(c, get(body, "condition")); err != nil {
		return nil, err
	}
	return c, d.complete(c, body)
}

var correlationKeys = []string{"type", "rules", "group-by", "timespan", "condition", "aliases", "generate"}

func (d *detection) correlationKeys(body *yaml.Node) error {
	for k := range pairs(body) {
		if !contains(correlationKeys, k.Value) {
			return d.fail(k.Line, "%q is nothing that a correlation has", k.Value)
		}
	}
	return nil
}

// complete says what a correlation of its type lacks.
func (d *detection) complete(c *Correlation, body *yaml.Node) error {
	switch c.Type {
	case EventCount, ValueCount:
		if len(c.Bounds) == 0 {
			return d.fail(body.Line, "the correlation has no condition")
		}
	case Temporal, TemporalOrdered:
	default:
		return d.fail(line(body, "type"), "%q is no type of correlation that can be counted here: event_count, value_count, temporal and temporal_ordered are", string(c.Type))
	}
	switch {
	case len(c.Rules) == 0:
		return d.fail(body.Line, "the correlation names no rules")
	case c.Type == ValueCount && len(c.Field) == 0:
		return d.fail(line(body, "condition"), "value_count names no field to count the values of")
	case c.Type != ValueCount && len(c.Field) > 0:
		return d.fail(line(body, "condition"), "%s counts no field", string(c.Type))
	}
	return nil
}

// line is that of a key's value, or of the map where the key is absent.
func line(body *yaml.Node, key string) int {
	if v := get(body, key); v != nil {
		return v.Line
	}
	return body.Line
}

// timespan reads a number and one of s, m, h, d.
func timespan(s string) (time.Duration, error) {
	units := map[byte]time.Duration{'s': time.Second, 'm': time.Minute, 'h': time.Hour, 'd': 24 * time.Hour}
	if len(s) >= 2 {
		unit, known := units[s[len(s)-1]]
		n, err := strconv.ParseUint(s[:len(s)-1], 10, 31)
		if known && err == nil && n > 0 && n <= uint64(10*366*24*time.Hour/unit) {
			return time.Duration(n) * unit, nil
		}
	}
	return 0, fmt.Errorf("%q is no timespan: a number and one of s, m, h, d, of ten years at most", s)
}

// bounds reads the condition of a correlation.
func (d *detection) bounds(c *Correlation, node *yaml.Node) error {
	if node == nil {
		return nil
	}
	if node.Kind != yaml.MappingNode {
		return d.fail(node.Line, "the condition of a correlation is a map, such as `gte: 10`: expressions of rules are not understood")
	}
	for k, v := range pairs(node) {
		switch k.Value {
		case "field":
			c.Field = texts(v)
		case "gt", "gte", "lt", "lte", "eq", "neq":
			n, err := strconv.Atoi(v.Value)
			if err != nil || n < 0 {
				return d.fail(v.Line, "%q is no count", v.Value)
			}
			c.Bounds = append(c.Bounds, Bound{k.Value, n})
		default:
			return d.fail(k.Line, "%q is nothing that a condition of a correlation has", k.Value)
		}
	}
	return nil
}

// aliases reads the names that stand for fields.
func (d *detection) aliases(node *yaml.Node) (map[string]map[string]string, error) {
	if node == nil {
		return nil, nil
	}
	if node.Kind != yaml.MappingNode {
		return nil, d.fail(node.Line, "aliases are a map")
	}
	out := map[string]map[string]string{}
	for k, v := range pairs(node) {
		if v.Kind != yaml.MappingNode {
			return nil, d.fail(v.Line, "alias %q gives no field for a rule", k.Value)
		}
		fields := map[string]string{}
		for rule, field := range pairs(v) {
			fields[rule.Value] = field.Value
		}
		out[k.Value] = fields
	}
	return out, nil
}
