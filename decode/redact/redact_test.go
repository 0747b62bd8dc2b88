package redact

import (
	"encoding/hex"
	"errors"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/linewarden/linewarden/event"
)

var key = []byte("a key of the test")

// of is an event of a kind whose object and record hold the text.
func of(kind event.Kind, text string) *event.Event {
	e := &event.Event{Kind: kind, Raw: "Nov 22 13:02:11 pe1: " + text}
	e.SetText(event.Object, text)
	e.SetText(event.Message, text)
	e.SetText(event.Actor, "jdoe")
	return e
}

// commands are lines of all systems with S in place of the secret.
var commands = []string{
	"username svc2 privilege 15 secret S", "username svc2 privilege 15 secret 9 S", "username svc2 password 7 S", "enable secret 5 S", "enable password S",
	"snmp-server community S view LI-VIEW RO", "snmp-server community S RO 10", "snmp-server host 192.0.2.9 version 2c S",
	"snmp-server user u1 g1 v3 auth sha S priv aes 128 T", "tacacs-server key 7 S", "tacacs-server host 192.0.2.9 key S", "radius-server key S", "key 7 S", "key-string S",
	"ip ospf authentication-key S", "ip ospf message-digest-key 1 md5 S", "neighbor 192.0.2.1 password S", "neighbor 192.0.2.1 password 7 S", "crypto isakmp key S address 192.0.2.1",
	"pre-shared-key local S", "pre-shared-key ascii-text S", "ppp chap password 0 S", "standby 1 authentication md5 key-string S", "ntp authentication-key 1 md5 S", "ntp authentication-key 1 md5 S 7",
	`set system login user x authentication encrypted-password "S"`, `set system login user x authentication plain-text-password-value S`, "set snmp community S authorization read-only",
	`set security ike policy p pre-shared-key ascii-text "S"`, "set protocols bgp group g authentication-key S", "set system tacplus-server 192.0.2.9 secret S", "set system root-authentication encrypted-password S",
	"set password ENC S", "set psksecret ENC S", "set password S", `cfgattr="password[ENC S]"`, "set mgt-config users x phash S",
	"local-user x password irreversible-cipher S", "local-user x password cipher S", "snmp-agent community read cipher S", "snmp-agent community read S", "set authentication password cipher S", "hwtacacs-server shared-key cipher S",
	"/user add name=x password=S group=full", "/ip ipsec identity add secret=S", "/ppp secret add name=x password=S", "/snmp community add name=S",
	"copy running-config ftp://x:S@192.0.2.9/c", "copy scp://x:S@host/c flash:", "wpa-psk ascii 0 S", "aaa group server radius g server-private 192.0.2.9 key 7 S",
	"tool --password S", "tool --password=S x", "/usr/bin/tool --key=S", "curl --pass S https://h/x", "configure system security user x password S", "authentication-key S hash2", "vrrp vrid 1 authentication-mode md5 S", "isis authentication-mode md5 cipher S", "ldp password S",
}

func TestSecretsAreGone(t *testing.T) {
	word := rapid.StringMatching(`[A-Za-z$/.+!#%&*^_-][A-Za-z0-9$/.+!#%&*^_@-]{5,24}`)
	for _, c := range commands {
		t.Run(c, func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				s, u := word.Draw(t, "secret"), word.Draw(t, "other")
				text := strings.NewReplacer("S", s, "T", u).Replace(strings.NewReplacer("RO", "ro", "LI-VIEW", "liview", "ENC", "enc").Replace(c))
				e := of(event.Command, text)
				if done, err := New(key, nil).Event(e); !done || err != nil {
					t.Fatalf("%q: nothing was hidden, %v", text, err)
				}
				for _, got := range []string{e.Raw, e.Text(event.Object), e.Text(event.Message)} {
					if strings.Contains(got, s) || strings.Contains(c, "T") && strings.Contains(got, u) {
						t.Fatalf("%q: %q", text, got)
					}
				}
				if !e.Redacted || e.Text(event.Actor) != "jdoe" {
					t.Fatalf("%+v", e)
				}
			})
		})
	}
}

