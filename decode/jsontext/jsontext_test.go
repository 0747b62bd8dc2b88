package jsontext

import (
	"encoding/json"
	"errors"
	"testing"
)

// What is valid JSON gives the members that the standard library gives.
func FuzzObject(f *testing.F) {
	for _, s := range []string{`{}`, `{"a":1,"b":"x\n\u00e9\ud83d\ude00","c":null,"d":[1,[2,{"e":"]"}]],"f":{"g":true}}`, `{"a":`, `{"a" 1}`, "{\"a\":\"\\"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		var want map[string]json.RawMessage
		valid := json.Unmarshal([]byte(s), &want) == nil && want != nil
		got := map[string]Value{}
		err := Object(s, func(name string, v Value) bool {
			got[name] = v
			if v.IsList() {
				_ = List(string(v), func(v Value) bool { _ = v.Text(); return true })
			}
			return true
		})
		if !valid || errors.Is(err, ErrMalformed) {
			return // what is nested too deep is not read; what is lax is
		}
		for name, raw := range want {
			v, ok := got[name]
			if !ok {
				continue // names that only differ in invalid UTF-8
			}
			var text string
			if json.Unmarshal(raw, &text) == nil && string(raw) != "null" && json.Valid([]byte(s)) && isASCII(s) && text != v.Text() {
				t.Errorf("%q is %q, want %q", name, v.Text(), text)
			}
		}
	})
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 || s[i] == '\\' {
			return false
		}
	}
	return true
}

func TestObject(t *testing.T) {
	var got []string
	err := Object(` {"a": "x\"\u00e9\ud83d\ude00" , "b":[1, {"c":"]}"}],"d":-1.5e3,"e":null,"f":{"g":{"h":1}},"n":"42"} `, func(name string, v Value) bool {
		got = append(got, name+"="+v.Text())
		return true
	})
	if err != nil || len(got) != 6 || got[0] != "a=x\"é😀" || got[1] != `b=[1, {"c":"]}"}]` || got[2] != "d=-1.5e3" || got[3] != "e=" || got[4] != `f={"g":{"h":1}}` {
		t.Errorf("%q, %v", got, err)
	}
	if n, ok := Value(`"42"`).Uint(); n != 42 || !ok {
		t.Error("a count in quotes is a count")
	}
	for _, bad := range []string{"", "x", `{"a"}`, `{"a":1`, `{"a":"b`, `{"a":1}x`, `{"a":1 "b":2}`, `["a"]`} {
		if Object(bad, func(string, Value) bool { return true }) == nil {
			t.Errorf("%s is taken for an object", bad)
		}
	}
}
