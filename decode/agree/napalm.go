package agree

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/linewarden/linewarden/decode"
	"github.com/linewarden/linewarden/decode/syslog"
	"github.com/linewarden/linewarden/event"
	"github.com/linewarden/linewarden/internal/realdata"
)

// answer is what napalm-logs expects of a line: its header, and a tree of what
// the message says.
type answer struct {
	Details struct {
		Host, Tag, Pri, ProcessName, Message, Date, Time, LogID string
	} `json:"message_details"`
	Timestamp int64
	Tree      map[string]any `json:"yang_message"`
}

// napalmFields says which leaf, or which key below, of the tree is which of our
// fields; of several the first that the event has. What a leaf gives that the
// message does not say, such as the state that a session must be in, and what no
// event has, such as numbers of prefixes, is not listed.
var napalmFields = map[string][]string{
	"neighbor": {"target_addr", "actor_addr", "neighbor"}, "user": {"actor"}, "interface": {"in_interface", "object"}, "adjacency": {"neighbor"},
	"interface/id": {"in_interface"}, "peer_as": {"target_as"}, "session-state": {"state"}, "session-state-old": {"old"}, "session-state-change-event": {"reason"},
	"adjacency-state": {"action"}, "oper_status": {"action"}, "admin_status": {"action"}, "adjacency-state-change-reason-message": {"reason"},
	"enter_config_mode": {"action"}, "exit_config_mode": {"action"}, "write_config": {"action"}, "requested_commit": {"action"}, "configuration_rollback": {"action"}, "commit_complete": {"action"},
	"configuration_rollback_number": {"object"}, "comment": {"reason"}, "configuration/path": {"object"}, "configuration/statement": {"new"}, "configuration/message": {"reason"}, "configuration/error": {"outcome"},
	"flow": {"action"}, "traffic": {"kind"}, "source_address": {"actor_addr"}, "source_port": {"actor_port"}, "destination_address": {"target_addr"}, "destination_port": {"target_port"},
	"nat_source_address": {"nat_actor"}, "nat_source_port": {"nat_actor_port"}, "nat_destination_address": {"nat_target"}, "nat_destination_port": {"nat_target_port"},
	"service_name": {"service"}, "closed/reason": {"reason"}, "protocol_id": {"protocol"}, "vdom": {"domain"}, "source_interface": {"in_interface"}, "destination_interface": {"out_interface"},
	"session_id": {"session"}, "forward/action": {"action"}, "local/action": {"action"}, "learned-mac-addresses": {"count"}, "alarm-reason": {"reason"}, "class": {"category"},
	"process/name": {"object"}, "state/name": {"object"}, "process/state": {"action"},
}

// napalmWords are values that are spelled otherwise here. States and decisions
// are actions here.
var napalmWords = map[string]string{
	"action DOWN": "down", "action UP": "up", "action FULL": "up", "action TWO_WAY": "modify", "action EXCHANGE_START": "modify",
	"action enter_config_mode": "configure", "action exit_config_mode": "configure", "action write_config": "copy", "action requested_commit": "commit", "action commit_complete": "commit",
	"action configuration_rollback": "rollback", "outcome error": "failure", "action closed": "close", "action created": "open", "action timeout": "close", "action close": "close",
	"action server-rst": "close", "action restarting": "start", "action terminated": "stop", "kind forward": "flow", "kind local": "flow",
}

// Napalm compares one family with the samples of napalm-logs of one system.
// instead replaces leaves that mean something else there.
func Napalm(t *testing.T, f syslog.Family, system string, instead map[string][]string) *Score {
	t.Helper()
	s := New("napalm-logs, " + system)
	for _, file := range realdata.Files(t, "napalm-logs") {
		if !strings.Contains(file, "/"+system+"/") || filepath.Base(file) != "syslog.msg" {
			continue
		}
		dir := filepath.Dir(file)
		place := filepath.Base(filepath.Dir(dir)) + "/" + filepath.Base(dir)
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var w answer
		data, err := os.ReadFile(filepath.Join(dir, "yang.json"))
		if err == nil {
			err = json.Unmarshal(data, &w)
		}
		if err != nil {
			t.Fatal(err)
		}
		events, gaps := Syslog(f, decode.Options{Near: time.Unix(w.Timestamp, 0).UnixMicro()}, string(text))
		if len(events) != 1 || gaps > 0 || events[0].Format != f.Name() {
			t.Errorf("%s: %d events, %d gaps", place, len(events), gaps)
			continue
		}
		s.Record(events[0])
		s.napalmHead(place, &w, events[0])
		tree := napalmTree{s, place, events[0], instead}
		tree.walk("", w.Tree)
	}
	return s
}

