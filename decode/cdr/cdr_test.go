package cdr

import (
	"strings"
	"testing"

	"github.com/linewarden/linewarden/decode/records/recordstest"
	"github.com/linewarden/linewarden/event"
)

const sample = "record_type,record_id,served_imsi,served_msisdn,calling_number,called_number,start_time,duration_s,cause_for_term,msc_or_pgw,apn,data_up,data_down,charging_id,local_seq\n" +
	"MOC,88,001010123456701,12025550111,12025550111,112,2026-11-07T08:01:12Z,64,normalRelease,msc1,,,,,901\n" +
	"PGW,89,001010123456702,12025550112,,,2026-11-07T08:03:00Z,1800,\"normal, release\",pgw2,internet,7,9,7712,17\n" +
	"MOC,90\n"

func TestRecords(t *testing.T) {
	f := Formats()[0]
	if f.Sniff(sample) == 0 || f.Sniff("time,user,host,calls\n") != 0 || f.Sniff("EVENT_TIMESTAMP,DBUSERNAME,ACTION_NAME\n") != 0 {
		t.Error("not told apart")
	}
	got := recordstest.Run(t, f, sample)
	want := []string{
		`cdr system !no_stamp message_id="header"`,
		`cdr system 2026-11-07T08:01:12Z reporter="msc1" actor="12025550111" object="88" message_id="MOC" duration_us="64000000" sequence="901" actor_name:"001010123456701" target_user:"112" reason:"normalRelease"`,
		`cdr system 2026-11-07T08:03:00Z reporter="pgw2" actor="12025550112" object="89" message_id="PGW" bytes="7" bytes_back="9" duration_us="1800000000" sequence="17" actor_name:"001010123456702" reason:"normal, release" service:"internet" task:"7712"`,
	}
	if len(got.Events) != len(want) || got.Gaps.Dropped() != 1 {
		t.Fatalf("%d events, %d gaps", len(got.Events), got.Gaps.Dropped())
	}
	for i, e := range got.Events {
		if recordstest.Line(e) != want[i] {
			t.Errorf("got %s\nwant %s", recordstest.Line(e), want[i])
		}
	}
}

// The names of TS 32.298, other delimiters, fourteen digits, and a second file
// behind the first.
func TestLayouts(t *testing.T) {
	for _, text := range []string{
		"recordType;nodeID;servedMSISDN;recordOpeningTime;localSequenceNumber\n1;gw1;4930123456;20261107080112;7\n",
		"recordType\tnode-ID\tservedMSISDN\tRecord Opening Time\tLocal Sequence Number\n1\tgw1\t4930123456\t2026-11-07 08:01:12\t7\n",
		"recordType|nodeID|MSISDN|answerTime|x|localSequenceNumber\n1|gw1|4930123456|20261107080112||7\n",
		"nodeID,duration,callingNumber,answerTime\nrecordType,nodeID,MSISDN,answerTime,localSequenceNumber\n1,gw1,4930123456,20261107080112,7\n",
	} {
		got := recordstest.Run(t, Formats()[0], text)
		e := got.Events[len(got.Events)-1]
		n, _ := e.Number(event.Sequence)
		if got.Gaps.Dropped() != 0 || n != 7 || e.Time != 1794038472e6 || e.Text(event.Actor) != "4930123456" || e.Text(event.Reporter) != "gw1" {
			t.Errorf("%q: %s, %d gaps", text, recordstest.Line(e), got.Gaps.Dropped())
		}
	}
}

func TestFileNumber(t *testing.T) {
	for base, want := range map[string][2]string{
		"msc1_-_0017.20261107_-_0801+0000":      {"msc1", "0017"},
		"msc1_-_17.20261107_-_0801_-_a.csv":     {"msc1", "17"},
		"msc1_-_x.20261107_-_0801":              {},
		"calls.csv":                             {},
		"_-_.":                                  {},
		"msc1_-_99999999999999.20261107_-_0801": {},
	} {
		from, number := fileNumber(base)
		if from != want[0] || number != want[1] {
			t.Errorf("%s: %q %q", base, from, number)
		}
	}
}

func FuzzRecords(f *testing.F) {
	f.Add(sample)
	f.Add("recordType;nodeID;servedMSISDN;recordOpeningTime;localSequenceNumber\n\"1;\"\";gw1;;;\n")
	f.Fuzz(func(t *testing.T, s string) {
		Formats()[0].Sniff(s)
		recordstest.Run(t, Formats()[0], s)
	})
}

func TestNoAllocation(t *testing.T) {
	r := &reader{}
	var e event.Event
	lines := strings.Split(strings.TrimSpace(sample), "\n")
	r.read(lines[0], &e)
	if n := testing.AllocsPerRun(100, func() {
		e.Reset()
		r.read(lines[1], &e)
	}); n > 0 {
		t.Errorf("%v allocations a record", n)
	}
}
