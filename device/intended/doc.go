// Package intended compares a configuration with what it is meant to be: a
// golden configuration, or a template of some sections. It says what is
// missing, what is too much, what has another value and what is out of order,
// and writes the commands that make the one into the other, in an order that
// works: what others refer to is made before it is used and removed after.
//
// It works on trees of statements and knows nothing of their meaning but what
// the table in systems.go says of a system: how a statement is taken back,
// which lists are ordered, where only one value is possible.
//
// Three values: what a file does not show, because it is cut off or not known
// to be whole, is not missing but unknown, and no command is written for it. A
// statement that differs in a secret alone may say the same: nobody can tell.
// Secrets leave the package as "***".
package intended
