package ios

import (
	"strconv"
	"strings"

	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/parse/classes"
	"github.com/linewarden/linewarden/device/stmt"
)

// reader is one run over one file: the device and what only the end of the
// file can settle.
type reader struct {
	d          *model.Device
	c          *stmt.Ctx
	t          *tables
	groups     map[string]*objectGroup
	acls       map[string]*acl
	macACLs    map[string]bool
	classLists []model.Ref // lists that classes name without their family
	classes    classes.Reader
	plane      string // the part of the processor that is read, "" for all
	guards     []guard
	users      map[string]*model.User
	ifaces     []*iface

	aaaLine     model.Span // where AAA is on or off
	keypair     string     // the SSH host key's name
	logConfig   [2]model.F[bool]
	logUses     map[string]bool // discriminators in use
	tacacsKey   bool
	radiusKey   bool
	oldServers  []*model.AAAServer
	kron        map[string]bool
	pbrMaps     map[string]bool
	pbrs        []*pbr
	igps        []*igpProcess
	bgps        []*bgpProcess
	peers       map[string]*model.VPNPeer
	ipsecUsers  []*ipsecUser
	ikeProfiles []*ikeProfile
	ifByName    map[string]*iface
	igpByName   map[string]*igpProcess
	bgpByAS     map[string]*bgpProcess
	others      map[string]*model.Neighbor
	aaaGroups   []*group
	keyBits     map[string]model.F[int64]
	applets     map[string]*model.Script
	transforms  []*transform
	removed     map[string]model.Span // default proposals taken away
	keychainUse map[string]bool
	classUse    map[string]bool
	mirrors     map[string]*model.Mirror
	captures    map[string]*model.Capture
	menus       map[string]bool
	provision   model.F[string]
	netAuth     model.Span
	targeted    *model.IGP // LDP by targeted hellos, nil where they are not answered
}

func read(c *stmt.Ctx, t *tables) {
	r := &reader{
		d: c.Dev, c: c, t: t, groups: map[string]*objectGroup{}, acls: map[string]*acl{}, macACLs: map[string]bool{}, users: map[string]*model.User{},
		logUses: map[string]bool{}, kron: map[string]bool{}, pbrMaps: map[string]bool{},
		peers: map[string]*model.VPNPeer{}, removed: map[string]model.Span{}, keychainUse: map[string]bool{}, classUse: map[string]bool{},
		mirrors: map[string]*model.Mirror{}, captures: map[string]*model.Capture{}, menus: map[string]bool{},
		ifByName: map[string]*iface{}, igpByName: map[string]*igpProcess{}, bgpByAS: map[string]*bgpProcess{}, others: map[string]*model.Neighbor{},
		keyBits: map[string]model.F[int64]{}, applets: map[string]*model.Script{},
	}
	r.collectGroups()
	c.Run(t.top.In(r))
	r.finish()
}

// finish settles what needs the whole file. The order matters: interfaces
// before what runs on them.
func (r *reader) finish() {
	r.finishInterfaces()
	r.finishTunnels()
	r.finishAAA()
	r.finishLines()
	r.finishSSH()
	r.finishServices()
	r.finishLogging()
	r.finishSNMP()
	r.finishACLs()
	r.finishGuards()
	r.finishBGP()
	r.finishIGP()
	r.finishVPN()
	r.finishKeychains()
	r.finishRoutes()
	r.finishScripts()
	r.finishPlatform()
}

// whole reports that absence means something in this file.
func (r *reader) whole() bool { return r.c.Dev.Complete == model.Whole }

// byDefault gives a fact that no line states the system's own value.
func byDefault[V model.Value](f *model.F[V], v V) {
	if f.How == model.NotRead {
		f.V, f.How = v, model.Default
	}
}

// implied gives a fact that no line states the value that follows from sp.
func implied[V model.Value](f *model.F[V], v V, sp model.Span) {
	if f.How == model.NotRead {
		f.Inherit(v, sp)
	}
}

// derived gives a fact that no line states what follows from the file as a
// whole.
func derived[V model.Value](f *model.F[V], v V, sp model.Span) {
	if f.How == model.NotRead {
		f.Derive(v, sp)
	}
}

func number(s string) (int64, bool) {
	n, err := strconv.ParseInt(s, 10, 64)
	return n, err == nil
}

// words returns the words of a match's statement without the negation.
func words(c *stmt.Ctx, m *stmt.Match) []string { return c.Tree.Nodes[m.Node].Words }

// tail returns the text of a statement behind its first n words, without the
// negation, as written.
func tail(m *stmt.Match, n int) string {
	text := m.Text
	if m.Neg {
		text = strings.TrimLeft(strings.TrimPrefix(text, "no"), " \t")
	}
	return text[offset(text, n):]
}

// index returns where word stands in the statement, or -1.
func index(w []string, word string) int {
	for i, s := range w {
		if s == word {
			return i
		}
	}
	return -1
}

// secretAt records the secret that begins with word i of a statement: an
// optional type number, then the value, which may hold blanks when it is the
// last thing in the line. It returns nil where there is none.
func secretAt(c *stmt.Ctx, kind, owner string, m *stmt.Match, i int) *model.Secret {
	w := words(c, m)
	typ := "cisco0"
	if i >= 0 && i+1 < len(w) && typeNumber(w[i]) {
		typ = "cisco" + w[i]
		i++
	}
	if i < 0 || i >= len(w) {
		return nil
	}
	return c.Secret(kind, owner, typ, tail(m, i), m.Span)
}

// secretWord is secretAt for a value of one word, with others behind it. It
// returns the index of the word behind the value.
func secretWord(c *stmt.Ctx, kind, owner string, m *stmt.Match, i int) (*model.Secret, int) {
	w := words(c, m)
	typ := "cisco0"
	if i >= 0 && i+1 < len(w) && typeNumber(w[i]) {
		typ = "cisco" + w[i]
		i++
	}
	if i < 0 || i >= len(w) {
		return nil, len(w)
	}
	return c.Secret(kind, owner, typ, w[i], m.Span), i + 1
}

// typeNumber reports a word that names how the secret behind it is kept.
func typeNumber(w string) bool {
	switch w {
	case "0", "4", "5", "6", "7", "8", "9":
		return true
	}
	return false
}

// key makes a handler that records the secret behind the first n words.
func key[T any](kind, owner string, n int) func(*stmt.Ctx, T, *stmt.Match) {
	return func(c *stmt.Ctx, _ T, m *stmt.Match) {
		if !m.Neg {
			secretAt(c, kind, owner, m, n)
		}
	}
}

// none reads a statement that states nothing by itself.
func none[T any](*stmt.Ctx, T, *stmt.Match) {}

// use makes a handler that records the word at index n of the statement as a
// use of kind.
func use[T any](kind, ctx string, n int) func(*stmt.Ctx, T, *stmt.Match) {
	return func(c *stmt.Ctx, _ T, m *stmt.Match) {
		if w := words(c, m); n < len(w) && !m.Neg {
			c.Use(kind, w[n], ctx, m.Span)
		}
	}
}