func TestNothingElseIsHidden(t *testing.T) {
	for _, text := range []string{
		"show running-config", "configure terminal", "no logging host 192.0.2.9", "service password-encryption", "key chain IGP", "crypto key generate rsa modulus 4096",
		"crypto key zeroize rsa", "ip ssh pubkey-chain", "show snmp community", "snmp-server community ****", "password encryption aes", "show key chain", "aaa new-model",
		"username x privilege 15", "ip community-list standard C permit 65000:1", "set community 65000:1", "username x password *****",
	} {
		e := of(event.Command, text)
		if done, _ := New(key, nil).Event(e); done && text != "set community 65000:1" {
			t.Errorf("%q became %q", text, e.Text(event.Object))
		}
	}
	for _, text := range []string{
		"Invalid password for jdoe from 192.0.2.9", "Failed password for root from 203.0.113.9 port 51220 ssh2", "password changed for svc2", "Accepted publickey for jdoe from 192.0.2.9 port 22 ssh2: RSA SHA256:abc",
		"Line protocol on Interface Tunnel7, changed state to up", "key exchange failed", "Received snmp request on unknown community from 198.51.100.23", "call to 12025550142 at 2026-11-22",
	} {
		e := of(event.System, text)
		if done, _ := New(key, nil).Event(e); done {
			t.Errorf("%q became %q", text, e.Raw)
		}
	}
}

func TestSecretsOfUnknownMessages(t *testing.T) {
	for _, text := range []string{"user:jdoe cmd:snmp-server community s3cretX RO", "added username a secret 9 s3cretX", "ran copy ftp://a:s3cretX@192.0.2.9/c", "password=s3cretX user=a",
		"unauthorized SNMP community from 192.0.2.9 to unknown community name (s3cretX)"} {
		e := of(event.System, text)
		if done, _ := New(key, nil).Event(e); !done || strings.Contains(e.Raw, "s3cretX") {
			t.Errorf("%q became %q", text, e.Raw)
		}
	}
}

func TestSubscribers(t *testing.T) {
	for text, hidden := range map[string]string{
		"SELECT * FROM cdr.calls WHERE served_msisdn = '12025550142'": "12025550142",
		"msisdn=+12025550142":                                         "+12025550142",
		"imsi IN (310150123456789)":                                   "310150123456789",
		"target sip:alice@example.net;x":                              "alice@example.net",
		"SELECT 1 WHERE t > 1700000000.5":                             "",
		"SELECT 1 FROM cdr_20261122 WHERE ts > '2026-11-22 13:02:11'": "",
		"task 690d3c2f.1177 rows 1234":                                "",
	} {
		e := of(event.DataAccess, text)
		e.AddExtra("bind_values", "a,12025550198")
		_, err := New(key, nil).Event(e)
		if err != nil || hidden != "" && (strings.Contains(e.Raw, hidden) || !strings.Contains(e.Raw, "<subscriber:")) || hidden == "" && e.Text(event.Object) != text {
			t.Errorf("%q became %q", text, e.Raw)
		}
		if v := e.Lookup("bind_values"); strings.Contains(v, "12025550198") {
			t.Errorf("bind values: %q", v)
		}
	}
}

// A record of RADIUS may be of a subscriber: their numbers are hidden, the names
// of accounts are not.
func TestSubscribersOfRADIUS(t *testing.T) {
	e := &event.Event{Kind: event.Login, Format: "radius", Raw: "\t3GPP-IMSI = \"001010123456701\"\n"}
	e.SetText(event.Actor, "12025550111@isp.example")
	e.AddExtra("actor_name", "+12025550112")
	e.AddExtra("target_user", "12025550113")
	if done, err := New(key, nil).Event(e); !done || err != nil {
		t.Fatal(done, err)
	}
	all := e.Raw + e.Text(event.Actor) + e.Lookup("actor_name") + e.Lookup("target_user")
	for _, s := range []string{"001010123456701", "12025550111", "12025550112", "12025550113"} {
		if strings.Contains(all, s) {
			t.Errorf("%s is in %q", s, all)
		}
	}
	e = &event.Event{Kind: event.Login, Format: "radius"}
	e.SetText(event.Actor, "jdoe")
	if done, _ := New(key, nil).Event(e); done {
		t.Error("the name of an account is hidden")
	}
}

func TestTokens(t *testing.T) {
	token := func(key, text string) string {
		e := of(event.Command, text)
		if _, err := New([]byte(key), nil).Event(e); err != nil {
			t.Fatal(err)
		}
		_, after, _ := strings.Cut(e.Text(event.Object), "<secret:")
		token, _, _ := strings.Cut(after, ">")
		return token
	}
	a := token("k", "enable secret 5 hunter22")
	if len(a) != 12 || a != token("k", "username x secret 9 hunter22") || a == token("k", "enable secret 5 hunter23") || a == token("l", "enable secret 5 hunter22") {
		t.Error("tokens do not tell equal from unequal, or do so without the key")
	}
}

// sealed keeps what it is given.
type sealed struct {
	raw []string
	err error
}

func (s *sealed) Seal(e *event.Event) error {
	s.raw = append(s.raw, e.Raw)
	return s.err
}

