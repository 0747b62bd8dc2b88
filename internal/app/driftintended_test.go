package app

import "testing"

// TestIntendedShowsNoSecret compares a configuration of each system with what
// is left of it without every second line and with other secrets, both ways, as golden configuration and as template.
func TestIntendedShowsNoSecret(t *testing.T) {
	if testing.Short() {
		t.Skip("many commands in a row")
	}
	for name, system := range samples {
		t.Run(name, func(t *testing.T) {
			config, secrets := secretSample(t, name)
			half, changed, others := spoilt(config, secrets)
			out := map[string]string{}
			for what, text := range map[string]string{"half": half, "changed": changed} {
				for _, file := range []string{"r1.cfg", "r1." + system + ".tmpl"} {
					for way, pair := range map[string][2]string{"to ": {config, text}, "from ": {text, config}} {
						args := []string{"--intended", put(t, file, pair[0]), put(t, "r1.cfg", pair[1]), "--os", system, "--fail-on", "never", "--assume-complete"}
						out[what+way+file], _ = driftOf(t, []int{exitOK}, append(args, "--format", "json")...)
					}
				}
			}
			leaks(t, out, append(secrets, others...))
		})
	}
}
