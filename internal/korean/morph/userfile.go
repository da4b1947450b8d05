package morph

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"github.com/mundap/mundap/internal/fault"
)

// Limits of a user dictionary's file: a line's bytes, a word's units and the number of words.
const (
	maxUserLine  = 4096
	maxUserUnits = 48
	maxUserWords = 1 << 20
)

// ParseUserDictionary reads one entry a line, UTF-8, in any normal form and any case:
//
//	챗봇                              a word
//	세종특별자치시 세종 특별 자치 시  a compound and its parts, which together spell it
//	한전 = 한국전력공사, KEPCO        words that mean the same, each found by the others
//	인공 지능 = AI                    a word written with white space is also found without
//	# a comment
//
// Empty lines are skipped; a word may be on several lines. A malformed line is
// an error of kind [fault.Invalid] that names the line, and so are more than
// 1,048,576 words and a word of more than 48 characters. r is read to its end.
func ParseUserDictionary(r io.Reader) (*UserDictionary, error) {
	d := &UserDictionary{next: map[transition]int32{}, ends: map[int32]int32{}}
	p := userParser{d: d, system: system(), index: map[string]int32{}}
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, maxUserLine)
	for lines.Scan() {
		p.line++
		if err := p.parse(lines.Text()); err != nil {
			return nil, err
		}
	}
	if err := lines.Err(); err != nil {
		p.line++
		if err == bufio.ErrTooLong {
			return nil, p.invalid("줄이 너무 길어요", "the line is too long")
		}
		return nil, fmt.Errorf("read the user dictionary: %w", err)
	}
	return d, nil
}

type userParser struct {
	d      *UserDictionary
	system *dictionary
	index  map[string]int32 // from text to word
	line   int
}

// invalid makes the error of the current line.
func (p *userParser) invalid(ko, en string) error {
	return fault.New(fault.Invalid,
		fmt.Sprintf("사용자 사전 %d번째 줄을 읽을 수 없어요: %s. 줄을 고쳐 주세요.", p.line, ko),
		fmt.Sprintf("Line %d of the user dictionary can't be read: %s. Please correct it.", p.line,
			en))
}

func (p *userParser) parse(line string) error {
	line = strings.TrimSpace(strings.TrimPrefix(line, "\uFEFF"))
	if line == "" || line[0] == '#' {
		return nil
	}
	if head, tail, ok := strings.Cut(line, "="); ok {
		return p.synonyms(head, tail)
	}
	fields := strings.Fields(line)
	i, err := p.word(fields[0])
	if err != nil || len(fields) == 1 {
		return err
	}
	return p.compound(i, fields[1:])
}

func (p *userParser) synonyms(head, tail string) error {
	var group []int32
	for _, text := range append([]string{head}, strings.Split(tail, ",")...) {
		i, err := p.word(text)
		if err != nil {
			return err
		}
		group = append(group, i)
	}
	p.d.relate(group)
	return nil
}

func (p *userParser) compound(i int32, fields []string) error {
	var parts []string
	for _, f := range fields {
		parts = append(parts, (&normalizer{}).normalize(f))
	}
	if strings.Join(parts, "") != p.d.words[i].text {
		return p.invalid("부분을 이어 붙이면 단어가 되어야 해요", "the parts together must spell the word")
	}
	p.d.words[i].parts = parts
	return nil
}

// word adds a word.
func (p *userParser) word(text string) (int32, error) {
	normal := (&normalizer{}).normalize(text)
	units := scan(nil, p.system, normal)
	switch {
	case len(units) == 0:
		return 0, p.invalid("단어가 비어 있어요", "a word is empty")
	case len(units) > maxUserUnits || len(normal) > maxTerm:
		return 0, p.invalid("단어가 너무 길어요", "a word is too long")
	case len(p.d.words) == maxUserWords:
		return 0, p.invalid("단어가 너무 많아요", "there are too many words")
	}
	return p.d.word(p.system, normal, units, p.index), nil
}
