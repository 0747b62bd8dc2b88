package dbaudit_test

import (
	"flag"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/linewarden/linewarden/decode"
	"github.com/linewarden/linewarden/decode/dbaudit/cassandra"
	"github.com/linewarden/linewarden/decode/dbaudit/clickhouse"
	"github.com/linewarden/linewarden/decode/dbaudit/elasticsearch"
	"github.com/linewarden/linewarden/decode/dbaudit/mysql"
	"github.com/linewarden/linewarden/decode/dbaudit/oracle"
	"github.com/linewarden/linewarden/decode/dbaudit/ranger"
	"github.com/linewarden/linewarden/decode/records/recordstest"
)

var update = flag.Bool("update", false, "write the golden files anew")

var samples = []struct {
	format decode.Format
	text   string
}{
	{cassandra.Formats()[0], `INFO  [Native-Transport-Requests-1] 2026-11-07 03:50:00,118 FileAuditLogger.java:51 - user:cdr_api|host:192.0.2.90:7000|source:/192.0.2.61|port:40122|timestamp:1794023400118|type:SELECT|category:QUERY|ks:cdr|scope:calls|operation:SELECT * FROM cdr.calls WHERE a = ?
  AND b = '|'
user:eve|host:192.0.2.90:7000|source:/192.0.2.62|port:40123|timestamp:1794023400119|type:LOGIN_ERROR|category:AUTH|operation:LOGIN FAILURE
`},
	{clickhouse.Formats()[0], `{"type":"QueryFinish","event_time_microseconds":"2026-11-07 03:53:00.118000","query_duration_ms":4113,"read_rows":900,"result_rows":"12","result_bytes":"61","user":"grafana","address":"::ffff:192.0.2.67","http_user_agent":"curl","query_id":"b0","tables":["cdr.calls"],"columns":["cdr.calls.a"],"query":"SELECT a FROM cdr.calls","exception_code":0}
{"type":"QueryFinish","event_time":"2026-11-07 03:54:00","user":"x","query_id":"b1","query":"TRUNCATE TABLE system.query_log"}
{"type":"QueryFin
`},
	{elasticsearch.Formats()[0], `{"type":"audit","timestamp":"2026-11-07T03:54:00,118+0000","node.name":"es1","event.type":"transport","event.action":"access_granted","authentication.type":"API_KEY","user.name":"svc","origin.address":"192.0.2.68:51512","request.id":"p1","action":"indices:data/read/search","indices":["cdr-1","cdr-2"]}
{"timestamp":"2026-11-07T03:55:00,118+0000","node.name":"es1","event.action":"authentication_failed","user.name":"eve","origin.address":"[2001:db8::1]:5"}
`},
	{ranger.Formats()[0], `{"repo":"hive","reqUser":"analyst7","evtTime":"2026-11-07 03:52:11.004","access":"SELECT","resource":"cdr/calls/a,b","resType":"@column","result":1,"policy":14,"sess":"6","cliIP":"192.0.2.66","reqData":"select a,b from cdr.calls","agentHost":"hs2"}
{"reqUser":"eve","evtTime":"2026-11-07 03:53:11","access":"read","resource":"/data/cdr","resType":"path","result":0,"cliIP":"192.0.2.67"}
`},
	{oracle.Formats()[0], `AUDIT_TYPE,SESSIONID,OS_USERNAME,USERHOST,DBUSERNAME,ENTRY_ID,EVENT_TIMESTAMP_UTC,ACTION_NAME,RETURN_CODE,OBJECT_SCHEMA,OBJECT_NAME,SQL_TEXT,SQL_BINDS
Standard,77,ora,db1,RPT,1,2026-11-07 03:40:02.118000,LOGON,0,,,,
Standard,77,ora,db1,RPT,2,2026-11-07 03:40:09.330000,SELECT,0,BILLING,CDR,"SELECT *
FROM billing.cdr WHERE a = :1"," #1(2):12"
Standard,77,ora,db1,RPT,3,2026-11-07 03:40:10,SELECT,942,BILLING,CDR,SELECT * FROM billing.cdr WHERE a = :1,
Datapump,78,ora,db1,SYSTEM,1,2026-11-07 03:55:10,EXPORT,0,BILLING,CDR,,
Standard,78,ora,db1,SYSTEM,2,2026-11-07 04:02:33,NOAUDIT,0,,P,NOAUDIT POLICY p,
x,y
`},
	{mysql.Formats()[0], `20261107 03:30:01,crmdb1,app,192.0.2.60,8812,551,READ,crm,subscriber,
20261107 03:30:01,crmdb1,app,192.0.2.60,8812,551,QUERY,crm,'SELECT name FROM subscriber WHERE a=\'x,y\'',0
20261107 03:31:17,crmdb1,root,localhost:42210,8813,552,QUERY,crm,'SELECT * FROM subscriber INTO OUTFILE \'/tmp/s\'',0
20261107 03:33:40,crmdb1,root,localhost,8813,553,QUERY,,'SET GLOBAL server_audit_logging=OFF',0
20261107 03:34:40,crmdb1,eve,192.0.2.61,8814,0,FAILED_CONNECT,,,1045
noise
`},
	{mysql.Formats()[1], `[
 {"timestamp":"2026-11-07 03:31:17","id":0,"class":"general","event":"status","connection_id":8813,"account":{"user":"app","host":"192.0.2.60"},"login":{"user":"app","os":"","ip":"192.0.2.60","proxy":""},"general_data":{"command":"Query","sql_command":"select","query":"SELECT a FROM subscriber","status":0}},
 {"timestamp":"2026-11-07 03:31:17","id":1,"class":"table_access","event":"read","connection_id":8813,"login":{"user":"app","ip":"192.0.2.60"},"table_access_data":{"db":"crm","table":"subscriber","query":"SELECT a FROM subscriber","sql_command":"select"}}
]
`},
}

func TestGolden(t *testing.T) {
	var b strings.Builder
	for i, s := range samples {
		for j, other := range samples {
			if sure := other.format.Sniff(s.text); (sure > 0) != (i == j) {
				t.Errorf("%s is sure by %d of a sample of %s", other.format.Name, sure, s.format.Name)
			}
		}
		got := recordstest.Run(t, s.format, s.text)
		for _, e := range got.Events {
			b.WriteString(recordstest.Line(e) + "\n")
		}
		for _, g := range got.Gaps.Gaps() {
			b.WriteString("gap " + g.Kind + ": " + g.Reason + " " + g.Where + "\n")
		}
	}
	if *update {
		if err := os.WriteFile("testdata/golden.txt", []byte(b.String()), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile("testdata/golden.txt")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), b.String()); diff != "" {
		t.Error(diff)
	}
}

func FuzzStores(f *testing.F) {
	for _, s := range samples {
		f.Add(s.text)
	}
	slow := mysql.Formats()[2]
	f.Add("# Time: 180613 11:04:36\n# User@Host: root[root] @ localhost [192.0.2.1] Id: 5\n# Query_time: 2.0 Rows_sent: 1\nuse x;\nSET timestamp=1528898676;\nselect 1;\n")
	f.Fuzz(func(t *testing.T, text string) {
		recordstest.Run(t, slow, text)
		for _, s := range samples {
			s.format.Sniff(text)
			recordstest.Run(t, s.format, text)
		}
	})
}
