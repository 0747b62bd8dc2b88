package ciscoacl

import (
	"sort"

	"github.com/linewarden/linewarden/device/model"
)

// List is an access list whose entries have numbers, with what is needed to
// number those that stand without one.
type List struct {
	*model.Ruleset
	next int64
}

// step is the distance between entries that the system numbers itself.
const step = 10

// maxSeq bounds the numbers of entries.
const maxSeq = 1<<32 - 1

// NewList returns an empty list that denies what no entry names.
func NewList(name, kind, family string, block, header model.Span) *List {
	l := &List{Ruleset: &model.Ruleset{Obj: model.Obj{Span: block}, Name: name, Kind: kind, Family: family}, next: step}
	l.Default.Inherit("deny", header)
	l.DefaultLog.Inherit(false, header)
	return l
}

// Next is the number of an entry that stands without one.
func (l *List) Next() int64 { return l.next }

// Seq reads an entry's number; it reports false where n cannot be one.
func (l *List) Seq(n int64) bool { return n >= 1 && n <= maxSeq }

// Skip takes a number that is no rule's, such as a remark's.
func (l *List) Skip(seq int64) {
	if seq >= l.next && seq < maxSeq {
		l.next = seq + step
	}
}

// Insert adds r in the order of its number. A rule with the same number is
// replaced.
func (l *List) Insert(r *model.Rule) {
	l.Skip(r.Seq)
	n := len(l.Rules)
	if n == 0 || l.Rules[n-1].Seq < r.Seq {
		l.Rules = append(l.Rules, r)
		return
	}
	at := l.find(r.Seq)
	if at < n && l.Rules[at].Seq == r.Seq {
		l.Rules[at] = r
		return
	}
	l.Rules = append(l.Rules, nil)
	copy(l.Rules[at+1:], l.Rules[at:])
	l.Rules[at] = r
}

// Drop takes the rule with a number away.
func (l *List) Drop(seq int64) {
	if at := l.find(seq); at < len(l.Rules) && l.Rules[at].Seq == seq {
		l.Rules = append(l.Rules[:at], l.Rules[at+1:]...)
	}
}

func (l *List) find(seq int64) int {
	return sort.Search(len(l.Rules), func(i int) bool { return l.Rules[i].Seq >= seq })
}

// Ethernet marks a rule of a list of Ethernet addresses: it says nothing of
// Internet addresses.
func Ethernet(r *model.Rule, sp model.Span) {
	r.Opaque = "matches Ethernet addresses"
	r.Log.Set(false, sp)
	r.SrcAny.Unsure(sp)
	r.DstAny.Unsure(sp)
	r.ServiceAny.Unsure(sp)
}