// napalmHead compares priority, time, device, process, name and text.
func (s *Score) napalmHead(place string, w *answer, e *event.Event) {
	d := &w.Details
	var h syslog.Header // an event has the severity of the message, where that names one
	h.Parse(e.Raw)
	s.Field("priority", place, d.Pri, fmt.Sprint(h.Pri))
	s.Field("time", place, d.Date+" "+d.Time, stampLike(e.Time, d.Date, d.Time))
	s.Field("reporter", place, d.Host, e.Text(event.Reporter))
	if d.LogID != "" { // of FortiOS process and tag are the type and subtype
		s.Field("message_id", place, d.LogID, e.Text(event.MessageID))
		return
	}
	// Where a line has no name of a message, the set names the process as it.
	if d.ProcessName == "" && e.Text(event.MessageID) == "" {
		d.ProcessName, d.Tag = d.Tag, ""
	}
	s.Field("program", place, d.ProcessName, strings.TrimPrefix(e.Text(event.Program), "/"))
	s.Field("message_id", place, d.Tag, e.Text(event.MessageID))
	message, want := e.Text(event.Message), strings.TrimLeft(d.Message, ": ")
	if strings.HasSuffix(message, want) {
		message = want
	}
	s.Field("message", place, want, message)
}

// stampLike writes a time as the set does: with the parts that the stamp has.
func stampLike(micro int64, date, clock string) string {
	at := time.UnixMicro(micro).UTC()
	switch {
	case strings.HasPrefix(date, "20") && len(clock) == len("15:04:05"):
		return at.Format(time.DateTime)
	case strings.HasPrefix(date, "20"):
		return at.Format("2006-01-02 15:04:05-07:00")
	}
	return at.Format("Jan _2 15:04:05")
}

// napalmTree compares the tree of one answer.
type napalmTree struct {
	score   *Score
	place   string
	event   *event.Event
	instead map[string][]string
}

// walk takes each leaf by its name, or by its parent's and its own, and the
// names of nodes as values of the node above, unless that has an "id".
func (n *napalmTree) walk(parent string, tree map[string]any) {
	_, hasID := tree["id"]
	for key, v := range tree {
		below, isTree := v.(map[string]any)
		switch {
		case isTree:
			if !hasID {
				n.compare(n.fields(parent), key)
			}
			n.walk(key, below)
		case v == true:
			n.leaf(parent, key, key)
		case v != nil:
			n.leaf(parent, key, strings.Trim(Text(v), `"`))
		}
	}
}

func (n *napalmTree) leaf(parent, key, value string) {
	fields := n.fields(parent + "/" + key)
	if fields == nil {
		fields = n.fields(key)
	}
	n.compare(fields, value)
}

func (n *napalmTree) fields(name string) []string {
	if f, ok := n.instead[name]; ok {
		return f
	}
	return napalmFields[name]
}

// compare takes the first of the fields that the event has.
func (n *napalmTree) compare(fields []string, want string) {
	for i, name := range fields {
		got := Value(n.event, name)
		if got == "" && i < len(fields)-1 {
			continue
		}
		if word, ok := napalmWords[name+" "+want]; ok {
			want = word
		}
		if name == "state" || name == "old" {
			want, got = plain(want), plain(got)
		}
		n.score.Field(name, n.place, want, got)
		return
	}
}

// plain is a word without case and what stands between its parts.
func plain(word string) string { return strings.ReplaceAll(strings.ToUpper(word), "_", "") }
