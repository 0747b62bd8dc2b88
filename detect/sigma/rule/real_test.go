package rule_test

import (
	"os"
	"strings"
	"testing"

	"github.com/linewarden/linewarden/detect/sigma/rule"
	"github.com/linewarden/linewarden/internal/realdata"
)

// TestRealRules reads every rule that is in use: none may be left out.
func TestRealRules(t *testing.T) {
	n := 0
	for _, path := range realdata.Files(t, "sigma-rules") {
		if !strings.HasSuffix(path, ".yml") {
			continue
		}
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		f, errs := rule.Read(path, data, rule.Options{})
		for _, err := range errs {
			t.Error(err)
		}
		n += len(f.Rules)
		if len(f.Rules) == 0 {
			t.Errorf("%s: no rule", path)
		}
	}
	t.Logf("%d rules", n)
	if n < 3000 {
		t.Errorf("%d rules are too few", n)
	}
}
