package app

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/linewarden/linewarden/report"
)

// writeReport writes the report to standard output or to a file that only its
// owner can read.
func writeReport(env Env, r *report.Audit, opt auditOptions, args []string) error {
	v := view(env)
	v.Show, v.ASCII, v.Args, v.All = opt.show, opt.ascii, args, opt.all
	if opt.output != "" {
		v.Terminal, v.Color = false, false
	}
	if opt.output == "" || opt.output == "-" {
		return shown(report.Write(env.Stdout, r, opt.format, v))
	}
	return writePrivate(opt.output, func(w io.Writer) error { return shown(report.Write(w, r, opt.format, v)) })
}

// shown adds advice where --show names nothing.
func shown(err error) error {
	if errors.Is(err, report.ErrShow) {
		return hint(err, "one of lines, unknown, inputs, all, an id of linewarden check list, or a device's hostname or path")
	}
	return err
}

// writePrivate writes a file whole or not at all, with mode 0600. What stands at
// path and is no file, such as a pipe or /dev/stdout, is written to and stays.
func writePrivate(path string, write func(io.Writer) error) error {
	info, err := os.Stat(path)
	switch {
	case err == nil && info.IsDir():
		return hint(fmt.Errorf("write %s: it is a folder", path), "name a file")
	case err == nil && !info.Mode().IsRegular():
		return written(path, writeTo(path, write))
	}
	tmp, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*")
	if err != nil {
		return hint(written(path, err), "name a folder that exists and can be written")
	}
	defer os.Remove(tmp.Name())
	if err := errors.Join(write(tmp), tmp.Close()); err != nil {
		return written(path, err)
	}
	return written(path, os.Rename(tmp.Name(), path))
}

// writeTo writes to what is there already.
func writeTo(path string, write func(io.Writer) error) error {
	f, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	return errors.Join(write(f), f.Close())
}

// written says of an error, if it is one, which output it is about: the name of
// a temporary file says nothing to who reads it.
func written(path string, err error) error {
	var pe *fs.PathError
	var le *os.LinkError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &pe):
		err = pe.Err
	case errors.As(err, &le):
		err = le.Err
	}
	return fmt.Errorf("write %s: %w", path, err)
}
