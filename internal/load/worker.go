package load

import (
	"bufio"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"runtime/debug"
	"runtime/metrics"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/mundap/mundap/internal/load/content"
	"github.com/mundap/mundap/internal/load/format"
	"github.com/mundap/mundap/internal/load/pdf"
)

// WorkerCommand is the hidden subcommand with which the program starts itself
// as a worker. The main function hands over before it does anything else:
//
//	if len(os.Args) > 1 && os.Args[1] == load.WorkerCommand {
//		os.Exit(load.WorkerMain(os.Args[2:]))
//	}
const WorkerCommand = "load-worker"

// exitMemory is the status of a worker that ended itself because it held too much memory.
const exitMemory = 88

// WorkerMain serves the parent on standard input and output until that closes
// them, and gives the exit status. What it writes to standard error goes into
// the parent's log. It takes no part in anything else that the program does.
func WorkerMain(args []string) int {
	flags := flag.NewFlagSet(WorkerCommand, flag.ContinueOnError)
	cache := flags.String("cache", "", "folder of the compilation cache")
	memory := flags.Int64("memory", format.Limits{}.WithDefaults().Memory,
		"bytes that the process may hold")
	if err := flags.Parse(args); err != nil {
		return 2
	}
	noCore()
	boundMemory(*memory)
	debug.SetMemoryLimit(*memory / 4 * 3)
	out := os.Stdout
	os.Stdout = os.Stderr // frames only on the real one
	w := &worker{
		in: bufio.NewReaderSize(os.Stdin, 256<<10), out: out, memory: *memory,
		pdfium: &pdf.Engine{Folder: *cache, Stderr: os.Stderr},
	}
	if err := w.serve(); err != nil {
		fmt.Fprintln(os.Stderr, "worker:", err)
		return 1
	}
	return 0
}

// worker is the child's side.
type worker struct {
	in     io.Reader
	out    io.Writer
	memory int64
	pdfium *pdf.Engine
}

// serve reads one file after another. The end of the input is the usual end.
func (w *worker) serve() error {
	defer w.pdfium.Close()
	for {
		t, payload, err := readFrame(w.in)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if t != frameOpen {
			return fmt.Errorf("frame %q between files", t)
		}
		if err := w.file(payload); err != nil {
			return err
		}
	}
}

// file reads one file, watching memory and parent meanwhile.
func (w *worker) file(payload []byte) error {
	request, err := decode[openRequest](payload)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(context.Background())
	watched := make(chan struct{})
	go func() {
		defer close(watched)
		watch(ctx, w.memory)
	}()
	defer func() {
		cancel()
		<-watched
	}()
	r, err := w.open(ctx, request)
	if err != nil {
		if err := w.failed(err, content.Info{}); err != nil {
			return err
		}
	} else {
		defer r.Close()
		if err := writeJSON(w.out, frameOpened, r.Info()); err != nil {
			return err
		}
	}
	return w.pagesUntilEnd(ctx, r)
}

func (w *worker) open(ctx context.Context, request openRequest) (format.Reader, error) {
	formats := formats(w.pdfium)
	i := slices.IndexFunc(formats, func(f format.Format) bool { return f.Name == request.Format })
	if i < 0 {
		return nil, fmt.Errorf("no format %q", request.Format)
	}
	data := &remoteData{in: w.in, out: w.out, size: request.Size}
	s := format.Source{Name: request.Name, Data: data, Size: request.Size}
	return format.OpenHere(ctx, s, formats[i], format.Env{Limits: request.Limits})
}

// pagesUntilEnd answers requests for pages until the parent is finished with the file.
func (w *worker) pagesUntilEnd(ctx context.Context, r format.Reader) error {
	for {
		t, payload, err := readFrame(w.in)
		if err != nil {
			return err
		}
		switch {
		case t == frameEnd:
			return writeJSON(w.out, frameIdle, idleReply{held()})
		case t != framePages || r == nil:
			return fmt.Errorf("frame %q in a file", t)
		}
		request, err := decode[pagesRequest](payload)
		if err != nil {
			return err
		}
		if err := w.pages(ctx, r, request.From); err != nil {
			return err
		}
	}
}

