package app

import (
	"bytes"
	"compress/gzip"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/gob"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/linewarden/linewarden/collect/file/gitrepo"
	"github.com/linewarden/linewarden/device/drift"
	"github.com/linewarden/linewarden/report"
	"github.com/linewarden/linewarden/site"
)

const (
	// cacheForm changes with the form of the file.
	cacheForm = "linewarden drift cache 1\n"
	// maxCacheFile and maxCacheData bound the file, in bytes, as it lies on disk
	// and unpacked.
	maxCacheFile = 64 << 20
	maxCacheData = 256 << 20
	// maxCached bounds the changes that are kept of one repository. A file with
	// half as many loses what the run did not use.
	maxCached = 200_000
)

// historyCache keeps what one repository's history has told, so that the next
// run compares only what is new: of each blob whether it is a configuration,
// and of each pair of versions the changes. It is one file, encrypted and sealed
// under a key made from the fingerprint key, and holds for one version of the
// program, one site description and one set of flags. A nil historyCache keeps
// nothing. It is safe for concurrent use.
type historyCache struct {
	path string
	seal cipher.AEAD
	// scope is what the file holds for; it is no part of the file.
	scope []byte

	mu    sync.Mutex
	data  cached
	size  int // changes in data
	used  map[string]bool
	fresh bool // something was added
}

// cached is the content of the file.
type cached struct {
	// Saved is when the file was written. What it says holds until Until, where
	// that is not zero: an answer may depend on the day.
	Saved, Until time.Time
	Configs      map[gitrepo.Hash]bool
	Changes      map[string][]drift.Change
}

// openCache reads the cache of a repository. It returns nil where none can be
// kept. The note says that a file was there and could not be used.
func (d *differ) openCache(env Env, repo string, opt driftOptions) (c *historyCache, note string) {
	if opt.noCache || !d.lasting || env.Version == "dev" || strings.HasSuffix(env.Version, "-dirty") {
		return nil, "" // no key to seal with, or programs that differ under one version
	}
	dir := cacheFolder(env)
	abs, err := filepath.Abs(repo)
	scope, err2 := d.scope(env, opt)
	if dir == "" || err != nil || err2 != nil {
		return nil, ""
	}
	block, err := aes.NewCipher(d.options.Keyer.Derive("drift cache"))
	if err != nil {
		return nil, ""
	}
	seal, err := cipher.NewGCM(block)
	if err != nil {
		return nil, ""
	}
	name := hmac.New(sha256.New, d.options.Keyer.Derive("drift cache name"))
	name.Write([]byte(abs))
	c = &historyCache{path: filepath.Join(dir, hex.EncodeToString(name.Sum(nil)[:16])), seal: seal, scope: scope, used: map[string]bool{}}
	err = c.read(env.Now())
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		note = "the cache of this history is made anew: " + err.Error()
	}
	if c.data.Configs == nil {
		c.data.Configs, c.data.Changes = map[gitrepo.Hash]bool{}, map[string][]drift.Change{}
	}
	return c, note
}

// cacheFolder is "" where no folder for caches is known.
func cacheFolder(env Env) string {
	if dir := env.Getenv("XDG_CACHE_HOME"); filepath.IsAbs(dir) {
		return filepath.Join(dir, "linewarden", "drift")
	}
	if home := env.Getenv("HOME"); filepath.IsAbs(home) {
		return filepath.Join(home, ".cache", "linewarden", "drift")
	}
	return ""
}

// scope is a hash of all that changes depend on besides the versions.
func (d *differ) scope(env Env, opt driftOptions) ([]byte, error) {
	var s site.Site
	if d.site != nil {
		s = *d.site
		s.Path = ""
	}
	var rules []any
	for _, c := range d.engine.Checks() {
		rules = append(rules, c.ID, c.Severity, c.Params, c.Needs, c.Attack, c.Rules, c.NotOn)
	}
	text, err := json.Marshal([]any{env.Version, d.site != nil, s, rules, d.list, opt.os, opt.assumeComplete})
	sum := sha256.Sum256(text)
	return append([]byte(cacheForm), sum[:]...), err
}

