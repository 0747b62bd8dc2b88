package auditd

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/linewarden/linewarden/decode/agree"
	"github.com/linewarden/linewarden/decode/records/recordstest"
	"github.com/linewarden/linewarden/event"
	"github.com/linewarden/linewarden/internal/realdata"
)

// theirs says which field of an answer is which of an event. An answer is of one
// record, an event of all with its serial number: only records that stand alone
// or lead are compared in full.
var theirs = map[string]string{
	"auditd.log.sequence": "task", "process.pid": "pid", "process.executable": "program", "source.ip": "actor_addr", "auditd.log.ses": "session",
	"group.id": "group", "user.target.id": "target_user", "user.target.name": "target_user",
}

func TestAgree(t *testing.T) {
	score := agree.New("elastic-filebeat-modules, auditd/log")
	for _, path := range recordstest.Under(realdata.Files(t, "elastic-filebeat-modules"), filepath.Join("auditd", "log", "test"), ".log") {
		if _, err := os.Stat(path + "-expected.json"); err != nil {
			continue
		}
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		got := recordstest.Run(t, format(), string(data))
		broken := 0 // "type=UNKNOWN[1329] msg=g": no stamp, no serial number
		for l := range strings.Lines(string(data)) {
			if !strings.Contains(l, "audit(") {
				broken++
			}
		}
		if n := got.Gaps.Dropped(); n != uint64(broken) {
			t.Errorf("%s: %d records dropped, %d are broken", path, n, broken)
		}
		byID := map[string][]*event.Event{}
		for _, e := range got.Events {
			byID[e.Lookup("task")] = append(byID[e.Lookup("task")], e)
		}
		for _, a := range agree.Answers(t, path+"-expected.json") {
			compare(t, score, a, byID[agree.Text(a["auditd.log.sequence"])])
		}
	}
	score.Check(t)
}

func compare(t *testing.T, score *agree.Score, a map[string]any, events []*event.Event) {
	t.Helper()
	line := agree.Text(a["event.original"])
	_, kind, _ := strings.Cut(line, "type=")
	kind, _, _ = strings.Cut(kind, " ")
	var e *event.Event
	for _, one := range events {
		if strings.Contains(one.Raw, strings.TrimRight(line, " ")) || one.Text(event.MessageID) == kind {
			e = one
		}
	}
	if e == nil {
		t.Errorf("no event of %s", line[:min(len(line), 80)])
		return
	}
	score.Record(e)
	score.Field("time", kind, agree.Text(a["@timestamp"]), time.UnixMicro(e.Time).UTC().Format("2006-01-02T15:04:05.000Z"))
	if args, ok := a["process.args"].([]any); ok && (kind == "EXECVE" || kind == "USER_CMD") {
		var words []string
		for _, w := range args {
			words = append(words, fmt.Sprint(w))
		}
		score.Field("object", kind, strings.Join(words, " "), e.Text(event.Object))
	}
	for key, name := range theirs {
		want := agree.Text(a[key])
		if want == "" || known(want) == "" || kind != e.Text(event.MessageID) || kind == "EXECVE" {
			continue
		}
		score.Field(name, kind, want, agree.Value(e, name))
	}
}
