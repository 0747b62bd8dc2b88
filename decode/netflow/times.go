package netflow

// ahead is how far behind the export a flow may begin or end without its times
// being disbelieved, in microseconds: clocks are read one after the other.
const ahead = 60e6

// ntpEpoch is 1970 in seconds of NTP, RFC 7011 §6.1.9.
const ntpEpoch = 2208988800

// times are the beginning and the end of a flow, in microseconds since 1970; 0
// is not known. Of several units the finest is taken.
func (r *Record) times(h *header, bootMs uint64) (start, end int64) {
	start = r.time(h, bootMs, startMs, startNTP, startSec, startUp, startDelta)
	end = r.time(h, bootMs, endMs, endNTP, endSec, endUp, endDelta)
	length := int64(-1)
	if n, ok := r.get(durationUs); ok && n < 1<<52 {
		length = int64(n)
	} else if n, ok := r.get(durationMs); ok && n < 1<<42 {
		length = int64(n) * 1000
	}
	switch {
	case length >= 0 && start == 0 && end != 0:
		start = end - length
	case length >= 0 && end == 0 && start != 0:
		end = start + length
	case start == 0 && end == 0:
		start = r.time(h, bootMs, seenMs, numSlots, seenSec, numSlots, numSlots)
		if length >= 0 && start != 0 {
			end = start + length
		}
	}
	return start, end
}

func (r *Record) time(h *header, bootMs uint64, ms, ntp, sec, up, delta slot) int64 {
	switch {
	case r.is(ms) && inTime(r.n[ms]/1000):
		return int64(r.n[ms]) * 1000
	case r.is(ntp) && r.n[ntp&63]>>32 >= ntpEpoch:
		n := r.n[ntp&63]
		return int64(n>>32-ntpEpoch)*1e6 + int64((n&0xffffffff)*1e6>>32)
	case r.is(sec) && inTime(r.n[sec&63]):
		return int64(r.n[sec&63]) * 1e6
	case r.is(up):
		return r.sinceBoot(h, bootMs, r.n[up&63])
	case r.is(delta) && h.time != 0:
		return h.time - int64(r.n[delta&63]&0xffffffff)
	}
	return 0
}

func inTime(sec uint64) bool { return sec >= earliest && sec < 1<<34 }

// sinceBoot is a time in milliseconds since the exporter's start. The header
// says how long that was ago, modulo 2^32 as the times are. A flow that would
// begin after its export has a time by some other clock: unknown.
func (r *Record) sinceBoot(h *header, boot uint64, up uint64) int64 {
	if h.hasUptime {
		back := int64(int32(h.uptime - uint32(up)))
		if at := h.time - back*1000; h.time != 0 && at <= h.time+ahead {
			return at
		}
		return 0
	}
	if n, ok := r.get(bootMs); ok {
		boot = n
	}
	if !inTime(boot / 1000) {
		return 0
	}
	return int64(boot+up&0xffffffff) * 1000
}
