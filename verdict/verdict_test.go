package verdict

import "testing"

func TestZeroValueIsUnknown(t *testing.T) {
	var v Verdict
	if v != Unknown || v.String() != "unknown" {
		t.Fatalf("zero verdict is %v", v)
	}
}

func TestTextRoundTrip(t *testing.T) {
	for _, v := range []Verdict{Unknown, Pass, Fail, NotApplicable} {
		b, err := v.MarshalText()
		if err != nil {
			t.Fatal(err)
		}
		var back Verdict
		if err := back.UnmarshalText(b); err != nil || back != v {
			t.Errorf("%v: came back as %v, %v", v, back, err)
		}
	}
	if _, err := Parse("passed"); err == nil {
		t.Error("Parse accepted a word that is not a verdict")
	}
}

func TestJoin(t *testing.T) {
	tests := []struct {
		in   []Verdict
		want Verdict
	}{
		{nil, NotApplicable},
		{[]Verdict{NotApplicable, NotApplicable}, NotApplicable},
		{[]Verdict{Pass, NotApplicable}, Pass},
		{[]Verdict{Pass, Unknown, Pass}, Unknown},
		{[]Verdict{NotApplicable, Unknown}, Unknown},
		{[]Verdict{Unknown, Pass, Fail}, Fail},
	}
	for _, tt := range tests {
		if got := Join(tt.in...); got != tt.want {
			t.Errorf("Join(%v) = %v, want %v", tt.in, got, tt.want)
		}
	}
}
