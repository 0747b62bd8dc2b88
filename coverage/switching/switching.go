// Package switching knows the commands that take a device's records away: those
// that stop its log, its accounting or its flow exports.
//
// Promise: a command that the table does not have is not called harmless; it is
// only not known here. Matching takes time in the length of the command and
// allocates nothing.
package switching

import (
	_ "embed" // the table
	"fmt"
	"net/netip"
	"strings"

	"go.yaml.in/yaml/v3"
)

//go:embed switching.yaml
var embedded []byte

// longest is how much of a command is looked at, in bytes: what it does stands
// at its beginning.
const longest = 512

// entry is one kind of record and the commands that take it away.
type entry struct {
	Kind     string   `yaml:"kind"`
	Commands []string `yaml:"commands"`
	Tests    []string `yaml:"tests"` // commands that it must know
	Not      []string `yaml:"not"`   // commands alike that take nothing away
}

// rule is one command, in words.
type rule struct {
	kind  string
	words []string
}

// Table knows the commands, by their first letter.
type Table struct{ rules map[byte][]rule }

// New reads the table that is built in.
func New() (*Table, error) {
	entries, err := load()
	if err != nil {
		return nil, err
	}
	t := &Table{rules: map[byte][]rule{}}
	for _, e := range entries {
		for _, c := range e.Commands {
			words := strings.Fields(c)
			if len(words) == 0 || e.Kind == "" || words[0][0] == '@' {
				return nil, fmt.Errorf("switching.yaml: %q has no kind or no first word", c)
			}
			t.rules[words[0][0]] = append(t.rules[words[0][0]], rule{e.Kind, words})
		}
	}
	return t, nil
}

func load() ([]entry, error) {
	var entries []entry
	if err := yaml.Unmarshal(embedded, &entries); err != nil {
		return nil, fmt.Errorf("switching.yaml: %w", err)
	}
	return entries, nil
}

// Takes says which kind of record a command takes away: "syslog", "aaa" or
// "flow"; "" where it is none that is known. The path of a program and the slash
// before a command of some systems are left out.
func (t *Table) Takes(command string) string {
	command = command[:min(len(command), longest)]
	first, _ := next(command)
	if first == "" {
		return ""
	}
	command = command[strings.Index(command, first)+strings.LastIndexByte(first, '/')+1:]
	if command == "" {
		return ""
	}
	for _, r := range t.rules[lower(command[0])] {
		if r.is(command) {
			return r.kind
		}
	}
	return ""
}

// is says whether a command begins with the words of the rule.
func (r *rule) is(command string) bool {
	for _, want := range r.words {
		var word string
		if word, command = next(command); !matches(word, want) {
			return false
		}
	}
	return true
}

// matches compares a word with one of a rule: "log|ging" is "logging" or a
// beginning of it of at least "log", "@" an address, "*" anything.
func matches(word, want string) bool {
	if word == "" {
		return false
	}
	switch want {
	case "*":
		return true
	case "@":
		_, err := netip.ParseAddr(word)
		return err == nil
	}
	least, rest, _ := strings.Cut(want, "|")
	return len(word) >= len(least) && len(word) <= len(least)+len(rest) &&
		strings.EqualFold(word[:len(least)], least) && strings.EqualFold(word[len(least):], rest[:len(word)-len(least)])
}

// next parts a command after its first word.
func next(s string) (word, rest string) {
	s = strings.TrimLeft(s, " \t")
	if i := strings.IndexAny(s, " \t"); i >= 0 {
		return s[:i], s[i:]
	}
	return s, ""
}

func lower(c byte) byte {
	if 'A' <= c && c <= 'Z' {
		return c + 'a' - 'A'
	}
	return c
}
