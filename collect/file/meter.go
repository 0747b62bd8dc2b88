package file

import (
	"fmt"
	"io"
)

// freeBytes is what an archive may unpack to whatever its ratio: small files of
// blanks compress a thousandfold and harm nobody.
const freeBytes = 1 * mib

// meter bounds one archive together with all archives inside it. Once it has
// stopped, every further read through it fails, so that nested readers unwind.
type meter struct {
	r *reader
	// packed is how many bytes of the archive itself were read so far.
	packed func() int64
	// unpacked counts what decompressors gave out, files what was delivered.
	// They differ: nested compression counts each layer, a sparse file costs no
	// compressed byte.
	unpacked, files int64
	entries         int
	stop            *stopError
}

func newMeter(r *reader, packed func() int64) *meter { return &meter{r: r, packed: packed} }

// entry counts one entry of an archive.
func (m *meter) entry() error {
	if err := m.r.ctx.Err(); err != nil {
		return err
	}
	if m.entries++; m.entries > m.r.opt.MaxEntries {
		return m.halt(TooMany, fmt.Sprintf("more than %d entries", m.r.opt.MaxEntries))
	}
	return nil
}

// check fails when n bytes are more than the archive may hold.
func (m *meter) check(n int64) error {
	packed := m.packed()
	switch {
	case m.stop != nil:
		return m.stop
	case n > m.r.opt.MaxArchive:
		return m.halt(ArchiveBomb, "unpacks to more than "+bytesText(m.r.opt.MaxArchive))
	case n > freeBytes && n/m.r.opt.MaxRatio > packed:
		return m.halt(ArchiveBomb, fmt.Sprintf("%s unpack to more than %d times as much", bytesText(packed), m.r.opt.MaxRatio))
	}
	return nil
}

func (m *meter) halt(reason Reason, detail string) error {
	m.stop = &stopError{&Skip{reason, detail + "; the rest of it was not read", "unpack it yourself if you trust it, and name the folder"}}
	return m.stop
}

// deliver counts a member of n bytes before it is read.
func (m *meter) deliver(n int64) error {
	m.files += n
	return m.check(m.files)
}

// failed returns the error that ends the archive, if err is one: the meter
// stopped, or the whole reading was cancelled. Otherwise err concerns just the
// member at hand. Decompressors may wrap what a reader returns, so err itself
// does not tell.
func (m *meter) failed() error {
	if err := m.r.ctx.Err(); err != nil {
		return err
	}
	if m.stop != nil {
		return m.stop
	}
	return nil
}

// inflated meters the output of a decompressor.
func (m *meter) inflated(r io.Reader) io.Reader { return &metered{m, r} }

type metered struct {
	m *meter
	r io.Reader
}

func (r *metered) Read(p []byte) (int, error) {
	if err := r.m.failed(); err != nil {
		return 0, err
	}
	n, err := r.r.Read(p)
	r.m.unpacked += int64(n)
	if over := r.m.check(r.m.unpacked); over != nil {
		return 0, over
	}
	return n, err
}
