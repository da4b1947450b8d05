package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/mundap/mundap/internal/admin"
)

// questions is how many are asked of a table, after one that does not count.
const questions = 30

// asked is what a question over a table has cost the server.
type asked struct {
	rows int
	work time.Duration // of its processors, on average
	took time.Duration // of the fastest one: a server also works at other things
}

// askAbout starts a server on an empty data folder, brings in a table with so
// many rows, and asks about one of them. No language model is connected.
func askAbout(ctx context.Context, binary string, rows int) (a asked, err error) {
	dir, err := os.MkdirTemp("", "mundap-memory-*")
	if err != nil {
		return a, err
	}
	defer os.RemoveAll(dir)
	path, data := filepath.Join(dir, "rows.csv"), filepath.Join(dir, "data")
	if err := table(path, rows); err != nil {
		return a, err
	}
	server, err := serve(ctx, binary, data)
	if err != nil {
		return a, err
	}
	defer func() { err = errors.Join(err, end(server)) }()
	if said, err := exec.CommandContext(ctx, binary, "ingest", path, "--data",
		data).CombinedOutput(); err != nil {
		return a, fmt.Errorf("%w\n%s", err, said)
	}
	client := admin.NewClient(filepath.Join(data, "mundap.sock"))
	defer client.Close()
	if _, err := ask(ctx, client, 20); err != nil {
		return a, err
	}
	before, err := processors(server.Process.Pid)
	if err != nil {
		return a, err
	}
	a = asked{rows: rows, took: time.Hour}
	for n := range questions {
		took, err := ask(ctx, client, 21+n)
		if err != nil {
			return a, err
		}
		a.took = min(a.took, took)
	}
	after, err := processors(server.Process.Pid)
	a.work = (after - before) / questions
	return a, err
}

// compare prints what questions over tables of several lengths cost.
func compare(ctx context.Context, binary string) error {
	binary, err := filepath.Abs(binary)
	if err != nil {
		return err
	}
	for _, rows := range []int{200, 20_000, 200_000} {
		a, err := askAbout(ctx, binary, rows)
		if err != nil {
			return fmt.Errorf("%d rows: %w", rows, err)
		}
		fmt.Printf("%7d rows: %5.1f ms, of the processors %5.1f ms\n", a.rows,
			float64(a.took.Microseconds())/1000, float64(a.work.Microseconds())/1000)
	}
	return nil
}

// ask asks about a row. The answer must come from that row.
func ask(ctx context.Context, c *admin.Client, row int) (time.Duration, error) {
	began, answer := time.Now(), ""
	for e, err := range c.Ask(ctx, admin.AskRequest{
		Text: fmt.Sprintf("관리번호 ZQ%07d 장비의 담당자는 누구예요?", row)}) {
		if err != nil {
			return 0, err
		}
		if e.Answer != nil {
			answer = e.Answer.Text
		}
	}
	if !strings.Contains(answer, holder(row)) {
		return 0, fmt.Errorf("of row %d the server said %q", row, answer)
	}
	return time.Since(began), nil
}

// table writes a file of equipment.
func table(path string, rows int) error {
	var b strings.Builder
	b.WriteString("관리번호,장비,수량,담당자\n")
	for n := 1; n <= rows; n++ {
		fmt.Fprintf(&b, "ZQ%07d,%s,%d,%s\n", n, goods[n%len(goods)], n%97, holder(n))
	}
	return os.WriteFile(path, []byte(b.String()), 0o600)
}

func holder(row int) string { return fmt.Sprint(names[row%len(names)], row) }

// processors is how long a process has worked, over all its threads.
func processors(pid int) (time.Duration, error) {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return 0, err
	}
	_, rest, _ := strings.Cut(string(stat), ") ") // the name may hold spaces
	fields := strings.Fields(rest)
	if len(fields) < 13 {
		return 0, errors.New("the system does not tell")
	}
	var ticks int64
	for _, f := range fields[11:13] { // in user mode and in the kernel
		n, err := strconv.ParseInt(f, 10, 64)
		if err != nil {
			return 0, err
		}
		ticks += n
	}
	return time.Duration(ticks) * (time.Second / 100), nil // a hundred a second, on every Linux
}
