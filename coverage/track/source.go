package track

import (
	"net/netip"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/linewarden/linewarden/event"
)

// fileMark begins the name of a source that is known only as a file, in the
// tracker: no device has a name with it.
const fileMark = "\x00"

// sourceOf is the best name the event has for its source.
func (t *Tracker) sourceOf(e *event.Event) string {
	if s := e.Text(event.Reporter); s != "" {
		return s
	}
	for _, f := range []event.Field{event.DeviceAddr, event.Sender} {
		if a := e.Addr(f); a.IsValid() {
			return a.String()
		}
	}
	if e.Batch == nil {
		return ""
	}
	if t.file != e.Batch.Source || t.fileSource == "" {
		t.file = strings.Clone(e.Batch.Source)
		t.fileSource = fileMark + logOf(t.file)
	}
	return t.fileSource
}

var (
	packed = regexp.MustCompile(`\.(?:gz|zst|bz2|xz|Z)$`)
	// datedParts are what names of files have that are begun anew: days, with
	// the time of day, and the hours that Zeek writes.
	datedParts = regexp.MustCompile(`(?:^|[-_.])(?:(?:19|20)\d\d[-_.]?[01]\d[-_.]?[0-3]\d(?:[-_.T]?[0-2]\d[-_:.]?[0-5]\d(?:[-_:.]?[0-5]\d)?)?Z?|\d\d:\d\d:\d\d-\d\d:\d\d:\d\d)`)
	weekday    = regexp.MustCompile(`[-_.](?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)(\.[a-z]+)?$`)
	rotated    = regexp.MustCompile(`\.\d{1,4}$`)
	datedDir   = regexp.MustCompile(`^(?:(?:19|20)\d\d(?:[-_.]?[01]\d(?:[-_.]?[0-3]\d)?)?|[0-3]?\d|current)$`)
)

// logOf is the path of a log without what tells its files from each other: the
// files of a log that is rotated, or begun anew each day, are one source.
func logOf(p string) string {
	parts := strings.Split(strings.ReplaceAll(p, "!/", "/"), "/")
	name := parts[len(parts)-1]
	parts = slices.DeleteFunc(parts[:len(parts)-1], datedDir.MatchString)
	stem := packed.ReplaceAllString(name, "")
	if _, err := netip.ParseAddr(stem); err != nil {
		stem = rotated.ReplaceAllString(stem, "")
		stem = datedParts.ReplaceAllString(stem, "")
		stem = weekday.ReplaceAllString(stem, "$1")
	}
	switch dir := strings.Join(parts, "/"); {
	case strings.Trim(strings.TrimSuffix(stem, path.Ext(stem)), "-_.") != "":
		return path.Join(dir, stem)
	case dir != "": // a folder for each device, and a file for each day
		return dir
	}
	return name
}

// shortNames are names of files as they are shown: as much of each path's end as
// tells it from the others.
func shortNames(paths []string) map[string]string {
	out := map[string]string{}
	for n := 1; len(paths) > 0; n++ {
		taken := map[string]int{}
		for _, p := range paths {
			taken[end(p, n)]++
		}
		paths = slices.DeleteFunc(paths, func(p string) bool {
			short := end(p, n)
			whole := strings.Count(p, "/") < n
			if whole {
				short = p
			}
			if whole || taken[short] == 1 {
				out[p] = short
				return true
			}
			return false
		})
	}
	return out
}

// end is the last n parts of a path.
func end(p string, n int) string {
	i := len(p)
	for ; n > 0 && i > 0; n-- {
		i = max(0, strings.LastIndexByte(p[:i], '/'))
	}
	return strings.TrimPrefix(p[i:], "/")
}

// nameFiles gives sources that are files the names that are shown.
func (r *Report) nameFiles() {
	var paths []string
	for _, s := range r.Streams {
		if p, ok := strings.CutPrefix(s.Source, fileMark); ok && !slices.Contains(paths[max(0, len(paths)-1):], p) {
			paths = append(paths, p)
		}
	}
	names := shortNames(paths)
	shown := func(source string) string {
		if p, ok := strings.CutPrefix(source, fileMark); ok {
			return names[p]
		}
		return source
	}
	for i := range r.Streams {
		r.Streams[i].Source = shown(r.Streams[i].Source)
	}
	for i := range r.Gaps {
		r.Gaps[i].Source = shown(r.Gaps[i].Source)
	}
}
