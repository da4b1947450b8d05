package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"syscall"
	"time"

	"github.com/mundap/mundap/internal/load/format"
)

// speed is the processor time that a file takes.
type speed struct {
	name               string
	pages              int
	ours, plain, boxes time.Duration
}

func (s *speed) add(o speed) {
	s.pages += o.pages
	s.ours, s.plain, s.boxes = s.ours+o.ours, s.plain+o.plain, s.boxes+o.boxes
}

func (s speed) String() string {
	return fmt.Sprintf("%4d pages, this reader %.2f s, pdftotext %.2f s: %.2f times as fast, "+
		"-bbox-layout %.2f s: %.2f", s.pages, s.ours.Seconds(), s.plain.Seconds(), s.against(s.plain),
		s.boxes.Seconds(), s.against(s.boxes))
}

func (s speed) against(other time.Duration) float64 { return float64(other) / float64(s.ours) }

// compareSpeed prints the processor time that this reader and pdftotext take for
// files, summed over alternating runs. This reader keeps its process, as a worker
// does; loading PDFium is told apart. Each of pdftotext's times includes the
// start of its process.
func compareSpeed(reader format.Opener, engine interface{ Ready() error }, runs int,
	names []string) error {
	start := ownTime()
	if err := engine.Ready(); err != nil {
		return err
	}
	fmt.Printf("loading PDFium: %v\n", ownTime()-start)
	var all []speed
	var sum speed
	for _, name := range names {
		s := speed{name: filepath.Base(name)}
		for range runs {
			start := ownTime()
			read, _, err := pages(reader, name)
			if err != nil {
				fmt.Println(s.name, err)
				break
			}
			s.pages, s.ours = len(read), s.ours+ownTime()-start
			s.plain += cpuTime("pdftotext", name, os.DevNull)
			s.boxes += cpuTime("pdftotext", "-bbox-layout", name, os.DevNull)
		}
		if s.plain > 0 {
			fmt.Printf("%-50.50s %v\n", s.name, s)
			all = append(all, s)
			sum.add(s)
		}
	}
	slices.SortFunc(all, func(a, b speed) int {
		return int(1e3 * (a.against(a.plain) - b.against(b.plain)))
	})
	middle := all[len(all)/2]
	fmt.Printf("%d files, %d runs: %v\nmedian of the files: %.2f\n", len(all), runs, sum,
		middle.against(middle.plain))
	return nil
}

// ownTime is the processor time of this process.
func ownTime() time.Duration {
	var u syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &u)
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// cpuTime is the processor time of a command.
func cpuTime(name string, args ...string) time.Duration {
	cmd := exec.Command(name, args...)
	_ = cmd.Run() // a file that can't be read to its end takes time as well
	if cmd.ProcessState == nil {
		return 0
	}
	return cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
}
