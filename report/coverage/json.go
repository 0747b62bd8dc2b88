package coverage

import (
	"time"

	"github.com/linewarden/linewarden/coverage"
	"github.com/linewarden/linewarden/coverage/track"
)

// jsonStream is a stream with its times written out.
type jsonStream struct {
	Source   string    `json:"source"`
	Kind     string    `json:"kind"`
	First    string    `json:"first"`
	Last     string    `json:"last"`
	Records  uint64    `json:"records"`
	NoTime   uint64    `json:"without_time"`
	Formats  []string  `json:"formats"`
	Judged   bool      `json:"judged"`
	Repeats  uint64    `json:"repeated_numbers"`
	Restarts int       `json:"restarts"`
	Days     []jsonDay `json:"days"`
}

type jsonDay struct {
	Day     string `json:"day"`
	Records uint64 `json:"records"`
	Minutes int    `json:"minutes_seen"`
	Missing int    `json:"minutes_missing"`
}

// jsonGap is a gap with its times written out.
type jsonGap struct {
	Source string         `json:"source"`
	Kind   string         `json:"kind"`
	From   string         `json:"from"`
	To     string         `json:"to"`
	Count  uint64         `json:"count"`
	Bytes  uint64         `json:"bytes,omitempty"`
	Cause  coverage.Cause `json:"cause"`
	Basis  coverage.Basis `json:"basis"`
	Reason string         `json:"reason"`
	Where  string         `json:"where,omitempty"`
	Detail string         `json:"detail,omitempty"`
}

func instant(micro int64) string {
	if micro == 0 {
		return ""
	}
	return time.UnixMicro(micro).UTC().Format(time.RFC3339Nano)
}

func streamJSON(s track.Stream) jsonStream {
	out := jsonStream{
		Source: s.Source, Kind: s.Kind, First: instant(s.First), Last: instant(s.Last), Records: s.Records, NoTime: s.NoTime,
		Formats: s.Formats, Judged: s.Judged, Repeats: s.Repeats, Restarts: s.Restarts, Days: []jsonDay{},
	}
	for _, d := range s.Days {
		out.Days = append(out.Days, jsonDay{date(d.Start), d.Records, d.Minutes, d.Missing})
	}
	return out
}

func jsonGaps(gaps []coverage.Gap) []jsonGap {
	out := []jsonGap{}
	for _, g := range gaps {
		out = append(out, jsonGap{g.Source, g.Kind, instant(g.From), instant(g.To), g.Count, g.Bytes, g.Cause, g.Basis, g.Reason, g.Where, g.Detail})
	}
	return out
}
