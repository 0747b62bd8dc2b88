package event

import "slices"

// IsAction says whether word is one of the words that Action may hold. A small
// vocabulary, so that a rule written for one maker's devices holds for all.
func IsAction(word string) bool {
	_, ok := slices.BinarySearch(actions, word)
	return ok
}

var actions = []string{
	"account_change", // an account, its rights or its credentials
	"alert",          // a device's own detection
	"clear",          // logs, counters, sessions
	"close",          // of a connection
	"command",        //
	"commit",         // of a candidate configuration
	"configure",      // lines were changed, or configuration mode entered
	"copy",           // of a file or configuration
	"create",         //
	"delete",         //
	"deny",           // by a filter
	"down",           // of a link, neighbour or service
	"elevate",        // to a higher privilege
	"execute",        // a program or script
	"export",         // data left in bulk
	"install",        // software
	"logging_change", // where records go, or whether they are kept
	"login",          //
	"logout",         //
	"modify",         //
	"open",           // of a connection
	"permit",         // by a filter
	"read",           //
	"reload",         //
	"rollback",       //
	"start",          //
	"stop",           //
	"time_change",    // of the clock
	"translate",      // of an address
	"up",             //
}