// read takes in the file.
func (c *historyCache) read(now time.Time) error {
	info, err := os.Stat(c.path)
	if err != nil {
		return err
	}
	if !info.Mode().IsRegular() || info.Size() > maxCacheFile {
		return errors.New("it is no file of Linewarden's")
	}
	raw, err := os.ReadFile(c.path)
	if err != nil {
		return err
	}
	body, ok := bytes.CutPrefix(raw, []byte(cacheForm))
	n := c.seal.NonceSize()
	if !ok || len(body) < n {
		return errors.New("it is of another form")
	}
	text, err := c.seal.Open(nil, body[:n], body[n:], c.scope)
	if err != nil {
		return errors.New("it is of another version, site description, key or set of flags, or is damaged")
	}
	zip, err := gzip.NewReader(bytes.NewReader(text))
	if err != nil {
		return err
	}
	var data cached
	if err := gob.NewDecoder(io.LimitReader(zip, maxCacheData)).Decode(&data); err != nil {
		return err
	}
	if now.Before(data.Saved) || !data.Until.IsZero() && now.After(data.Until) {
		return errors.New("an answer in it depends on the day")
	}
	c.data = data
	for _, list := range data.Changes {
		c.size += len(list)
		for i := range list {
			list[i].Complete()
		}
	}
	return nil
}

// config says whether a blob is a configuration, where that is known.
func (c *historyCache) config(at gitrepo.Hash) (is, known bool) {
	if c == nil {
		return false, false
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	is, known = c.data.Configs[at]
	return is, known
}

// keepConfig remembers whether a blob is a configuration.
func (c *historyCache) keepConfig(at gitrepo.Hash, is bool) {
	if c == nil {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.data.Configs) < maxCached {
		c.data.Configs[at], c.fresh = is, true
	}
}

// pairKey names two versions of a file; a zero hash is none.
func pairKey(shown string, old, new gitrepo.Hash) string {
	return string(old[:]) + string(new[:]) + shown
}

// changes returns what is known of two versions.
func (c *historyCache) changes(key string) ([]drift.Change, bool) {
	if c == nil {
		return nil, false
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	list, ok := c.data.Changes[key]
	c.used[key] = ok
	return list, ok
}

// keep remembers the changes between two versions.
func (c *historyCache) keep(key string, list []drift.Change) {
	if c == nil {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.size+len(list) > maxCached || len(c.data.Changes) >= maxCached {
		return
	}
	c.data.Changes[key], c.used[key], c.fresh = list, true, true
	c.size += len(list)
}

// write keeps the cache for the next run; until is how long all in it holds.
func (c *historyCache) write(now, until time.Time) error {
	if c == nil || !c.fresh {
		return nil
	}
	if c.size > maxCached/2 || len(c.data.Changes) > maxCached/2 {
		for key := range c.data.Changes {
			if !c.used[key] {
				delete(c.data.Changes, key)
			}
		}
	}
	c.data.Saved = now
	if u := c.data.Until; u.IsZero() || !until.IsZero() && until.Before(u) {
		c.data.Until = until
	}
	var text bytes.Buffer
	zip, err := gzip.NewWriterLevel(&text, gzip.BestSpeed)
	if err != nil {
		return err
	}
	if err := errors.Join(gob.NewEncoder(zip).Encode(c.data), zip.Close()); err != nil {
		return err
	}
	nonce := make([]byte, c.seal.NonceSize())
	if _, err := rand.Read(nonce); err != nil {
		return err
	}
	out := c.seal.Seal(append([]byte(cacheForm), nonce...), nonce, text.Bytes(), c.scope)
	if len(out) > maxCacheFile {
		return fmt.Errorf("it would take more than %s", report.Counted(maxCacheFile>>20, "MiB", "MiB"))
	}
	if err := os.MkdirAll(filepath.Dir(c.path), 0o700); err != nil {
		return err
	}
	return writePrivate(c.path, func(w io.Writer) error { _, err := w.Write(out); return err })
}
