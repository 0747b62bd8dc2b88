// Package zeek reads the logs of Zeek about connections, names, web, TLS and SSH
// as flows: with tabs under a "#fields" header, and as JSON lines. Logs of other
// kinds are system events with their path as MessageID.
//
// Bytes are those of IP packets, as flow exporters count them, and those of the
// payload only where the log has no others.
package zeek

import (
	"strings"

	"github.com/linewarden/linewarden/decode"
	"github.com/linewarden/linewarden/decode/jsontext"
	"github.com/linewarden/linewarden/decode/records"
	"github.com/linewarden/linewarden/event"
)

const (
	name = "zeek"
	// maxColumns bounds the fields of a line that are looked at.
	maxColumns = 200
)

// Formats returns the one format.
func Formats() []decode.Format {
	return []decode.Format{{
		Name: name, Title: "logs of Zeek, with tabs or as JSON lines", Verified: true,
		Sniff: sniff, Split: records.Split(records.Line),
		New: func(opt decode.Options) decode.Decoder {
			r := &reader{}
			for line := range strings.Lines(opt.Head) { // of a source that is read on
				if !strings.HasPrefix(line, "#") {
					break
				}
				r.header(strings.TrimRight(line, "\r\n"))
			}
			return records.New(opt, name, records.Line, r.read)
		},
	}}
}

func sniff(head string) int {
	line, _, _ := strings.Cut(head, "\n")
	switch {
	case strings.HasPrefix(line, "#separator "), strings.HasPrefix(line, "#fields\tts"):
		return 95
	case strings.HasPrefix(line, "{") && strings.Contains(line, `"ts":`) && (strings.Contains(line, `"uid":`) || strings.Contains(line, `"id.orig_h":`) || strings.Contains(line, `"_path":`)):
		return 90
	}
	return 0
}

// reader remembers what a header says of the lines behind it.
type reader struct {
	path    string
	columns []string
	fill    filler
}

func (r *reader) read(record string, e *event.Event) string {
	switch {
	case strings.HasPrefix(record, "#"):
		r.header(record)
		e.Clock |= event.NoStamp
		e.SetText(event.MessageID, "header")
		return ""
	case strings.HasPrefix(record, "{"):
		return r.object(record, e)
	case r.columns == nil:
		return "a line before the names of the fields"
	}
	return r.tabs(record, e)
}

func (r *reader) header(line string) {
	word, rest, _ := strings.Cut(line, "\t")
	switch word {
	case "#path":
		r.path = strings.Clone(rest)
	case "#fields":
		r.columns = nil
		for f := range strings.SplitSeq(rest, "\t") {
			if len(r.columns) == maxColumns {
				break
			}
			r.columns = append(r.columns, strings.Clone(f))
		}
	}
}

func (r *reader) tabs(record string, e *event.Event) string {
	r.fill.start(e)
	rest, more, n := record, true, 0
	for ; more && n < len(r.columns); n++ {
		var value string
		value, rest, more = strings.Cut(rest, "\t")
		if value != "-" && value != "(empty)" && value != "" {
			r.fill.field(r.columns[n], value)
		}
	}
	if n < len(r.columns) || more && len(r.columns) < maxColumns {
		return "a line with another number of fields than its header"
	}
	r.fill.end(r.path)
	return ""
}

func (r *reader) object(record string, e *event.Event) string {
	r.fill.start(e)
	path := "" // a header with tabs says nothing of these
	err := jsontext.Object(record, func(member string, v jsontext.Value) bool {
		switch {
		case member == "_path":
			path = v.Text()
		case v.IsList():
			r.list(member, v)
		case v.IsObject(), v == "null":
		default:
			r.fill.field(member, v.Text())
		}
		return true
	})
	if err != nil {
		return "a line that is no JSON of a log"
	}
	r.fill.end(path)
	return ""
}

// list gives the values of a list one by one, as far as they are wanted.
func (r *reader) list(member string, v jsontext.Value) {
	if member != "answers" {
		return
	}
	n := 0
	_ = jsontext.List(string(v), func(v jsontext.Value) bool {
		r.fill.e.AddExtra("answers", v.Text())
		n++
		return n < maxAnswers
	})
}
