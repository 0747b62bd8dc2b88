package stamp

import "github.com/linewarden/linewarden/event"

const (
	second = int64(1e6)
	day    = 86400 * second
	// ahead is how far a stamp may lie after the reference before its missing
	// year is taken to be the one before: clocks are off by days, not months.
	ahead = 3 * day
)

// Clock resolves the stamps of one source: it knows near when they were
// written and in which zone the devices are.
type Clock struct {
	// Near is a time at or after the stamps were written: of receipt, of the
	// file's last change, or of the latest stamp with a year. 0 means that
	// nothing is known, and a stamp without a year then gives no time.
	Near int64
	// Offset is the zone of stamps without one, in seconds east of UTC, and
	// counts only if HasZone; else UTC is taken. Both are guesses, and said so.
	Offset  int
	HasZone bool

	// The last date turned into microseconds, since neighbours share it.
	y, m, d int
	base    int64
	// The year of the day that is ahead of near.
	near     int64
	nearYear int
}

// Time returns the microseconds since 1970 UTC that st stands for, and what is
// to be said against them. The time is 0 where the flags have SinceBoot or
// OutOfRange, and where the year is missing and Near is 0.
func (c *Clock) Time(st Stamp) (int64, event.Clock) { return c.TimeOf(&st) }

// TimeOf is Time for a stamp that need not be copied.
func (c *Clock) TimeOf(st *Stamp) (int64, event.Clock) {
	flags := st.Clock
	if flags&event.SinceBoot != 0 {
		return 0, flags
	}
	offset := st.Offset
	if !st.HasZone {
		flags |= event.ZoneGuessed
		offset = c.Offset
	}
	year := st.Year
	if year == 0 {
		flags |= event.YearGuessed
		if c.Near == 0 {
			return 0, flags
		}
		year = c.yearOf(st, offset)
	}
	if !valid(year, st.Month, st.Day) {
		return 0, flags | event.OutOfRange
	}
	t := c.at(year, st) - int64(offset)*second
	if st.Year != 0 && c.Near == 0 {
		c.Near = t
	}
	return t, flags
}

// yearOf is the latest year in which the stamp is not well after Near. 29
// February is looked for in leap years.
func (c *Clock) yearOf(st *Stamp, offset int) int {
	if c.near != c.Near {
		c.near, c.nearYear = c.Near, civil(c.Near+ahead).Year
	}
	year := c.nearYear
	for range 9 { // 1896 to 1904 is the longest way between leap years
		if valid(year, st.Month, st.Day) && c.at(year, st)-int64(offset)*second <= c.Near+ahead {
			return year
		}
		year--
	}
	return year
}

func (c *Clock) at(year int, st *Stamp) int64 {
	if c.y != year || c.m != st.Month || c.d != st.Day {
		c.y, c.m, c.d, c.base = year, st.Month, st.Day, daysTo(year, st.Month, st.Day)*day
	}
	return c.base + (int64(st.Hour)*3600+int64(st.Minute)*60+int64(st.Second))*second + int64(st.Micro)
}

// daysTo counts the days from 1970-01-01 in the Gregorian calendar. The year
// begins in March here, so that a leap day is the last of its year.
func daysTo(y, m, d int) int64 {
	if m <= 2 {
		y--
		m += 12
	}
	era := y / 400
	yoe := y - era*400
	doy := (153*(m-3)+2)/5 + d - 1
	return int64(era)*146097 + int64(yoe*365+yoe/4-yoe/100+doy) - 719468
}

// civil is the inverse: the parts, in UTC, of microseconds since 1970.
func civil(micro int64) Stamp {
	days, rest := micro/day, micro%day
	if rest < 0 {
		days, rest = days-1, rest+day
	}
	z := days + 719468
	era := z / 146097
	doe := int(z - era*146097)
	yoe := (doe - doe/1460 + doe/36524 - doe/146096) / 365
	doy := doe - (365*yoe + yoe/4 - yoe/100)
	mp := (5*doy + 2) / 153
	st := Stamp{Year: yoe + int(era)*400, Month: mp + 3, Day: doy - (153*mp+2)/5 + 1, HasZone: true}
	if st.Month > 12 {
		st.Year, st.Month = st.Year+1, st.Month-12
	}
	s := int(rest / second)
	st.Hour, st.Minute, st.Second, st.Micro = s/3600, s/60%60, s%60, int(rest%second)
	return st
}

func valid(y, m, d int) bool {
	if m < 1 || m > 12 || d < 1 {
		return false
	}
	return d <= daysIn(y, m)
}

func daysIn(y, m int) int {
	switch m {
	case 2:
		if y%4 == 0 && (y%100 != 0 || y%400 == 0) {
			return 29
		}
		return 28
	case 4, 6, 9, 11:
		return 30
	}
	return 31
}
