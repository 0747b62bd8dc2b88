package app

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/linewarden/linewarden/collect/file"
	"github.com/linewarden/linewarden/decode"
	"github.com/linewarden/linewarden/detect/jsonevent"
	"github.com/linewarden/linewarden/detect/sigma"
	"github.com/linewarden/linewarden/report/matches"
)

// ruleMatch asks an engine about the lines of inputs.
type ruleMatch struct {
	opt     ruleOptions
	rules   *ruleSet
	matcher *sigma.Matcher
	filler  *jsonevent.Filler
	counter *counter
	bar     *progress
	path    string // of the only input, "" where there may be several
	unknown []sigma.Reading
	add     func(*matches.Line) error
}

func newRuleMatch(env Env, rules *ruleSet, opt ruleOptions, times []string) *ruleMatch {
	return &ruleMatch{opt: opt, rules: rules, matcher: rules.engine.NewMatcher(), filler: jsonevent.New(rules.engine),
		counter: newCounter(rules, times), bar: newProgress(env)}
}

func (x *ruleMatch) read(ctx context.Context, env Env, paths []string) error {
	set, err := file.Open(ctx, paths, file.Options{Stdin: env.Stdin, MaxArchive: maxLogArchive, MaxRatio: maxLogRatio, Rotated: true, Progress: x.bar.update})
	if errors.Is(err, file.ErrNotFound) {
		return hint(err, "name a file, a folder or an archive, or - for standard input")
	}
	if err != nil {
		return err
	}
	if len(paths) == 1 {
		x.path = paths[0]
	}
	err = set.Stream(ctx, func(in file.Input, rd io.Reader) error {
		if in.Skip != nil {
			return x.tell(&matches.Line{Path: in.Path, Error: fmt.Sprintf("%s: %s", in.Skip.Reason, in.Skip.Detail)})
		}
		return x.lines(ctx, in.Path, rd)
	})
	x.bar.done()
	if err = errors.Join(err, set.Close()); err != nil {
		return err
	}
	for _, text := range x.counter.losses() {
		if err := x.tell(&matches.Line{Path: x.path, Error: text, Lost: true}); err != nil {
			return err
		}
	}
	return nil
}

// lines reads an input to its end. A line that is too long costs that line.
func (x *ruleMatch) lines(ctx context.Context, path string, rd io.Reader) error {
	r := bufio.NewReaderSize(rd, decode.MaxRecord)
	for n := 1; ctx.Err() == nil; n++ {
		text, err := r.ReadSlice('\n')
		long := errors.Is(err, bufio.ErrBufferFull)
		for errors.Is(err, bufio.ErrBufferFull) {
			_, err = r.ReadSlice('\n')
		}
		switch line := strings.TrimSpace(string(text)); {
		case long:
			if err := x.tell(&matches.Line{Path: path, Line: n, Error: "longer than 1 MiB"}); err != nil {
				return err
			}
		case line != "":
			if err := x.event(path, n, line); err != nil {
				return err
			}
		}
		if err != nil { // the end, or the reader's own fault, which comes as a second input
			return nil
		}
	}
	return ctx.Err()
}

// event asks about one line.
func (x *ruleMatch) event(path string, n int, line string) error {
	l := &matches.Line{Path: path, Line: n}
	record, err := x.filler.Fill(strings.TrimPrefix(line, "\ufeff"))
	if err != nil {
		l.Error = err.Error()
		return x.tell(l)
	}
	x.counter.begin(path, n, record)
	for _, i := range slices.Clone(x.matcher.Match(record)) {
		m := matches.Match{ID: x.rules.described[i].ID, RestsOn: x.matcher.RestsOn(i), Place: i}
		if m.RestsOn == nil {
			m.RestsOn = []string{}
		}
		l.Matched = append(l.Matched, m)
		x.counter.take(i, m.RestsOn)
	}
	l.Matched = append(l.Matched, x.counter.held...)
	if !x.opt.certain {
		x.unknown = x.matcher.Unknown(x.unknown[:0])
		for _, u := range x.unknown {
			l.Unknown = append(l.Unknown, matches.Unknown{ID: x.rules.described[u.Rule].ID, Missing: u.Missing, Place: u.Rule})
			x.counter.might(u.Rule, u.Missing)
		}
		l.Unknown = append(l.Unknown, x.counter.unknown()...)
	}
	return x.tell(l)
}

func (x *ruleMatch) tell(l *matches.Line) error {
	l.Several = l.Path != x.path
	return x.add(l)
}
