package charset

import "testing"

func TestCodePages(t *testing.T) {
	if n := len(macCentralEuropeUpper); n != 128 {
		t.Fatalf("%d characters, not 128", n)
	}
	for number, c := range map[int]struct{ bytes, want string }{
		949:   {"\xb0\xa1", "가"},
		1251:  {"\xd1\xf7\xb8\xf2", "Счёт"},
		1253:  {"\xc1\xe8\xde", "Αθή"},
		10000: {"caf\x8e", "café"},
		10029: {"\xfd\xb8\xe5\xff \xca.", "żłŚˇ \u00a0."},
		0:     {"caf\xe9", "café"},
	} {
		if got, err := CodePage(number).NewDecoder().String(c.bytes); err != nil || got != c.want {
			t.Errorf("%d: got %q, %v, want %q", number, got, err, c.want)
		}
	}
}
