package audit

import (
	"testing"
	"time"

	"github.com/linewarden/linewarden/device/model"
)

func TestTemplate(t *testing.T) {
	e, err := New(nil, Options{})
	if err != nil {
		t.Fatal(err)
	}
	envs, err := newEnvs(e.schema, &clock{now: time.Now()})
	if err != nil {
		t.Fatal(err)
	}
	dev := &model.Device{Complete: model.Whole}
	dev.Hostname.Set("r1", model.Span{Line: 1, End: 1})
	dev.Contexts.Set([]string{"1", "22"}, model.Span{Line: 2, End: 2})
	dev.L2.CDP.Unsure(model.Span{Line: 3, End: 3})
	v := e.view(dev)
	defer v.close()
	for text, want := range map[string]string{
		"nothing to fill":                         "nothing to fill",
		"{device.hostname} trusts":                "r1 trusts",
		"keys {device.contexts}.":                 "keys 1, 22.",
		"{= device.contexts.filter(k, k > '1')}":  "22",
		"CDP {device.l2.cdp}, {= !device.l2.cdp}": "CDP ?, ?",
		"an open { brace":                         "an open { brace",
	} {
		tpl, err := parseTemplate(envs.device, text)
		if err != nil {
			t.Errorf("%q: %v", text, err)
			continue
		}
		if got := tpl.fill(v); got != want {
			t.Errorf("%q gives %q, want %q", text, got, want)
		}
	}
	if _, err := parseTemplate(envs.device, "{= device.nothing}"); err == nil {
		t.Error("a place for what does not exist compiles")
	}
}
