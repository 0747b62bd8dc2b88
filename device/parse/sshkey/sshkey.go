// Package sshkey reads public keys of the secure shell as configurations hold
// them. A public key is no secret; what is kept of it is its type, its size
// and the fingerprint that OpenSSH prints.
package sshkey

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"math/bits"
	"strings"

	"github.com/linewarden/linewarden/device/model"
)

// maxBlob bounds a key's encoded length; longer ones are not decoded.
const maxBlob = 16 << 10

// Parse reads "ssh-rsa AAAA… comment" for user. Where the key's body cannot be
// decoded, its fingerprint is "" and its size unsure.
func Parse(user, text string, sp model.Span) *model.SSHKey {
	k := &model.SSHKey{Obj: model.Obj{Span: sp}, User: user}
	words := strings.Fields(strings.Trim(text, `"`))
	if len(words) > 0 {
		k.Type = words[0]
	}
	k.Bits.Unsure(sp)
	if len(words) < 2 || len(words[1]) > maxBlob {
		return k
	}
	blob, err := base64.StdEncoding.DecodeString(strings.Trim(words[1], `"`))
	if err != nil || len(blob) == 0 {
		return k
	}
	sum := sha256.Sum256(blob)
	k.Fingerprint = "SHA256:" + base64.RawStdEncoding.EncodeToString(sum[:])
	if n := size(blob); n > 0 {
		k.Bits.Set(n, sp)
	}
	return k
}

// size returns the key's bits, 0 where the blob is of no known form (RFC 4253
// §6.6, RFC 5656 §3.1, RFC 8709 §4).
func size(blob []byte) int64 {
	name, rest := field(blob)
	switch string(name) {
	case "ssh-rsa":
		_, rest = field(rest)
		modulus, _ := field(rest)
		return bitLen(modulus)
	case "ssh-dss":
		p, _ := field(rest)
		return bitLen(p)
	case "ssh-ed25519", "ecdsa-sha2-nistp256":
		return 256
	case "ecdsa-sha2-nistp384":
		return 384
	case "ecdsa-sha2-nistp521":
		return 521
	}
	return 0
}

// field cuts one length-prefixed field off b.
func field(b []byte) (f, rest []byte) {
	if len(b) < 4 {
		return nil, nil
	}
	n := binary.BigEndian.Uint32(b)
	if uint64(n) > uint64(len(b)-4) {
		return nil, nil
	}
	return b[4 : 4+n], b[4+n:]
}

func bitLen(n []byte) int64 {
	for len(n) > 0 && n[0] == 0 {
		n = n[1:]
	}
	if len(n) == 0 {
		return 0
	}
	return int64(len(n)-1)*8 + int64(bits.Len8(n[0]))
}
