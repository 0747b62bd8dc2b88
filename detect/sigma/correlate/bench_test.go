package correlate_test

import (
	"fmt"
	"testing"

	"github.com/linewarden/linewarden/detect/sigma/correlate"
)

// BenchmarkTake costs a matched event from its record to the answers: 10,000
// groups, and values that hardly repeat.
func BenchmarkTake(b *testing.B) {
	for _, bench := range []struct{ name, correlation string }{
		{"event_count", "type: event_count, rules: [a], group-by: [user], timespan: 5m, condition: {gte: 10}"},
		{"value_count", "type: value_count, rules: [a], group-by: [user], timespan: 5m, condition: {gte: 10, field: v}"},
		{"value_count_high", "type: value_count, rules: [a], group-by: [user], timespan: 1d, condition: {gte: 5000, field: v}"},
		{"value_count_one_group", "type: value_count, rules: [a], timespan: 1d, condition: {gte: 100000, field: v}"},
		{"temporal_ordered", "type: temporal_ordered, rules: [a, b, c], group-by: [user], timespan: 5m"},
	} {
		b.Run(bench.name, func(b *testing.B) {
			h := newHarness(b, "title: X\ncorrelation: {"+bench.correlation+"}", correlate.Limits{})
			users, values := make([]string, 10_000), make([]string, 65_536)
			for i := range users {
				users[i] = fmt.Sprintf("user%d", i)
			}
			for i := range values {
				values[i] = fmt.Sprintf("198.51.100.%d", i)
			}
			user, value := h.engine.Field("user"), h.engine.Field("v")
			n := 0
			take := func() {
				h.record.Reset()
				h.record.Add(user, users[n*7919%len(users)], true)
				h.record.Add(value, values[n*104_729%len(values)], true)
				signs, _ := h.reader.Read(0, h.record, int64(n)*1000, int64(n), 0)
				for _, s := range signs {
					h.tracker.Take(s)
				}
				n++
			}
			for range 200_000 {
				take()
			}
			b.ReportAllocs()
			for b.Loop() {
				take()
			}
		})
	}
}
