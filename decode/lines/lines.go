// Package lines walks along the lines of a batch.
package lines

import (
	"bytes"
	"strings"

	"github.com/linewarden/linewarden/event"
)

// Split is a decode.Format's Split for records that are lines: up to the last
// line end.
func Split(data []byte, atEOF bool) int {
	if atEOF {
		return len(data)
	}
	return bytes.LastIndexByte(data, '\n') + 1
}

// Each calls fn for each line of the batch, without its end, "\n" or "\r\n";
// empty lines included. offset is that of the line in the source, length
// includes the end, n counts the source's lines from 1.
func Each(b *event.Batch, fn func(line string, offset, length int64, n int)) {
	rest, at, n := b.Text, b.Offset, b.Line
	for rest != "" {
		line, length := rest, len(rest)
		if end := strings.IndexByte(rest, '\n'); end >= 0 {
			line, length = rest[:end], end+1
		}
		n++
		fn(strings.TrimRight(line, "\r"), at, int64(length), n)
		rest = rest[length:]
		at += int64(length)
	}
}
