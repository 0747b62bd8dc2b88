// Package file turns the paths that a user names into an ordered, bounded
// stream of inputs: files, folders, archives, git repositories, standard input.
//
// Promise: every file below a named path is delivered as bytes with its
// provenance, or reported as a Skip with the reason; nothing is lost without a
// word. Nothing is written. Nothing outside the named paths is read. The same
// tree gives the same inputs in the same order. Memory and time are bounded,
// whatever the files, archives and repositories hold, and a bad one never stops
// the others.
//
// The one thing left out without a Skip is version-control administration:
// .git, CVS and .svn are counted in Set.Admin.
//
// Order: lexical by path (bytes, not locale). Members of a tar archive come in
// the order in which they are stored, because a compressed tar can only be read
// in that order.
package file

import (
	"errors"
	"io"
	"time"
)

// ErrNotFound says that a named path does not exist. It is the user's mistake,
// unlike a Skip, which is a property of the data.
var ErrNotFound = errors.New("no such file or folder")

// Input is one file: its bytes, or the reason why there are none.
type Input struct {
	// Path is the file as the user would name it: "configs/r1.cfg",
	// "backup.tar.gz!/r1.cfg", "repo.git!/routers/r1 (HEAD)", "-" for standard
	// input. It holds the bytes of the name as they are, control characters
	// included, so output must escape it. Only the name of an ArchiveBadName is
	// escaped here already.
	Path string
	// Data is owned by the receiver and is nil when Skip is set. It is not nil
	// for an empty file.
	Data []byte
	// Mod is the modification time, or for a repository the time of the commit
	// at HEAD. Zero when unknown.
	Mod time.Time
	// Skip is set when the bytes could not be delivered.
	Skip *Skip
	// Index is the position in the order, from 0.
	Index int
}

// Skip says why an input has no bytes.
type Skip struct {
	Reason Reason
	Detail string // what was seen, one line, may hold names from the data: escape on output
	Hint   string // what the user can do, may be empty
}

// Reason is the class of a Skip.
type Reason uint8

const (
	Unreadable       Reason = iota // permission, input/output error, dangling link
	NotRegular                     // pipe, socket, device, link or submodule inside an archive
	TooLarge                       // over Options.MaxFile
	TooMany                        // over Options.MaxEntries
	TooDeep                        // folders or archives nested too deeply
	SymlinkLoop                    // a link that leads back to itself or to a folder above it
	Outside                        // a link that leaves the named folder
	AlreadyRead                    // a second link to a folder that a link led to before
	Changed                        // grew or shrank while it was read
	Unsupported                    // a container of a kind that is not opened
	ArchiveBomb                    // unpacks to more than its bounds
	ArchiveBadName                 // absolute name, "..", or no usable name
	ArchiveBroken                  // damaged, cut off or encrypted
	RepositoryBroken               // damaged, empty or incomplete git repository
)

// HintTooLarge is the hint of TooLarge.
const HintTooLarge = "no device writes a configuration of that size: see what fills it"

var reasons = [...]string{
	Unreadable: "unreadable", NotRegular: "not_regular", TooLarge: "too_large", TooMany: "too_many",
	TooDeep: "too_deep", SymlinkLoop: "symlink_loop", Outside: "outside", AlreadyRead: "already_read",
	Changed: "changed", Unsupported: "unsupported", ArchiveBomb: "archive_bomb",
	ArchiveBadName: "archive_bad_name", ArchiveBroken: "archive_broken", RepositoryBroken: "repository_broken",
}

// String returns the word used in every output format.
func (r Reason) String() string {
	if int(r) < len(reasons) {
		return reasons[r]
	}
	return "unknown"
}

// MarshalText writes the word of String.
func (r Reason) MarshalText() ([]byte, error) { return []byte(r.String()), nil }

const (
	kib = 1 << 10
	mib = 1 << 20
	gib = 1 << 30
)

// Options bounds the reading. A zero bound means its default.
type Options struct {
	// Stdin is what "-" reads. Nil reads as empty.
	Stdin io.Reader
	// MaxFile is the size in bytes of the largest file that is delivered,
	// inclusive. Default 64 MiB; no device writes a configuration of that size.
	MaxFile int64
	// MaxArchive is how many bytes one archive or repository may unpack to,
	// with the archives inside it. Default 4 GiB.
	MaxArchive int64
	// MaxEntries is how many entries one named folder, one archive with the
	// archives inside it, or one repository may have. Default 200,000.
	MaxEntries int
	// MaxRatio is how many bytes one compressed byte may unpack to, over a whole
	// archive and beyond its first 1 MiB. Default 200.
	MaxRatio int64
	// MaxDepth is how deeply archives may be nested; 1 opens an archive, and 2,
	// the default, also the archives inside it.
	MaxDepth int
	// MaxInFlight is how many bytes ForEach holds at once, unless one file alone
	// is larger. Default 64 MiB.
	MaxInFlight int64
	// FollowSymlinks also follows links that leave the named folder. Links that
	// stay inside are always followed, each folder at most once.
	FollowSymlinks bool
	// Rotated orders the files of a rotated log from the oldest to the newest:
	// "log.2.gz", "log.1", "log". Otherwise paths sort by their bytes.
	Rotated bool
	// Progress, when set, is called after each delivered input, in order, never
	// twice at once. The total grows while archives are opened. bytes is the sum
	// delivered so far.
	Progress func(done, total int, bytes int64)
}

func (o Options) withDefaults() Options {
	o.MaxFile = positive(o.MaxFile, 64*mib)
	o.MaxArchive = positive(o.MaxArchive, 4*gib)
	o.MaxRatio = positive(o.MaxRatio, 200)
	o.MaxInFlight = positive(o.MaxInFlight, 64*mib)
	o.MaxEntries = positive(o.MaxEntries, 200_000)
	o.MaxDepth = positive(o.MaxDepth, 2)
	return o
}

func positive[N int | int64](n, otherwise N) N {
	if n > 0 {
		return n
	}
	return otherwise
}
