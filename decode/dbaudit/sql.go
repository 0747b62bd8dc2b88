// Package dbaudit says what an SQL text does, for the decoders of databases'
// audit records: whether it reads or writes, which relations it names, and
// whether it switches the recording off.
//
// Promise: one walk over the text, no allocation; of several statements in one
// text the weightiest counts, so that nothing hides behind a harmless first
// one. It is no parser of SQL: a view, a function or a prepared name hides what
// stands behind it, and nothing is guessed about that.
package dbaudit

import (
	"strings"

	"github.com/linewarden/linewarden/event"
)

// maxTables bounds the relations that one record names in its fields.
const maxTables = 16

// meaning is what a statement does; the later ones are the weightier.
type meaning uint8

const (
	unknown meaning = iota
	command
	read
	create
	modify
	remove
	execute
	schemaCreate
	schemaModify
	schemaDelete
	elevate
	account
	export
	logging
)

var meanings = [...]struct {
	kind   event.Kind
	action string
}{
	unknown: {event.DataAccess, ""}, command: {event.Command, "command"}, read: {event.DataAccess, "read"},
	create: {event.DataAccess, "create"}, modify: {event.DataAccess, "modify"}, remove: {event.DataAccess, "delete"},
	execute: {event.DataAccess, "execute"}, schemaCreate: {event.ConfigChange, "create"},
	schemaModify: {event.ConfigChange, "modify"}, schemaDelete: {event.ConfigChange, "delete"},
	elevate: {event.Command, "elevate"}, account: {event.ConfigChange, "account_change"},
	export: {event.DataAccess, "export"}, logging: {event.ConfigChange, "logging_change"},
}

// verbs are the words that begin a statement.
var verbs = map[string]meaning{
	"select": read, "with": read, "table": read, "values": read, "fetch": read, "search": read, "get": read, "read": read, "explain": read, "handler": read,
	"insert": create, "merge": create, "upsert": create, "replace": create, "load": create, "import": create,
	"update": modify, "write": modify, "delete": remove, "truncate": remove,
	"copy": create, "unload": export, "export": export, "backup": export,
	"create": schemaCreate, "install": schemaCreate, "attach": schemaCreate,
	"alter": schemaModify, "rename": schemaModify, "comment": schemaModify, "reindex": schemaModify, "security": schemaModify, "flashback": schemaModify,
	"drop": schemaDelete, "uninstall": schemaDelete, "detach": schemaDelete, "purge": schemaDelete,
	"grant": account, "revoke": account, "reassign": account,
	"audit": logging, "noaudit": logging,
	"call": execute, "exec": execute, "execute": execute, "do": execute, "declare": execute,
	"set": command, "reset": command, "show": command, "use": command, "begin": command, "commit": command, "rollback": command,
	"start": command, "savepoint": command, "release": command, "end": command, "vacuum": command, "analyze": command, "describe": command, "desc": command,
	"prepare": command, "deallocate": command, "discard": command, "listen": command, "notify": command, "lock": command, "checkpoint": command, "system": command, "kill": command,
	"flush": command, "optimize": command, "cluster": command, "refresh": command, "close": command, "move": command, "abort": command, "unlisten": command, "unlock": command,
}

// recorders are names of settings and relations that keep the record of what is
// done. A statement that names one and is no plain read changes the recording.
var recorders = []string{
	"pgaudit", "log_statement", "log_connections", "log_disconnections", "log_min_", "log_parameter", "log_destination", "logging_collector", "log_duration",
	"server_audit", "audit_log", "general_log", "slow_query_log", "sql_log_off", "sql_log_bin", "log_output",
	"log_queries", "query_log", "query_thread_log", "session_log", "text_log", "audit_trail", "audit_sys_operations", "unified_audit", "dbms_audit_mgmt", "aud$", "fga_log$", "dbms_fga",
}

// Fill sets what the text says: Kind, Action, and the relations it names as
// far as tables is wanted. A text of which nothing is known stays data access
// without an action.
func Fill(e *event.Event, sql string, d Dialect, tables bool) {
	s := scanner{lexer: lexer{s: sql, Dialect: d}, e: e, tables: tables}
	m := meanings[s.scan()]
	e.Kind = m.kind
	e.SetText(event.Action, m.action)
}

// Table adds a relation's name, taken apart at its last dot.
func Table(e *event.Event, full, qualifier string) {
	if at := strings.LastIndexByte(full, '.'); at >= 0 && at+1 < len(full) {
		e.AddExtra(qualifier, strings.Trim(full[:at], "\"`"))
		full = full[at+1:]
	}
	e.AddExtra("table", strings.Trim(full, "\"`"))
}

// NamesRecorder says whether a text names something that keeps the record.
func NamesRecorder(s string) bool {
	for _, r := range recorders {
		if containsFold(s, r) {
			return true
		}
	}
	return false
}

func containsFold(s, lower string) bool {
	first := lower[0]
	for i := 0; i+len(lower) <= len(s); i++ {
		if c := s[i]; (c == first || c|0x20 == first && first >= 'a') && strings.EqualFold(s[i:i+len(lower)], lower) {
			return true
		}
	}
	return false
}
