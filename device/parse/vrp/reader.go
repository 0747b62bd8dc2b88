package vrp

import (
	"strings"

	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/stmt"
)

// reader is what one run remembers until the whole file is read: VRP names
// schemes, filters and interfaces before and after it defines them.
type reader struct {
	*model.Device
	c        *stmt.Ctx
	ifaces   map[string]*model.Interface
	users    map[string]*model.User
	groups   map[string]*model.AAAGroup
	schemes  map[string]*scheme // "authentication NAME", …
	domains  []*domain
	lists    map[string]*ruleset
	defences map[string]*defence
	called   []func()        // copies the lists that these name, when they are in order
	filters  map[string]bool // filters whose unmatched packets pass
	guards   map[string]bool // filters whose unmatched sources are refused
	keys     map[string]*peerKey
	assigned []assignment
	policies map[string]*tlsPolicy
	late     []func()
	snmpUser map[string]*model.SNMPUser
	observes map[string]*observe
	mirrors  map[string]*model.Mirror
	behave   map[string]*behaviour
	families map[*model.Service]map[bool]bool // IPv6 → the service is on for it
	channels map[string]bool                  // channels that collectors have of their own
}

func newReader(c *stmt.Ctx) *reader {
	return &reader{Device: c.Dev, c: c, ifaces: map[string]*model.Interface{}, users: map[string]*model.User{}, groups: map[string]*model.AAAGroup{},
		schemes: map[string]*scheme{}, lists: map[string]*ruleset{}, defences: map[string]*defence{}, filters: map[string]bool{}, guards: map[string]bool{}, keys: map[string]*peerKey{},
		policies: map[string]*tlsPolicy{}, snmpUser: map[string]*model.SNMPUser{}, observes: map[string]*observe{}, mirrors: map[string]*model.Mirror{},
		behave: map[string]*behaviour{}, families: map[*model.Service]map[bool]bool{}, channels: map[string]bool{}}
}

// finish derives what needs the whole file.
func (r *reader) finish() {
	for _, fn := range r.late {
		fn()
	}
	r.finishAAA()
	r.finishKeys()
	r.finishFilters()
	for _, fn := range r.called {
		fn()
	}
	r.finishMirrors()
	r.finishLogging()
	r.finishInterfaces()
}

// finally runs fn after the whole file was read.
func (r *reader) finally(fn func()) { r.late = append(r.late, fn) }

// bare takes quotes off a name.
func bare(w string) string { return strings.Trim(w, `"`) }

// forms are the words in front of a stored secret.
var forms = map[string]string{"cipher": "vrp-cipher", "irreversible-cipher": "vrp-irreversible", "simple": "vrp-simple", "plain": "vrp-simple"}

// secret records what stands behind cipher, irreversible-cipher or simple in
// words, or else their last word, and reports whether there is one.
func (r *reader) secret(kind, owner string, words []string, sp model.Span) *model.Secret {
	for i, w := range words {
		if w == "simple" && i+2 < len(words) && words[i+1] == "plain" {
			continue // the mode, with its word in clear text
		}
		if form := forms[w]; form != "" && i+1 < len(words) {
			return r.stored(kind, owner, form, words[i+1:], sp)
		}
	}
	if len(words) == 0 {
		return nil
	}
	return r.stored(kind, owner, shape(words[len(words)-1]), words[len(words)-1:], sp)
}

// stored records a secret. A quoted cipher may hold blanks.
func (r *reader) stored(kind, owner, form string, words []string, sp model.Span) *model.Secret {
	value := words[0]
	if strings.HasPrefix(value, `"`) && !(len(value) > 1 && strings.HasSuffix(value, `"`)) {
		for _, w := range words[1:] {
			value += " " + w
			if strings.HasSuffix(w, `"`) {
				break
			}
		}
	}
	return r.c.Secret(kind, owner, form, value, sp)
}

// shape recognises a stored form that no word announces.
func shape(v string) string {
	v = strings.Trim(v, `"`)
	switch {
	case strings.HasPrefix(v, "$1a$"), strings.HasPrefix(v, "$1c$"), strings.HasPrefix(v, "$1d$"):
		return "vrp-irreversible"
	case strings.HasPrefix(v, "%^%#"), strings.HasPrefix(v, "%@%#"), strings.HasPrefix(v, "%+%#"), strings.HasPrefix(v, "%$%$"),
		strings.HasPrefix(v, "%@%@"), strings.HasPrefix(v, "%#%#"):
		return "vrp-cipher"
	}
	return "clear"
}

// guard applies a filter to a management service: what it does not name is
// refused.
func (r *reader) guard(ref *model.ACLRef, name, ctx string, sp model.Span) {
	r.c.ApplyACL(ref, "acl", name, ctx, sp)
	r.guards[name] = true
}

// filter applies a filter to packets: what it does not name passes.
func (r *reader) filter(ref *model.ACLRef, name, ctx string, sp model.Span) {
	r.c.ApplyACL(ref, "acl", name, ctx, sp)
	r.filters[name] = true
}