func TestSealedFirst(t *testing.T) {
	s := &sealed{err: errors.New("disk full")}
	r := New(key, s)
	e := of(event.Command, "enable secret hunter22")
	done, err := r.Event(e)
	if !done || err == nil || len(s.raw) != 1 || !strings.Contains(s.raw[0], "hunter22") || strings.Contains(e.Raw, "hunter22") {
		t.Errorf("%v %v %q %q", done, err, s.raw, e.Raw)
	}
	if done, _ := r.Event(of(event.Command, "show version")); done || len(s.raw) != 1 {
		t.Error("an event without a secret was sealed")
	}
}

func TestNoAllocationWithoutSecret(t *testing.T) {
	r := New(key, nil)
	e := of(event.Command, "show interfaces GigabitEthernet0/1 description")
	s := of(event.System, "Line protocol on Interface Tunnel7, changed state to up")
	if n := testing.AllocsPerRun(100, func() {
		_, _ = r.Event(e)
		_, _ = r.Event(s)
	}); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

// What the quick look passes over holds no secret by the full one.
func TestStems(t *testing.T) {
	words := rapid.SampledFrom([]string{"password", "passwd", "pass", "secret", "passphrase", "pwd", "key", "psk", "community", "sha1", "aes", "des", "key-string", "pre-shared-key",
		"ascii-text", "hexadecimal", "authentication", "auth", "priv", "privacy-mode", "md5", "sha", "cipher", "irreversible-cipher", "phash", "psksecret", "wpa-psk", "token", "snmp-server", "host", "read",
		"set", "user", "x", "7", "0", "=", "[", "\"", "ftp://a:b@c/", "-----BEGIN RSA PRIVATE KEY-----", "name", "(v)", "api-key", "message-digest-key", "Hunter22", "command", "destination"})
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Join(rapid.SliceOfN(words, 1, 6).Draw(t, "words"), " ")
		if got := secrets(nil, text, true); len(got) > 0 && !mayHold(text) {
			t.Fatalf("%q is passed over, and holds %q", text, text[got[0].from:got[0].to])
		}
	})
}

// The table in front of isStem passes over none.
func TestStemTable(t *testing.T) {
	sign := rapid.SampledFrom([]byte("pasecwdkyhitom5n:/-xuvrPASECWDKYHITOMNXUVR 0\x10\x1a\xff"))
	rapid.Check(t, func(t *rapid.T) {
		text := string(rapid.SliceOfN(sign, 0, 30).Draw(t, "text"))
		want := false
		for i := 0; i+2 < len(text); i++ {
			want = want || isStem(text[i:])
		}
		if got := mayHold(text); got != want {
			t.Fatalf("%q: %v, want %v", text, got, want)
		}
	})
}

func FuzzEvent(f *testing.F) {
	f.Add("username svc2 privilege 15 secret 9 $9$abc", uint8(2))
	f.Add("-----BEGIN RSA PRIVATE KEY----- x -----END RSA PRIVATE KEY-----", uint8(0))
	f.Add(`password="`, uint8(5))
	f.Fuzz(func(t *testing.T, text string, kind uint8) {
		if len(secrets(nil, text, true)) > 0 && !mayHold(text) {
			t.Fatalf("%q is passed over", text)
		}
		e := of(event.Kind(kind%7), text)
		if _, err := New(key, nil).Event(e); err != nil {
			t.Fatal(err)
		}
	})
}

func BenchmarkEvent(b *testing.B) {
	r := New(key, nil)
	for name, e := range map[string]*event.Event{
		"command": of(event.Command, "show interfaces GigabitEthernet0/1 description"),
		"system":  of(event.System, "Line protocol on Interface GigabitEthernet0/1, changed state to up, the neighbor 192.0.2.9 is gone"),
		"read":    of(event.DataAccess, "SELECT count(*) FROM cdr.calls WHERE start_time >= '2026-11-06' AND node = 17"),
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				_, _ = r.Event(e)
			}
		})
	}
}

// The audit system of Linux writes commands in hexadecimal: the secret is hidden
// there, too.
func TestHexadecimal(t *testing.T) {
	command := "tool password s3cr3tWord db"
	e := &event.Event{Kind: event.Command, Format: "auditd"}
	e.Raw = "type=USER_CMD msg=audit(1.5:9): msg='cmd=" + strings.ToUpper(hex.EncodeToString([]byte(command))) + " res=success'"
	e.SetText(event.Object, command)
	e.SetText(event.Message, e.Raw)
	done, err := New(make([]byte, 32), nil).Event(e)
	if !done || err != nil || strings.Contains(e.Text(event.Object), "s3cr3tWord") || strings.Contains(e.Raw+e.Text(event.Message), strings.ToUpper(hex.EncodeToString([]byte("s3cr3tWord")))) {
		t.Errorf("%v %v %s %s", done, err, e.Text(event.Object), e.Raw)
	}
}
