package ciscoacl

import (
	"testing"

	"github.com/linewarden/linewarden/device/model"
	"pgregory.net/rapid"
)

func TestList(t *testing.T) {
	l := NewList("A", "ipacl", "ipv4", model.Span{Line: 1, End: 9}, model.Span{Line: 1, End: 1})
	for _, seq := range []int64{10, 30, 20, 30} {
		l.Insert(&model.Rule{Seq: seq, Name: "x"})
	}
	if len(l.Rules) != 3 || l.Rules[1].Seq != 20 || l.Next() != 40 {
		t.Fatalf("rules %d, next %d", len(l.Rules), l.Next())
	}
	l.Drop(20)
	l.Drop(99)
	if len(l.Rules) != 2 || l.Rules[1].Seq != 30 {
		t.Errorf("after drop: %d rules", len(l.Rules))
	}
	if l.Default.V != "deny" || l.Seq(0) || l.Seq(1<<40) || !l.Seq(1) {
		t.Error("default or bounds")
	}
}

func TestListStaysSorted(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l := NewList("A", "ipacl", "ipv4", model.Span{}, model.Span{})
		for _, seq := range rapid.SliceOf(rapid.Int64Range(1, 40)).Draw(t, "seq") {
			if seq%5 == 0 {
				l.Drop(seq)
				continue
			}
			l.Insert(&model.Rule{Seq: seq})
		}
		for i := 1; i < len(l.Rules); i++ {
			if l.Rules[i-1].Seq >= l.Rules[i].Seq {
				t.Fatalf("rule %d is not above rule %d", i, i-1)
			}
		}
	})
}
