package redact

import (
	"strings"
	"testing"

	"github.com/linewarden/linewarden/event"
)

// The folder of sudo and the rule of an audit record are no secrets: hiding
// them would hide the same words in the command, too. What is one stays hidden.
func TestNamesakes(t *testing.T) {
	for raw, hidden := range map[string]string{
		"Nov 22 13:02:11 h1 sudo:     jdoe : TTY=pts/0 ; PWD=/home/jdoe ; USER=root ; COMMAND=/bin/ls /home/jdoe/x":   "",
		"h1 sudo: jdoe : command not allowed ; TTY=pts/0 ; PWD=/root ; USER=root ; COMMAND=/usr/bin/x PWD=hunter22 y": "hunter22",
		"h1 sudo: jdoe : TTY=pts/0 ; PWD=hunter22 ; USER=root ; COMMAND=/bin/ls":                                      "hunter22",
		"PWD=/hunter22 ; x": "/hunter22",
		`type=CONFIG_CHANGE msg=audit(1481077231.371:478): auid=1000 op="add_rule" key=(null) list=4 res=1`:            "",
		`type=SYSCALL msg=audit(1481077231.371:480): arch=c000003e success=yes comm="ls" exe="/bin/ls" key="identity"`: "",
		`h1 app: new api key="hunter22"`: "hunter22",
	} {
		e := &event.Event{Raw: raw}
		e.SetText(event.Message, raw)
		done, err := New(key, nil).Event(e)
		if err != nil || done != (hidden != "") || hidden != "" && strings.Contains(e.Raw, hidden) || hidden == "" && e.Raw != raw {
			t.Errorf("%q became %q, %v", raw, e.Raw, err)
		}
	}
}
