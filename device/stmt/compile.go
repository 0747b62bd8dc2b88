package stmt

import (
	"fmt"
	"slices"
)

// Compiler compiles the tables of one system with its lists of irrelevant
// statements, and keeps the first error.
type Compiler struct {
	lists Lists
	used  map[string]bool
	err   error
}

// NewCompiler reads the lists from text, as ParseLists does.
func NewCompiler(text string) *Compiler {
	lists, err := ParseLists(text)
	return &Compiler{lists: lists, used: map[string]bool{}, err: err}
}

// List returns the patterns of a list, none where there is no such list.
func (k *Compiler) List(name string) []string {
	k.used[name] = true
	return k.lists[name]
}

// Err returns the first thing that went wrong; a list that belongs to no table
// is one. Call it when all tables are compiled.
func (k *Compiler) Err() error {
	if k.err != nil {
		return k.err
	}
	for name := range k.lists {
		if !k.used[name] {
			return fmt.Errorf("list %q belongs to no table", name)
		}
	}
	return nil
}

// Compile makes the table of the entries and of the list that has its name.
// Where it cannot, the table is empty and k says why.
func Compile[T any](k *Compiler, name string, entries ...[]Entry[T]) *Table[T] {
	t, err := New(name, k.List(name), slices.Concat(entries...)...)
	if err == nil {
		return t
	}
	if k.err == nil {
		k.err = fmt.Errorf("table %s: %w", name, err)
	}
	return &Table[T]{}
}
