// Package anchor measures other programs' decoders beside ours, on the same
// packets in the same run. It is a module of its own, so that Linewarden does not
// depend on what it is compared with:
//
//	cd internal/anchor && go test -bench .
package anchor
