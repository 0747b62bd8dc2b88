package blind

import "testing"

func TestOf(t *testing.T) {
	spots, err := Of([]string{"ios", "pgaudit"})
	if err != nil || len(spots) != 3 {
		t.Fatalf("%+v, %v", spots, err)
	}
	for _, s := range spots {
		if len(s.Formats) != 1 || s.Kind == "" || s.Reason == "" || s.Unless == "" {
			t.Errorf("%+v", s)
		}
	}
	if spots, _ := Of(nil); len(spots) != 0 {
		t.Errorf("blind without any format: %+v", spots)
	}
}
