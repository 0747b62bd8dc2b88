package app

import (
	"strings"
	"testing"
)

// TestIntendedShowsNoSecret compares a configuration of each system with what
// is left of it without every second line and with other secrets, both ways, as golden configuration and as template.
func TestIntendedShowsNoSecret(t *testing.T) {
	if testing.Short() {
		t.Skip("many commands in a row")
	}
	for name, system := range samples {
		t.Run(name, func(t *testing.T) {
			config, secrets := secretSample(t, name)
			var half, other []string
			changed := config
			for i, line := range strings.Split(config, "\n") {
				if i%2 == 0 {
					half = append(half, line)
				}
			}
			for i := range secrets {
				secrets[i] = strings.TrimSuffix(secrets[i], " hash2")
				turned := secrets[i][:len(secrets[i])-1] + "0"
				changed, other = strings.ReplaceAll(changed, secrets[i], turned), append(other, turned)
			}
			out := map[string]string{}
			for what, text := range map[string]string{"half": strings.Join(half, "\n"), "changed": changed} {
				for _, file := range []string{"r1.cfg", "r1." + system + ".tmpl"} {
					for way, pair := range map[string][2]string{"to ": {config, text}, "from ": {text, config}} {
						args := []string{"--intended", put(t, file, pair[0]), put(t, "r1.cfg", pair[1]), "--os", system, "--fail-on", "never", "--assume-complete"}
						out[what+way+file], _ = driftOf(t, []int{exitOK}, append(args, "--format", "json")...)
					}
				}
			}
			leaks(t, out, append(secrets, other...))
		})
	}
}
