package main

import (
	"bufio"
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
)

// file is a kind of large file.
type file struct {
	name string
	size int64 // bytes that it has at least, when it is measured as a whole
	make func(path string, size int64) error
}

// files are the kinds that cost most: many short pieces, pieces without end, and
// those that are packed.
var files = []file{
	{"rows.csv", 70 << 20, text("번호,부서,성명,품목,수량,금액,일자\n", row)},
	{"full.csv", 97 << 20, text("번호,부서,성명,품목,수량,금액,일자,비고\n", longRow)},
	{"tiny.csv", 20 << 20, text("a,b\n", func(w *bufio.Writer, _ *rand.Rand, _ int) {
		fmt.Fprint(w, "1,2\n")
	})},
	{"line.txt", 94 << 20, text("", word)},
	{"lines.txt", 94 << 20, text("", line)},
	{"page.html", 44 << 20, text("<!doctype html><html><body><main>", func(w *bufio.Writer,
		rng *rand.Rand, n int) {
		fmt.Fprint(w, "<p>")
		line(w, rng, n)
		fmt.Fprint(w, "</p>")
	})},
	{"deep.md", 20 << 20, text("", marks)},
	{"book.xlsx", 30 << 20, book},
	{"report.docx", 20 << 20, report},
}

var (
	words = []string{"문서", "규정", "연차", "휴가", "보안", "서버", "계약", "금액", "담당자", "검토"}
	units = []string{"총무팀", "인사팀", "개발팀", "영업팀", "재무팀", "법무팀", "연구소"}
	names = []string{"김민수", "이나래", "박지훈", "최서연", "정하늘", "강도윤", "조은별"}
	goods = []string{"노트북", "모니터", "키보드", "의자", "책상", "프린터", "케이블"}
)

func one(rng *rand.Rand, list []string) string { return list[rng.IntN(len(list))] }

func cells(w *bufio.Writer, rng *rand.Rand, n int) {
	fmt.Fprintf(w, "%d,%s,%s,%s,%d,%d,2025-%02d-%02d", n, one(rng, units), one(rng, names),
		one(rng, goods), rng.IntN(100), rng.IntN(10_000_000), 1+rng.IntN(12), 1+rng.IntN(28))
}

func row(w *bufio.Writer, rng *rand.Rand, n int) {
	cells(w, rng, n)
	w.WriteByte('\n')
}

func longRow(w *bufio.Writer, rng *rand.Rand, n int) {
	cells(w, rng, n)
	w.WriteByte(',')
	for range 20 {
		word(w, rng, n)
	}
	w.WriteByte('\n')
}

func word(w *bufio.Writer, rng *rand.Rand, _ int) {
	fmt.Fprintf(w, "%s%d ", one(rng, words), rng.IntN(10_000))
}

func line(w *bufio.Writer, rng *rand.Rand, n int) {
	for range 5 + rng.IntN(15) {
		word(w, rng, n)
	}
	w.WriteString("입니다.\n")
	if rng.IntN(10) == 0 {
		w.WriteByte('\n')
	}
}

// marks writes a piece of hostile Markdown: nesting without end, brackets that
// nothing closes, headings and tables without text.
func marks(w *bufio.Writer, rng *rand.Rand, n int) {
	switch n % 6 {
	case 0:
		fmt.Fprintf(w, "%s %d\n\n", strings.Repeat("#", 1+n%6), n)
	case 1:
		fmt.Fprintf(w, "%s- %s\n", strings.Repeat(" ", 2*(n%200)), one(rng, words))
	case 2:
		fmt.Fprintf(w, "%s %s\n\n", strings.Repeat(">", 1+n%100), one(rng, words))
	case 3:
		fmt.Fprintf(w, "%s%s\n\n", strings.Repeat("[", n%300), strings.Repeat("*_`", n%300))
	case 4:
		fmt.Fprint(w, "\n|", strings.Repeat("|", n%100), "\n|", strings.Repeat("-|", 1+n%100), "\n|",
			strings.Repeat("a|", n%100), "\n\n")
	default:
		fmt.Fprintf(w, "[%d]: <%s>\n![%s](%s)\n", n, one(rng, words), one(rng, words), one(rng, words))
	}
}

// text makes files of begin and then of what piece writes, until they are long
// enough.
func text(begin string, piece func(w *bufio.Writer, rng *rand.Rand, n int)) func(string,
	int64) error {
	return func(path string, size int64) error {
		out, err := os.Create(path)
		if err != nil {
			return err
		}
		defer out.Close()
		counted := &counter{out: out}
		w := bufio.NewWriterSize(counted, 64<<10)
		w.WriteString(begin)
		rng := rand.New(rand.NewPCG(1, 1))
		for n := 1; counted.n+int64(w.Buffered()) < size; n++ {
			piece(w, rng, n)
		}
		return w.Flush()
	}
}

type counter struct {
	out *os.File
	n   int64
}

func (c *counter) Write(p []byte) (int, error) {
	n, err := c.out.Write(p)
	c.n += int64(n)
	return n, err
}
