package fortios

import (
	"strings"

	"github.com/linewarden/linewarden/decode/stamp"
	"github.com/linewarden/linewarden/decode/syslog"
	"github.com/linewarden/linewarden/decode/syslog/cef"
	"github.com/linewarden/linewarden/event"
)

// cefKeys are the keys of CEF that FortiOS and FortiAnalyzer write in place of
// their own. What CEF has no key for stands behind a prefix.
var cefKeys = map[string]string{
	"src": "srcip", "spt": "srcport", "dst": "dstip", "dpt": "dstport", "proto": "proto", "act": "action", "app": "service", "externalId": "sessionid",
	"in": "rcvdbyte", "out": "sentbyte", "suser": "user", "duser": "user", "shost": "srcname", "dhost": "hostname", "smac": "srcmac", "dmac": "dstmac", "msg": "msg",
	"deviceInboundInterface": "srcintf", "deviceOutboundInterface": "dstintf", "deviceExternalId": "devid", "dvchost": "devname", "deviceDirection": "direction",
	"sourceTranslatedAddress": "transip", "sourceTranslatedPort": "transport", "destinationTranslatedAddress": "tranip", "destinationTranslatedPort": "tranport",
	"request": "url", "fname": "filename", "reason": "reason", "outcome": "status", "cnt": "count", "sproc": "ui", "duid": "user",
}

// cefPrefixes are those of FortiOS and of FortiAnalyzer.
var cefPrefixes = [...]string{"FTNTFGT", "ad."}

// ownKey turns a key of a record in CEF into the one of a record of FortiOS.
func ownKey(key string) string {
	for _, p := range cefPrefixes {
		if own, ok := strings.CutPrefix(key, p); ok {
			return own
		}
	}
	if own, ok := cefKeys[key]; ok {
		return own
	}
	return key
}

// isCEF knows records in CEF: "CEF:0|Fortinet|Fortigate|v7.0|…".
func isCEF(h *syslog.Header) bool {
	if h.Program != "CEF" && !strings.HasPrefix(h.Message, "CEF:") {
		return false
	}
	r, ok := cef.Parse(cef.Message(h))
	return ok && r.Vendor == "Fortinet" && strings.HasPrefix(strings.ToLower(r.Product), "fortigate")
}

// stampCEF puts eventtime into the header, which has a stamp without a zone, or
// the start that FortiAnalyzer writes.
func stampCEF(h *syslog.Header, e *event.Event) {
	r, _ := cef.Parse(cef.Message(h))
	var epoch, start string
	p := r.Pairs()
	for one, ok := p.Next(); ok && epoch == ""; one, ok = p.Next() {
		switch {
		case ownKey(one.Key) == "eventtime":
			epoch = one.Value
		case one.Key == "start":
			start = one.Value
		}
	}
	for _, v := range [...]string{epoch, start} {
		if st, n := stamp.Read(v); n > 0 && n == len(v) {
			h.Restamp(st, e)
			return
		}
	}
}

// cef reads a record in CEF by the keys that FortiOS has for the same. A key
// that stands twice counts the first time.
func (f *family) cef(h *syslog.Header, r *record, e *event.Event) {
	stampCEF(h, e)
	rec, _ := cef.Parse(cef.Message(h))
	e.SetText(event.MessageID, rec.ID) // the end of logid, where that is not written
	e.SetText(event.Message, rec.Name)
	e.SetText(event.Program, "") // some headers take "CEF:" for one
	var seen [64]string
	n := 0
	p := rec.Pairs()
next:
	for one, ok := p.Next(); ok; one, ok = p.Next() {
		key, value := ownKey(one.Key), one.Value
		for _, s := range seen[:n] {
			if s == key {
				continue next
			}
		}
		if n < len(seen) {
			seen[n] = key
			n++
		}
		if one.Key == "cat" { // "traffic:forward"
			var sub string
			if value, sub, ok = strings.Cut(value, ":"); ok {
				f.put("subtype", sub, r, e)
			}
			key = "type"
		}
		f.put(key, value, r, e)
	}
}
