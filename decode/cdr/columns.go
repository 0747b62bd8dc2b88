package cdr

import (
	"strconv"
	"strings"

	"github.com/linewarden/linewarden/decode/stamp"
	"github.com/linewarden/linewarden/event"
)

// role is what a column holds.
type role uint8

const (
	unknown role = iota
	kind
	record
	node
	sequence
	file
	served // number of the subscriber whose record it is
	calling
	other // number of the other side
	imsi
	imei
	start
	duration // seconds
	cause
	charging
	access
	sent
	received
	numRoles
)

// names are the columns by their names, in small letters without what is between
// words. TS 32.298's own names come first.
var names = map[string]role{
	"recordtype": kind, "cdrtype": kind, "calltype": kind,
	"recordid": record, "cdrid": record, "callid": record, "callreference": record,
	"nodeid": node, "recordingentity": node, "mscorpgw": node, "node": node, "msc": node, "mscid": node, "mscaddress": node, "ggsn": node,
	"sgsn": node, "pgw": node, "smf": node, "networkelement": node, "switch": node, "switchid": node, "exchange": node, "pgwaddressused": node,
	"localsequencenumber": sequence, "localrecordsequencenumber": sequence, "localseq": sequence, "localseqno": sequence,
	"filesequencenumber": file, "fileseq": file, "fileseqno": file, "filenumber": file,
	"servedmsisdn": served, "msisdn": served, "subscriber": served, "anumber": served,
	"callingnumber": calling, "callingpartynumber": calling, "caller": calling, "callingparty": calling, "originatingnumber": calling,
	"callednumber": other, "calledpartynumber": other, "callee": other, "calledparty": other, "bnumber": other, "dialednumber": other,
	"dialleddigits": other, "diallednumber": other, "connectednumber": other, "destinationnumber": other,
	"servedimsi": imsi, "imsi": imsi, "servedimei": imei, "servedimeisv": imei, "imei": imei, "imeisv": imei,
	"recordopeningtime": start, "answertime": start, "starttime": start, "seizuretime": start, "calldatetime": start, "starttimestamp": start, "eventtimestamp": start,
	"duration": duration, "durations": duration, "callduration": duration, "durationsec": duration, "durationseconds": duration,
	"causeforrecclosing": cause, "causeforterm": cause, "causefortermination": cause, "cause": cause, "releasecause": cause,
	"chargingid": charging, "apn": access, "accesspointnameni": access, "accesspointname": access,
	"dataup": sent, "datavolumegprsuplink": sent, "bytesup": sent, "uplinkbytes": sent,
	"datadown": received, "datavolumegprsdownlink": received, "bytesdown": received, "downlinkbytes": received,
}

// people are parts of names of columns that hold a person's number.
var people = []string{"imsi", "msisdn", "imei", "calling", "called", "dialled", "dialed", "party", "subscriber", "sipuri", "forwardedto", "redirect"}

// roleOf is what a column of that name holds.
func roleOf(column string) role {
	var b [64]byte
	n := 0
	for i := range min(len(column), 256) {
		c := column[i]
		if 'A' <= c && c <= 'Z' {
			c |= 0x20
		}
		if n < len(b) && ('a' <= c && c <= 'z' || '0' <= c && c <= '9') {
			b[n] = c
			n++
		}
	}
	short := string(b[:n])
	if r, ok := names[short]; ok {
		return r
	}
	for _, p := range people {
		if strings.Contains(short, p) {
			return other
		}
	}
	return unknown
}

// later is what waits for the end of the record.
type later struct{ calling string }

// set takes a value; an empty one says nothing.
func (r *reader) set(c role, v string, e *event.Event, l *later) {
	if v == "" {
		return
	}
	switch c {
	case kind:
		e.SetText(event.MessageID, v)
	case record:
		e.SetText(event.Object, v)
	case node:
		e.SetText(event.Reporter, v)
	case file:
		e.AddExtra("file", v)
	case served:
		e.SetText(event.Actor, v)
	case calling:
		l.calling = v
	case other:
		e.AddExtra("target_user", v)
	case imsi, imei:
		e.AddExtra("actor_name", v)
	case start:
		r.time(v, e)
	case cause:
		e.AddExtra("reason", v)
	case charging:
		e.AddExtra("task", v)
	case access:
		e.AddExtra("service", v)
	case sequence, duration, sent, received:
		number(c, v, e)
	}
}

func number(c role, v string, e *event.Event) {
	n, err := strconv.ParseUint(v, 10, 64)
	switch {
	case err != nil:
	case c == sequence:
		e.SetNumber(event.Sequence, n)
	case c == duration && n < 1<<40:
		e.SetNumber(event.Duration, n*1e6)
	case c == sent:
		e.SetNumber(event.Bytes, n)
	case c == received:
		e.SetNumber(event.BytesBack, n)
	}
}

// time reads a stamp, or fourteen digits without anything between them. Of
// several the first counts.
func (r *reader) time(v string, e *event.Event) {
	if e.Time != 0 {
		return
	}
	st, n := digits(v)
	if n == 0 {
		st, n = stamp.Read(v)
	}
	if n > 0 {
		e.Time, e.Clock = r.clock.Time(st)
	}
}

func digits(v string) (st stamp.Stamp, n int) {
	if len(v) != 14 {
		return st, 0
	}
	for i, p := range []*int{&st.Year, &st.Month, &st.Day, &st.Hour, &st.Minute, &st.Second} {
		from, to := 2+2*i, 4+2*i
		if i == 0 {
			from = 0
		}
		x, err := strconv.ParseUint(v[from:to], 10, 16)
		if err != nil {
			return st, 0
		}
		*p = int(x)
	}
	return st, len(v)
}

// end says whose record it is where no column says it apart.
func (l *later) end(e *event.Event) {
	if e.Time == 0 && e.Clock == 0 {
		e.Clock = event.NoStamp
	}
	switch {
	case l.calling == "":
	case e.Text(event.Actor) == "":
		e.SetText(event.Actor, l.calling)
	case e.Text(event.Actor) != l.calling:
		e.AddExtra("target_user", l.calling)
	}
}
