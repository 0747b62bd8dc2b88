package seal

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"testing"

	"filippo.io/age"

	"github.com/linewarden/linewarden/event"
)

func TestOnlyTheKeyOpensIt(t *testing.T) {
	key, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	other, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	var file bytes.Buffer
	s, err := New(&file, key.Recipient().String())
	if err != nil {
		t.Fatal(err)
	}
	raws := []string{"enable secret hunter22", "bytes \xff\xfe", ""}
	for i, raw := range raws {
		e := &event.Event{Raw: raw, Offset: int64(i), Batch: &event.Batch{Source: "a.log"}}
		if err := s.Seal(e); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Close(); err != nil || s.Sealed() != 3 {
		t.Fatal(err, s.Sealed())
	}
	if strings.Contains(file.String(), "hunter22") {
		t.Error("the secret stands in the file")
	}
	if _, err := age.Decrypt(bytes.NewReader(file.Bytes()), other); err == nil {
		t.Error("another key opens it")
	}
	r, err := age.Decrypt(bytes.NewReader(file.Bytes()), key)
	if err != nil {
		t.Fatal(err)
	}
	plain, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	for i, line := range strings.Split(strings.TrimSpace(string(plain)), "\n") {
		var got Record
		if err := json.Unmarshal([]byte(line), &got); err != nil {
			t.Fatal(err)
		}
		if b, _ := hex.DecodeString(got.Hex); got.Raw+string(b) != raws[i] || got.Offset != int64(i) || got.Source != "a.log" {
			t.Errorf("%+v, want %q", got, raws[i])
		}
	}
}

func TestRecipient(t *testing.T) {
	for _, bad := range []string{"", "age1", "ssh-ed25519 AAAA", "AGE-SECRET-KEY-1"} {
		if _, err := New(io.Discard, bad); !errors.Is(err, ErrRecipient) {
			t.Errorf("%q: %v", bad, err)
		}
	}
}

// full fails like a disk without room.
type full struct{}

func (full) Write([]byte) (int, error) { return 0, errors.New("no space left") }

func TestFullDisk(t *testing.T) {
	key, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := New(full{}, key.Recipient().String()); err == nil {
		t.Error("a header that could not be written was taken for one that was")
	}
}
