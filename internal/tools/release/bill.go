package main

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"debug/buildinfo"
	"fmt"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	cdx "github.com/CycloneDX/cyclonedx-go"
)

// program is what a bill says of one program as a whole.
type program struct {
	name    string
	version string
	sum     [sha256.Size]byte
	time    time.Time
	info    *debug.BuildInfo
}

// writeBill writes the bill of the Go program at path beside it and returns
// the name of the bill.
func writeBill(path, version string, when time.Time) (string, error) {
	info, err := buildinfo.ReadFile(path)
	if err != nil {
		return "", err
	}
	sum, err := digest(path)
	if err != nil {
		return "", err
	}
	text, err := encode(bill(program{filepath.Base(path), version, sum, when, info}))
	if err != nil {
		return "", err
	}
	name := path + ".cdx.json"
	return name, os.WriteFile(name, text, 0o644)
}

func encode(b *cdx.BOM) ([]byte, error) {
	var out bytes.Buffer
	err := cdx.NewBOMEncoder(&out, cdx.BOMFileFormatJSON).SetPretty(true).EncodeVersion(b, cdx.SpecVersion1_6)
	return out.Bytes(), err
}

// bill lists the modules linked into p, and the standard library, which has
// versions and vulnerabilities of its own.
func bill(p program) *cdx.BOM {
	whole := cdx.Component{
		BOMRef:     "program",
		Type:       cdx.ComponentTypeApplication,
		Name:       p.name,
		Version:    p.version,
		PackageURL: purl(p.info.Main.Path, p.version),
		Hashes:     &[]cdx.Hash{{Algorithm: cdx.HashAlgoSHA256, Value: fmt.Sprintf("%x", p.sum)}},
		Licenses:   &cdx.Licenses{{License: &cdx.License{ID: "Apache-2.0"}}},
		Properties: settings(p.info),
	}
	parts := []cdx.Component{library("stdlib", strings.TrimPrefix(p.info.GoVersion, "go"), "")}
	for _, m := range p.info.Deps {
		if m.Replace != nil {
			m = m.Replace
		}
		parts = append(parts, library(m.Path, m.Version, m.Sum))
	}
	slices.SortFunc(parts, func(a, b cdx.Component) int { return cmp.Compare(a.BOMRef, b.BOMRef) })

	refs := make([]string, len(parts))
	for i, part := range parts {
		refs[i] = part.BOMRef
	}
	b := cdx.NewBOM()
	b.SerialNumber = serial(p.sum)
	b.Metadata = &cdx.Metadata{Timestamp: p.time.UTC().Format(time.RFC3339), Component: &whole}
	b.Components = &parts
	b.Dependencies = &[]cdx.Dependency{{Ref: whole.BOMRef, Dependencies: &refs}}
	return b
}

// library describes one module; sum is its line in go.sum, or "".
func library(path, version, sum string) cdx.Component {
	c := cdx.Component{
		Type:       cdx.ComponentTypeLibrary,
		BOMRef:     purl(path, version),
		Name:       path,
		Version:    version,
		PackageURL: purl(path, version),
	}
	if sum != "" {
		c.Properties = &[]cdx.Property{{Name: "go:sum", Value: sum}}
	}
	return c
}

// settings keeps the build settings that say for what machine and how a
// program was built. It leaves out the ones that name folders.
func settings(info *debug.BuildInfo) *[]cdx.Property {
	props := []cdx.Property{{Name: "go:version", Value: info.GoVersion}}
	for _, s := range info.Settings {
		switch s.Key {
		case "GOOS", "GOARCH", "CGO_ENABLED", "-trimpath":
			props = append(props, cdx.Property{Name: "go:" + s.Key, Value: s.Value})
		}
	}
	return &props
}

// purl is the package URL of a module. The "+" of a version is escaped, as the
// package URL specification asks.
func purl(path, version string) string {
	return "pkg:golang/" + path + "@" + strings.ReplaceAll(version, "+", "%2B")
}

// serial makes the bill's number from the program's hash: RFC 9562 §5.8, a
// UUID of version 8. A random one would make each build different.
func serial(sum [sha256.Size]byte) string {
	u := sum[:16]
	u[6] = u[6]&0x0f | 0x80
	u[8] = u[8]&0x3f | 0x80
	return fmt.Sprintf("urn:uuid:%x-%x-%x-%x-%x", u[:4], u[4:6], u[6:8], u[8:10], u[10:16])
}
