// Package seal keeps the originals of records from which secrets or people were
// taken out, so that only whoever holds the key can read them again.
//
// The file is an age file (age-encryption.org/v1) for one recipient; inside is a
// line of JSON for each record. The key is never here: it is made with age-keygen
// by who keeps it. docs/formats/sealed.md says how to open one.
package seal

import (
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"filippo.io/age"

	"github.com/linewarden/linewarden/event"
)

// Record is one original.
type Record struct {
	// Source, Offset, Length and Line are where it was read: see event.Event.
	Source string `json:"source"`
	Offset int64  `json:"offset"`
	Length int64  `json:"length"`
	Line   int    `json:"line,omitempty"`
	// Batch is the SHA-256 of the batch it was read with.
	Batch string `json:"batch"`
	// Raw is the record as it was received. Bytes that are no UTF-8 are in Hex
	// instead.
	Raw string `json:"raw,omitempty"`
	Hex string `json:"hex,omitempty"`
}

// Sealer writes one file. It is used by one goroutine.
type Sealer struct {
	w io.WriteCloser
	n int
}

// ErrRecipient says that a recipient is none.
var ErrRecipient = errors.New("not an age recipient")

// New makes a sealer that writes to w for a recipient such as "age1…". Close
// ends the file; without it the file cannot be opened.
func New(w io.Writer, recipient string) (*Sealer, error) {
	r, err := age.ParseX25519Recipient(recipient)
	if err != nil {
		return nil, ErrRecipient
	}
	enc, err := age.Encrypt(w, r)
	if err != nil {
		return nil, fmt.Errorf("seal: %w", err)
	}
	return &Sealer{w: enc}, nil
}

// Seal writes the record of e as it is now.
func (s *Sealer) Seal(e *event.Event) error {
	r := Record{Offset: e.Offset, Length: e.Length, Line: e.Line, Raw: e.Raw}
	if e.Batch != nil {
		r.Source, r.Batch = e.Batch.Source, hex.EncodeToString(e.Batch.Sum[:])
	}
	line, err := json.Marshal(r)
	if err != nil {
		return err
	}
	var back Record
	if err := json.Unmarshal(line, &back); err != nil || back.Raw != r.Raw {
		r.Raw, r.Hex = "", hex.EncodeToString([]byte(e.Raw))
		if line, err = json.Marshal(r); err != nil {
			return err
		}
	}
	_, err = s.w.Write(append(line, '\n'))
	s.n++
	return err
}

// Sealed is how many records were written.
func (s *Sealer) Sealed() int { return s.n }

// Close ends the file.
func (s *Sealer) Close() error { return s.w.Close() }