func (w *worker) pages(ctx context.Context, r format.Reader, from int) error {
	broken, err := w.sendPages(ctx, r, from)
	switch {
	case broken != nil:
		return broken
	case err != nil:
		return w.failed(err, r.Info())
	}
	return writeJSON(w.out, frameDone, r.Info())
}

// sendPages sends pages. broken is a failure of the pipe, err one of the file.
func (w *worker) sendPages(ctx context.Context, r format.Reader, from int) (broken, err error) {
	defer format.Recovered(&err)
	for page, err := range r.Pages(ctx, from) {
		if err != nil {
			return nil, err
		}
		if err := writeJSON(w.out, framePage, page); err != nil {
			if format.ProblemOf(err) != "" {
				return nil, err
			}
			return err, nil
		}
	}
	return nil, nil
}

func (w *worker) failed(err error, info content.Info) error {
	return writeJSON(w.out, frameFailed, failedReply{format.ProblemOf(err), err.Error(), info})
}

// remoteData is a file whose bytes the parent has. Blocks are kept, because
// parsers read in small steps.
type remoteData struct {
	in     io.Reader
	out    io.Writer
	size   int64
	blocks [remoteBlocks]remoteBlock
	next   int // the block to give up next
}

type remoteBlock struct {
	index int64 // 1-based: the zero block is none
	data  []byte
}

const (
	remoteBlocks    = 32
	remoteBlockSize = 128 << 10
)

func (d *remoteData) ReadAt(p []byte, off int64) (n int, err error) {
	for n < len(p) {
		at := off + int64(n)
		if at < 0 || at >= d.size {
			return n, io.EOF
		}
		block, err := d.block(at / remoteBlockSize)
		if err != nil {
			return n, err
		}
		got := copy(p[n:], block[min(at%remoteBlockSize, int64(len(block))):])
		if got == 0 {
			return n, io.ErrUnexpectedEOF
		}
		n += got
	}
	return n, nil
}

func (d *remoteData) block(index int64) ([]byte, error) {
	for i := range d.blocks {
		if d.blocks[i].index == index+1 {
			return d.blocks[i].data, nil
		}
	}
	off := index * remoteBlockSize
	request := readRequest{off, int(min(remoteBlockSize, d.size-off))}
	if err := writeJSON(d.out, frameRead, request); err != nil {
		return nil, err
	}
	t, payload, err := readFrame(d.in)
	if err != nil {
		return nil, err
	}
	if t != frameData {
		return nil, fmt.Errorf("the parent could not read: %s", payload)
	}
	d.blocks[d.next] = remoteBlock{index + 1, payload}
	d.next = (d.next + 1) % remoteBlocks
	return payload, nil
}

// watchEvery is how often a busy worker looks at its memory. Filling memory at
// 5 GB/s it exceeds its limit by 100 MB.
const watchEvery = 20 * time.Millisecond

// watch ends the process when it holds more than limit bytes or has lost its
// parent. A limit on address space would be no use: Go and WebAssembly reserve
// far more than they touch.
func watch(ctx context.Context, limit int64) {
	parent := os.Getppid()
	tick := time.NewTicker(watchEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		if n := held(); n > limit {
			fmt.Fprintf(os.Stderr, "worker: holds %d MB, more than the limit of %d MB\n", n>>20,
				limit>>20)
			os.Exit(exitMemory)
		}
		if os.Getppid() != parent {
			os.Exit(1)
		}
	}
}

// held is the memory of this process in bytes: what is resident where the
// system tells, what Go holds elsewhere.
func held() int64 {
	if statm, err := os.ReadFile("/proc/self/statm"); err == nil {
		if fields := strings.Fields(string(statm)); len(fields) > 1 {
			if pages, err := strconv.ParseInt(fields[1], 10, 64); err == nil {
				return pages * int64(os.Getpagesize())
			}
		}
	}
	samples := []metrics.Sample{{Name: "/memory/classes/total:bytes"},
		{Name: "/memory/classes/heap/released:bytes"}}
	metrics.Read(samples)
	return int64(samples[0].Value.Uint64() - samples[1].Value.Uint64())
}
