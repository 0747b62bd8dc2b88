package parse

import (
	"fmt"

	"github.com/linewarden/linewarden/device/absence"
	"github.com/linewarden/linewarden/device/parse/asa"
	"github.com/linewarden/linewarden/device/parse/eos"
	"github.com/linewarden/linewarden/device/parse/fortios"
	"github.com/linewarden/linewarden/device/parse/ios"
	"github.com/linewarden/linewarden/device/parse/iosxr"
	"github.com/linewarden/linewarden/device/parse/junos"
	"github.com/linewarden/linewarden/device/parse/nxos"
	"github.com/linewarden/linewarden/device/parse/panos"
	"github.com/linewarden/linewarden/device/parse/routeros"
	"github.com/linewarden/linewarden/device/parse/sros"
	"github.com/linewarden/linewarden/device/parse/vrp"
	"github.com/linewarden/linewarden/device/system"
)

// systems is the table of what Linewarden reads, in the order in which equal
// confidence is decided. One line adds a system.
var systems = []func() (system.System, error){
	ios.New,
	nxos.New,
	eos.New,
	iosxr.New,
	asa.New,
	junos.New,
	panos.New,
	fortios.New,
	routeros.New,
	vrp.New,
	sros.New,
}

// New compiles the tables of every system. Do it once and share the Parser.
func New() (*Parser, error) {
	p := &Parser{}
	var err error
	if p.absence, err = absence.Load(); err != nil {
		return nil, err
	}
	if p.others, err = readMarks(otherText); err != nil {
		return nil, fmt.Errorf("parse: %w", err)
	}
	for _, make := range systems {
		s, err := make()
		if err != nil {
			return nil, fmt.Errorf("parse: %w", err)
		}
		if p.absence[s.Name] == nil {
			return nil, fmt.Errorf("parse: no absence table for %s", s.Name)
		}
		p.systems = append(p.systems, s)
	}
	var marks []string
	for i, s := range p.systems {
		for _, m := range s.Marks {
			marks, p.markOf = append(marks, m), append(p.markOf, i)
		}
	}
	p.marks = system.Texts(marks...)
	return p, nil
}
