// Package table turns message texts into events by tables, so that a new
// message is a few lines of data with its tests beside them.
//
// A table is a YAML file:
//
//	format: ios                     # event.Event.Format
//	messages:
//	  - id: [SYS-5-CONFIG_I]        # ids it holds for, as Text's first argument gives them
//	    kind: config_change         # event.Kind
//	    action: configure           # a word of event.IsAction
//	    outcome: success            # success or failure; absent: the record does not say
//	    set: {service: shell}       # further fields, the same for each record
//	    text:                       # patterns; the first that fits decides
//	      - "Configured from {object} by {actor} on {session}[[ ({actor_addr})]]"
//	    source: expected answers   # where the wording is known from: see below
//	    tests:
//	      - text: Configured from console by jdoe on vty0 (198.51.100.7)
//	        want: {object: console, actor: jdoe, session: vty0, actor_addr: 198.51.100.7}
//
// source is "expected answers" where real samples with expected answers were
// compared, "public samples" where real ones without answers were seen, and
// "general knowledge" otherwise; events of the last two are marked unverified, and so are those of ids
// that "unseen" lists, of which no sample was compared.
//
// A message without text sets what is fixed. "*" as an id holds for messages
// whose id no other entry knows, and is tried when an entry's patterns do not fit.
//
// In a pattern {field} takes the shortest text that lets the rest fit: never an
// empty one, and only one that the field can hold (an address, a number).
// {field:word} takes no blanks, {field:rest} what is left, {field:quoted} what
// stands between quotes; {actor_addr:host} and {target_addr:host} also take a
// name, into actor_name or target_name. {:plain} takes no "[", so that a name
// which its bearer chose cannot bring bracketed fields of its own. {} skips text, {@name} keeps it for the entry's "where",
// and [[…]] may be missing. A blank stands for one or more of them. The pattern
// must fit the whole text, but for blanks and a full stop at the end; "…" or
// "..." at the end of a pattern lets anything follow.
//
//	where:
//	  verb:
//	    permitted: {action: permit, outcome: success}
//	    denied: {action: deny, outcome: success}
//
// A word that "where" does not list leaves the event without those fields; "*"
// stands for all words not listed.
//
// Promise: a compiled Table is immutable; matching allocates nothing but what
// the extra fields of the event need, takes time in the order of the text's
// length times the number of patterns of its id, and never panics.
package table
