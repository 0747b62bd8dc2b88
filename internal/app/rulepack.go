package app

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"os"
	"strings"

	"github.com/linewarden/linewarden/detect/pack"
	"github.com/linewarden/linewarden/detect/sigma/rule"
	"github.com/linewarden/linewarden/rules"
	"github.com/linewarden/linewarden/site"
)

// ownRules loads Linewarden's rules, or those of a folder, with the registers of
// a site.
func ownRules(_ context.Context, dir string, registers func(string) ([]string, bool)) ([]*pack.Rule, error) {
	from, err := pack.Load(rules.Files, rule.Options{Placeholder: registers})
	if dir != "" {
		if info, statErr := os.Stat(dir); statErr != nil || !info.IsDir() {
			return nil, hint(fmt.Errorf("--rules %s: no such folder", dir), "name a folder of rules as docs/rules.md describes them")
		}
		from, err = pack.Load(os.DirFS(dir), rule.Options{Placeholder: registers})
	}
	if err != nil {
		first, _, _ := strings.Cut(err.Error(), "\n")
		return nil, hint(errors.New(first), "linewarden rule test names everything that is wrong; docs/rules.md says what a rule needs")
	}
	if len(from) == 0 {
		return nil, hint(fmt.Errorf("--rules %s: no rule in it", dir), "rules are files that end in .yml")
	}
	return from, nil
}

// registersOf gives the lists that rules may name: a register of the site, the
// addresses and prefixes in it (NAME.net), and its networks (networks.PURPOSE).
func registersOf(s *site.Site) func(string) ([]string, bool) {
	return func(name string) ([]string, bool) {
		if s == nil {
			return nil, false
		}
		if purpose, ok := strings.CutPrefix(name, "networks."); ok {
			all, ok := s.Networks[site.Purpose(purpose)]
			var out []string
			for _, p := range all {
				out = append(out, p.String())
			}
			return out, ok
		}
		base, only := strings.CutSuffix(name, ".net")
		values, ok := s.Values(base)
		if only {
			values = addressesOf(values)
		}
		return values, ok
	}
}

// listed is registersOf for lists that are given as they are.
func listedRegisters(lists map[string][]string) func(string) ([]string, bool) {
	return func(name string) ([]string, bool) {
		if values, ok := lists[name]; ok {
			return values, true
		}
		base, only := strings.CutSuffix(name, ".net")
		values, ok := lists[base]
		if only {
			values = addressesOf(values)
		}
		return values, ok
	}
}

// addressesOf keeps what is an address or a prefix.
func addressesOf(values []string) []string {
	out := []string{}
	for _, v := range values {
		if _, err := netip.ParseAddr(v); err == nil {
			out = append(out, v)
		} else if _, err := netip.ParsePrefix(v); err == nil {
			out = append(out, v)
		}
	}
	return out
}
