package formats

import "strings"

// Watched says what a source of events of that format (event.Event.Format) is
// watched for: "syslog", "aaa", "flow", "database", "cdr" or "intercept".
func Watched(format string) string {
	switch format {
	case "netflow", "netflow5", "netflow9", "ipfix", "sflow", "zeek", "pcap":
		return "flow"
	case "tacacs", "radius", "ise":
		return "aaa"
	case "pgaudit", "postgresql", "mysql", "mysql-general", "mariadb", "oracle", "cassandra", "clickhouse", "elasticsearch", "hive", "ranger":
		return "database"
	case "cdr":
		return "cdr"
	case "openli", "x1":
		return "intercept"
	}
	for _, prefix := range []string{"netflow", "zeek"} {
		if strings.HasPrefix(format, prefix) {
			return "flow"
		}
	}
	return "syslog"
}
