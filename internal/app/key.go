package app

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/linewarden/linewarden/device/model"
)

const keySize = 32

// fingerprintKey returns the Keyer of this installation. The key lies in
// $XDG_STATE_HOME/linewarden/fp.key (0600) and is made on first use. Where the
// folder cannot be written the key lives for this run only, and note says so.
func fingerprintKey(env Env) (k *model.Keyer, note string, err error) {
	path, err := keyPath(env)
	if err != nil {
		return ephemeralKey(err)
	}
	key, err := os.ReadFile(path)
	switch {
	case err == nil && len(key) == keySize:
		return model.NewKeyer(key), "", nil
	case err == nil:
		return nil, "", hint(fmt.Errorf("fingerprint key %s: %d bytes, want %d", path, len(key), keySize),
			"move the file away; a new key is made, and reuse groups of older reports no longer compare")
	case !errors.Is(err, fs.ErrNotExist):
		return ephemeralKey(err)
	}
	if key, err = newKey(path); err != nil {
		return ephemeralKey(err)
	}
	return model.NewKeyer(key), "", nil
}

func keyPath(env Env) (string, error) {
	if dir := env.Getenv("XDG_STATE_HOME"); filepath.IsAbs(dir) {
		return filepath.Join(dir, "linewarden", "fp.key"), nil
	}
	home := env.Getenv("HOME")
	if home == "" {
		return "", errors.New("neither XDG_STATE_HOME nor HOME is set")
	}
	return filepath.Join(home, ".local", "state", "linewarden", "fp.key"), nil
}

// newKey writes a random key: whole, under a temporary name, then linked, so
// that of two runs at once both end with the same key.
func newKey(path string) ([]byte, error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, err
	}
	key := make([]byte, keySize)
	if _, err := rand.Read(key); err != nil {
		return nil, err
	}
	tmp, err := os.CreateTemp(filepath.Dir(path), "fp.key.*") // CreateTemp makes it 0600
	if err != nil {
		return nil, err
	}
	defer os.Remove(tmp.Name())
	_, err = tmp.Write(key)
	if err = errors.Join(err, tmp.Sync(), tmp.Close()); err != nil {
		return nil, err
	}
	if err = os.Link(tmp.Name(), path); errors.Is(err, fs.ErrExist) {
		return os.ReadFile(path)
	}
	return key, err
}

func ephemeralKey(why error) (*model.Keyer, string, error) {
	k, err := passingKey()
	return k, "the fingerprint key is for this run only, as it cannot be kept: " + why.Error(), err
}

// passingKey returns a Keyer for this run only: enough where fingerprints do
// not outlive it.
func passingKey() (*model.Keyer, error) {
	key := make([]byte, keySize)
	if _, err := rand.Read(key); err != nil {
		return nil, fmt.Errorf("fingerprint key: %w", err)
	}
	return model.NewKeyer(key), nil
}
