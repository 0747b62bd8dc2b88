package clean

// Kind says what a removed or noted piece of the file was.
type Kind uint8

// The kinds, in no order of weight.
const (
	KindNone      Kind = iota
	KindBOM            // byte order mark
	KindUTF16          // the input was UTF-16 and was decoded
	KindCRLF           // carriage returns; one entry for the whole file
	KindNUL            // NUL bytes; one entry for the whole file
	KindANSI           // terminal escape sequences and bells
	KindBackspace      // backspaces and what they erased by blanks
	KindPager          // pager prompts and what overwrote them
	KindPrompt         // a prompt without a command
	KindEcho           // a prompt with a command, or an echoed command
	KindMessage        // a log message printed between the lines
	KindPreamble       // what the device or session printed before the configuration
	KindCollector      // a collector's header (kept, as it is a comment)
	KindTrailer        // what follows the configuration
	KindVolatile       // a line that changes by itself (kept)
)

var kindNames = [...]string{
	"none", "bom", "utf16", "crlf", "nul", "ansi", "backspace", "pager", "prompt",
	"echo", "message", "preamble", "collector", "trailer", "volatile",
}

// String returns the kind's name in lower case.
func (k Kind) String() string {
	if int(k) < len(kindNames) {
		return kindNames[k]
	}
	return "unknown"
}

// noise reports that removing the kind makes a file noisy.
func (k Kind) noise() bool {
	switch k {
	case KindANSI, KindBackspace, KindPager, KindPrompt, KindEcho, KindMessage:
		return true
	}
	return false
}

// control reports that the kind is found byte by byte and may be frequent.
func (k Kind) control() bool {
	return k == KindANSI || k == KindBackspace || k == KindPager
}
