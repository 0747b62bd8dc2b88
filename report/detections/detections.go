// Package detections writes what rules say of logs: for people, and as JSON.
//
// Promise: every rule has its answer, found, quiet or unknown, and an unknown one
// says what is missing. Texts of records are escaped, and come redacted from the
// event.
package detections

import (
	"cmp"
	"encoding/json"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/linewarden/linewarden/detect"
	"github.com/linewarden/linewarden/finding"
	"github.com/linewarden/linewarden/internal/escape"
	"github.com/linewarden/linewarden/verdict"
)

// Report is what a run found out.
type Report struct {
	Answers []detect.Answer
	// Events were asked about, between From and To (microseconds, 0 not known).
	Events   int
	From, To int64
	// Inputs were read; NotRead were not, or not wholly.
	Inputs, NotRead int
	Site            string
	// Indicators is nil where none were given.
	Indicators *Indicators
}

// Schema names the form of the JSON.
const Schema = "linewarden/rules/1"

type jsonReport struct {
	Schema string          `json:"schema"`
	Window jsonWindow      `json:"window"`
	Inputs int             `json:"inputs"`
	Unread int             `json:"inputs_not_read"`
	Events int             `json:"events"`
	Rules  []jsonAnswer    `json:"rules"`
	Intel  *jsonIndicators `json:"indicators,omitempty"`
}

type jsonWindow struct {
	From string `json:"from,omitempty"`
	To   string `json:"to,omitempty"`
}

type jsonAnswer struct {
	ID         string           `json:"id"`
	Title      string           `json:"title"`
	Verdict    verdict.Verdict  `json:"verdict"`
	Severity   finding.Severity `json:"severity"`
	Behaviours []string         `json:"behaviours"`
	Controls   []string         `json:"controls"`
	Attack     []string         `json:"attack"`
	Findings   []jsonFinding    `json:"findings"`
	Possible   []jsonFinding    `json:"possible"`
	More       int              `json:"more_matches,omitempty"`
	Missing    []jsonMissing    `json:"missing"`
	Next       string           `json:"next,omitempty"`
}

type jsonFinding struct {
	Device   string         `json:"device,omitempty"`
	Actor    string         `json:"actor,omitempty"`
	Addr     string         `json:"actor_addr,omitempty"`
	Count    int            `json:"count"`
	First    string         `json:"first,omitempty"`
	Last     string         `json:"last,omitempty"`
	RestsOn  []string       `json:"rests_on"`
	Evidence []jsonEvidence `json:"evidence"`
}

type jsonEvidence struct {
	Path   string `json:"path"`
	Line   int    `json:"line,omitempty"`
	Offset int64  `json:"offset"`
	Time   string `json:"time,omitempty"`
	Text   string `json:"text"`
}

type jsonMissing struct {
	What   string `json:"what"`
	Events int    `json:"events,omitempty"`
}

// JSON writes the report, one object.
func (r *Report) JSON(w io.Writer) error {
	out := jsonReport{Schema: Schema, Window: jsonWindow{Time(r.From), Time(r.To)}, Inputs: r.Inputs, Unread: r.NotRead, Events: r.Events, Rules: []jsonAnswer{}, Intel: r.Indicators.json()}
	for i := range r.Answers {
		out.Rules = append(out.Rules, answer(&r.Answers[i]))
	}
	data, err := json.MarshalIndent(out, "", "  ")
	if err != nil {
		return err
	}
	_, err = w.Write(append(escape.JSON(nil, data), '\n'))
	return err
}

func answer(a *detect.Answer) jsonAnswer {
	out := jsonAnswer{ID: a.Rule.Meta.ID, Title: a.Rule.Meta.Title, Verdict: a.Verdict, Severity: a.Rule.Severity,
		Behaviours: listed(a.Rule.Note.Behaviours), Controls: listed(a.Rule.Note.Controls), Attack: listed(a.Rule.Attack),
		Findings: findings(a.Findings), Possible: findings(a.Possible), More: a.More, Missing: []jsonMissing{}, Next: a.Rule.Note.Next}
	for _, m := range a.Missing {
		out.Missing = append(out.Missing, jsonMissing(m))
	}
	return out
}

func findings(all []*detect.Finding) []jsonFinding {
	out := []jsonFinding{}
	for _, f := range all {
		j := jsonFinding{Device: f.Device, Actor: f.Actor, Count: f.Count, First: Time(f.First), Last: Time(f.Last), RestsOn: listed(f.RestsOn)}
		if f.Addr.IsValid() {
			j.Addr = f.Addr.String()
		}
		for _, e := range f.Evidence {
			j.Evidence = append(j.Evidence, jsonEvidence{e.Source, e.Line, e.Offset, Time(e.Time), e.Text})
		}
		out = append(out, j)
	}
	return out
}

func listed(s []string) []string {
	if s == nil {
		return []string{}
	}
	return s
}

// Time writes microseconds since 1970 in UTC, "" for 0.
func Time(micro int64) string {
	if micro == 0 {
		return ""
	}
	return time.UnixMicro(micro).UTC().Format(time.RFC3339)
}

// order is that in which answers are read: found before unknown before quiet, the
// worst first.
func (r *Report) order() []*detect.Answer {
	rank := map[verdict.Verdict]int{verdict.Fail: 0, verdict.Unknown: 1}
	of := func(v verdict.Verdict) int {
		if n, ok := rank[v]; ok {
			return n
		}
		return 2
	}
	out := make([]*detect.Answer, len(r.Answers))
	for i := range r.Answers {
		out[i] = &r.Answers[i]
	}
	slices.SortStableFunc(out, func(a, b *detect.Answer) int {
		return cmp.Or(of(a.Verdict)-of(b.Verdict), int(b.Rule.Severity)-int(a.Rule.Severity), strings.Compare(a.Rule.Meta.Title, b.Rule.Meta.Title))
	})
	return out
}
