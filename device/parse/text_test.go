package parse

import "testing"

func TestHide(t *testing.T) {
	for _, tc := range []struct{ line, secret, want string }{
		{"username cisco privilege 15 password 0 cisco", "cisco", "username cisco privilege 15 password 0 ***"},
		{"add name=adm group=full password=adm", "adm", "add name=adm group=full password=***"},
		{"set system login user root class x password root", "root", "set system login user root class x password ***"},
		{"username cisco", "cisco", "username ***"},
		{"li-view abc user liuser password abcd", "abc", "li-view *** user liuser password ***d"},
		{"nousername abc password abc", "abc", "nousername *** password ***"},
		{"ip tacacs key abc", "abc", "ip tacacs key ***"},
		{"nothing here", "abc", "nothing here"},
	} {
		if got := hide(tc.line, tc.secret); got != tc.want {
			t.Errorf("%s: %q, want %q", tc.line, got, tc.want)
		}
	}
}
