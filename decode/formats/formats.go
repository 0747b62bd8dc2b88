// Package formats lists every format that sources are read in.
package formats

import (
	"errors"
	"slices"

	"github.com/linewarden/linewarden/decode"
	"github.com/linewarden/linewarden/decode/dbaudit/postgresql"
	"github.com/linewarden/linewarden/decode/flows"
	"github.com/linewarden/linewarden/decode/syslog"
	"github.com/linewarden/linewarden/decode/syslog/asa"
	"github.com/linewarden/linewarden/decode/syslog/auditd"
	"github.com/linewarden/linewarden/decode/syslog/cef"
	"github.com/linewarden/linewarden/decode/syslog/eos"
	"github.com/linewarden/linewarden/decode/syslog/fortios"
	"github.com/linewarden/linewarden/decode/syslog/ios"
	"github.com/linewarden/linewarden/decode/syslog/iosxr"
	"github.com/linewarden/linewarden/decode/syslog/ise"
	"github.com/linewarden/linewarden/decode/syslog/junos"
	"github.com/linewarden/linewarden/decode/syslog/linux"
	"github.com/linewarden/linewarden/decode/syslog/nxos"
	"github.com/linewarden/linewarden/decode/syslog/panos"
	"github.com/linewarden/linewarden/decode/syslog/routeros"
	"github.com/linewarden/linewarden/decode/syslog/sros"
	"github.com/linewarden/linewarden/decode/syslog/vrp"
)

// compared are the families of log lines that were compared with expected
// answers: those that the table in docs/coverage.md names. Of the others every
// event is marked unverified; of these, those that a message without a sample
// gives.
var compared = []string{syslog.Generic, "asa", "auditd", "cef", "eos", "fortios", "ios", "junos", "linux", "panos"}

// cefs are the families of records in CEF.
var cefs = []string{"cef", "fortios"}

// exports are the families of flows.
var exports = []string{"netflow5", "netflow9", "ipfix", "sflow"}

// captured are the families of captures, of which TACACS+ was compared with
// nothing.
var captured = append(slices.Clone(exports), "radius", "tacacs")

// All returns the formats, in the order in which equal claims to a source are
// settled. It fails only where a table that is built in does not load.
func All() ([]decode.Format, error) {
	var families []syslog.Family
	var errs []error
	for _, make := range []func() (syslog.Family, error){
		panos.New,
		eos.New,
		auditd.New,
		linux.New,
		ios.New,
		iosxr.New,
		nxos.New,
		asa.New,
		junos.New,
		fortios.New,
		cef.New,
		postgresql.New,
		ise.New,
		vrp.New,
		sros.New,
		routeros.New,
	} {
		f, err := make()
		families, errs = append(families, f), append(errs, err)
	}
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	names := []string{syslog.Generic}
	for _, f := range families {
		names = append(names, f.Name())
	}
	return append([]decode.Format{
		{
			Name: "syslog", Title: "log lines of devices and servers", Families: names, Verified: true, Compared: compared,
			Sniff: syslog.Sniffer(families), Split: syslog.Split,
			New: func(opt decode.Options) decode.Decoder { return syslog.NewDecoder(families, opt) },
		},
		{
			Name: "cef", Title: "records of the Common Event Format, in syslog or alone", Families: cefs, Verified: true, Compared: cefs,
			Sniff: cef.Sniff, Split: syslog.Split,
			New: func(opt decode.Options) decode.Decoder { return syslog.NewDecoder(families, opt) },
		},
		{
			Name: "pcap", Title: "captures of NetFlow, IPFIX, sFlow, RADIUS or TACACS+ packets", Families: captured, Verified: true,
			Compared: captured[:len(exports)+1],
			Sniff:    flows.SniffCapture, New: flows.NewCapture,
		},
		{
			Name: "netflow", Title: "NetFlow, IPFIX or sFlow packets one after the other", Families: exports, Verified: true,
			Sniff: flows.SniffBare, New: flows.NewBare,
		},
	}, audits()...), nil
}
