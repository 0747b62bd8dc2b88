package intel

import (
	"regexp"
	"strings"
)

// comparison is one equality of a pattern (STIX 2.1 §9): an object's path and a
// text. Quotes and backslashes are escaped within texts.
var comparison = regexp.MustCompile(`([a-z0-9-]+):([A-Za-z0-9_.'"\[\]-]+)\s*(=|ISSUBSET|IN)\s*(\('(?:[^'\\]|\\.)*'(?:\s*,\s*'(?:[^'\\]|\\.)*')*\)|'(?:[^'\\]|\\.)*')`)

// joined are operators by which a pattern is more than a list of observations of
// which one is enough.
var joined = regexp.MustCompile(`\b(AND|FOLLOWEDBY|NOT|LIKE|MATCHES|WITHIN|REPEATS|ISSUPERSET|EXISTS)\b|!=|[<>]`)

var quoted = regexp.MustCompile(`'((?:[^'\\]|\\.)*)'`)

// stix takes the observations of an indicator.
func (s *Set) stix(path string, d map[string]any) {
	if revoked, _ := d["revoked"].(bool); revoked {
		s.skip("indicators that were revoked")
		return
	}
	pattern, _ := d["pattern"].(string)
	if kind, ok := d["pattern_type"].(string); ok && kind != "stix" {
		s.skip("patterns of another language than STIX")
		return
	}
	if joined.MatchString(quoted.ReplaceAllString(pattern, "''")) {
		s.skip("patterns that join or compare several observations")
		return
	}
	label, _ := d["name"].(string)
	found := false
	for _, m := range comparison.FindAllStringSubmatch(pattern, -1) {
		for _, text := range quoted.FindAllStringSubmatch(m[4], -1) {
			value := strings.NewReplacer(`\'`, `'`, `\\`, `\`).Replace(text[1])
			if s.Add(value, path, 0, label) {
				found = true
			}
		}
	}
	if !found {
		s.skip("patterns of what no log has")
	}
}

// misp takes attributes that are meant for detection.
func (s *Set) misp(path, label string, all []any) {
	for _, x := range all {
		a, ok := x.(map[string]any)
		if !ok {
			continue
		}
		value, _ := a["value"].(string)
		kind, _ := a["type"].(string)
		deleted, _ := a["deleted"].(bool)
		ids, said := a["to_ids"].(bool)
		switch {
		case deleted:
			s.skip("attributes that were deleted")
			continue
		case said && !ids:
			s.skip("attributes that are not meant for detection")
			continue
		}
		if !s.attribute(kind, value, path, label) {
			s.skip("attributes of what no log has")
		}
	}
}

// attribute takes one; of two parts ("ip-dst|port", "filename|sha256") each that is
// an indicator by itself.
func (s *Set) attribute(kind, value, path, label string) bool {
	kinds, values := strings.Split(kind, "|"), strings.Split(value, "|")
	if len(kinds) != len(values) {
		kinds, values = []string{kind}, []string{value}
	}
	found := false
	for i, k := range kinds {
		switch {
		case strings.HasPrefix(k, "ip-"), k == "domain", k == "hostname", k == "url", k == "link", k == "uri", k == "md5", k == "sha1", k == "sha256", k == "sha512", k == "ip", k == "subnet":
			found = s.Add(values[i], path, 0, label) || found
		}
	}
	return found
}
