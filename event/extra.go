package event

import "slices"

// ExtraNames are the rarer fields that a record may have, in alphabetical
// order. A table that sets another name does not load: one thing has one name
// in every family, or rules would have to know them all.
func ExtraNames() []string { return slices.Clone(extraNames) }

// IsExtra says whether name is one of ExtraNames.
func IsExtra(name string) bool {
	_, ok := slices.BinarySearch(extraNames, name)
	return ok
}

var extraNames = []string{
	"acl",             // the filter that decided
	"actor_as",        // AS of the actor's address
	"actor_mac",       // hardware address of the actor
	"actor_name",      // name of the actor's host where the record has one
	"answers",         // of a name server
	"application",     // what the device took the traffic for
	"auth_method",     // how the actor proved who they are
	"bind_values",     // of an SQL statement; "not logged" is a value
	"category",        // of a site or threat
	"client",          // the program the actor used
	"columns",         // of the relation that were asked for
	"count",           // how often, where one record stands for several
	"database",        //
	"direction",       // inbound, outbound
	"domain",          // observation domain, virtual system, VDOM
	"file",            // number of the file that a record came in, as its writer counts them
	"group",           // of the actor
	"hash",            // of a file, as the record writes it
	"icmp_code",       //
	"icmp_type",       //
	"in_interface",    //
	"in_zone",         //
	"level",           // privilege level
	"login",           // what the records of one login share, given after decoding
	"nat_actor",       // address, or address:port, after translation
	"nat_actor_port",  // where the record has it apart
	"nat_target",      //
	"nat_target_port", //
	"neighbor",        // of a routing protocol
	"new",             // value after a change
	"next_hop",        //
	"old",             // value before a change
	"os_user",         // account on the actor's host, beside that of the database
	"out_interface",   //
	"out_zone",        //
	"pid",             //
	"policy",          // name or number of the rule that decided
	"reason",          //
	"role",            // the account whose rights were used: sudo's, SET ROLE
	"rows_examined",   // rows looked at to find those of the count
	"schema",          // of a database object
	"serial",          // of the device
	"service",         // the service that was asked: shell, ssh, http
	"state",           // new state of the thing named in object
	"statement",       // SQL text where object names the relation
	"table",           // relation that was read or written
	"target_as",       //
	"target_mac",      //
	"target_name",     //
	"target_user",     // account that was acted on
	"task",            // id of an accounting record
	"terminal",        // line the actor sits at, where session is something else
	"threat",          // what a device's own detection calls it
	"tos",             //
	"url",             //
	"vlan",            //
	"vrf",             //
}
