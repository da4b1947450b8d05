package value

import (
	"regexp"
	"strings"
)

// code reads letters with digits, dotted versions, addresses.
func (s *scanner) code(i int) int {
	end, letters, digits, dots, joins := i, 0, 0, 0, 0
	for ; end < len(s.text); end++ {
		c := s.text[end]
		switch {
		case isASCIILetter(c):
			letters++
		case IsDigit(c):
			digits++
		case strings.IndexByte("-_./:@+#", c) >= 0 && end+1 < len(s.text) &&
			(IsDigit(s.text[end+1]) || isASCIILetter(s.text[end+1])) && end > i:
			if c == '.' {
				dots++
			}
			if c != '/' {
				joins++
			}
		default:
			goto done
		}
	}
done:
	text := s.text[i:end]
	if letters == 1 && digits == 0 && joins == 0 {
		if m := lettered.FindString(s.text[end:]); m != "" {
			text += m
			return s.add(Value{Start: i, End: end + len(m), Class: Code,
				Code: strings.ToLower(text)})
		}
	}
	switch {
	case letters == 0 && (dots < 2 || joins != dots):
		return i
	case letters > 0 && digits == 0 && joins == 0:
		return i
	case digits > 0 && IsDigit(text[0]) && letters > 0 && s.isMeasured(i):
		return i
	}
	return s.add(Value{Start: i, End: end, Class: Code, Code: strings.ToLower(text)})
}

// lettered is what letters tell apart: A동, B구역.
var lettered = regexp.MustCompile(`^(?:구역|동|관|조|코스|타입|형|등급|급|팀|홀|존|석|반|노선|열|라인|출구|게이트)`)

// isMeasured reports whether the digits at i have a unit behind them.
func (s *scanner) isMeasured(i int) bool {
	_, end := plainDigits(s.text, i)
	unit, _ := unitAt(s.text, end)
	return unit != ""
}
