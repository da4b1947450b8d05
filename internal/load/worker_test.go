package load

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/load/content"
	"github.com/mundap/mundap/internal/load/format"
	"github.com/mundap/mundap/internal/load/formattest"
)

// badWorkers are workers as they must not be, by the name with which the test binary is started.
var badWorkers = map[string]func(){
	"worker-that-dies": func() {
		readFrame(os.Stdin)
		fmt.Fprintln(os.Stderr, "something terrible happened")
	},
	"worker-that-hangs": func() {
		opened()
		select {}
	},
	"worker-that-babbles": func() {
		readFrame(os.Stdin)
		fmt.Println("this is no frame, and there is more of it")
	},
	"worker-that-grows-at-once": func() {
		boundMemory(300 << 20)
		opened()
		b := make([]byte, 900<<20)
		for i := 0; i < len(b); i += 4096 {
			b[i] = 1
		}
		os.Exit(4) // nothing stopped it
	},
	"worker-that-grows": func() {
		opened()
		go watch(context.Background(), 64<<20)
		var all [][]byte
		for {
			b := make([]byte, 8<<20)
			for i := range b {
				b[i] = 1
			}
			all = append(all, b)
			if len(all) > 400 { // 3 GB: the watch has failed
				os.Exit(4)
			}
		}
	},
}

// opened answers the first request properly, and reads the second.
func opened() {
	readFrame(os.Stdin)
	writeJSON(os.Stdout, frameOpened, content.Info{Format: "html"})
	readFrame(os.Stdin)
}

func badWorker(t *testing.T, name string, limits format.Limits) *Loader {
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	l := New(Options{Worker: []string{exe, name}, Limits: limits, Workers: 1})
	t.Cleanup(func() { l.Close() })
	return l
}

const smallHTML = "<html><title>제목</title><h1>하나</h1><p>둘입니다.</p></html>"

func TestWorkersReadAsThisProcessDoes(t *testing.T) {
	here, there := inside(t), outside(t, format.Limits{})
	for _, s := range []format.Source{
		formattest.Source("a.pdf", formattest.PDF("안내", "", formattest.LinesAt(700, 10, "첫 쪽입니다."),
			formattest.LinesAt(700, 10, "둘째 쪽입니다."))),
		formattest.Source("a.docx", formattest.Docx("<w:p><w:r><w:t>글입니다.</w:t></w:r></w:p>")),
		formattest.Source("a.html", smallHTML),
		formattest.Source("a.md", "# 제목\n\n"+strings.Repeat("긴 글입니다. ", 20_000)),
	} {
		want, wantInfo, err := read(t, here, s)
		if err != nil {
			t.Fatal(err)
		}
		got, gotInfo, err := read(t, there, s)
		if err != nil {
			t.Fatal(err)
		}
		if !slices.EqualFunc(got, want, func(a,
			b content.Page) bool {
			return fmt.Sprint(a) == fmt.Sprint(b)
		}) ||
			fmt.Sprint(gotInfo) != fmt.Sprint(wantInfo) {
			t.Errorf("%s: got %+v %+v, want %+v %+v", s.Name, gotInfo, formattest.Outline(got),
				wantInfo, formattest.Outline(want))
		}
	}
	if n := len(there.workers.idle); n != 1 {
		t.Errorf("%d workers are warm after four files one after another", n)
	}
}

func TestAWorkerIsWarmForTheNextFileAfterABadOne(t *testing.T) {
	l := outside(t, format.Limits{})
	if _, _, err := read(t, l, formattest.Source("a.html", smallHTML)); err != nil {
		t.Fatal(err)
	}
	warm := l.workers.idle[0]
	_, _, err := read(t, l, formattest.Source("a.pdf", formattest.PDF("", formattest.Locked, nil)))
	if !errors.Is(err, format.ErrEncrypted) || fault.KindOf(err) != fault.Unsupported ||
		fault.MessageOf(err).Ko == "" {
		t.Errorf("got %v", err)
	}
	if len(l.workers.idle) != 1 || l.workers.idle[0] != warm {
		t.Error("the worker was not kept")
	}
}

func TestABadWorkerFailsItsFileAlone(t *testing.T) {
	for name, c := range map[string]struct {
		want error
		says string
	}{
		"worker-that-dies":          {format.ErrDamaged, "something terrible happened"},
		"worker-that-babbles":       {format.ErrDamaged, ""},
		"worker-that-hangs":         {format.ErrTooSlow, ""},
		"worker-that-grows":         {format.ErrTooMuchRAM, "more than the limit"},
		"worker-that-grows-at-once": {format.ErrTooMuchRAM, ""},
	} {
		limits := format.Limits{PageTime: time.Minute}
		if name == "worker-that-hangs" {
			limits.PageTime = 50 * time.Millisecond
		}
		l := badWorker(t, name, limits)
		for range 2 { // the second file gets a worker of its own
			_, _, err := read(t, l, formattest.Source("a.html", smallHTML))
			if !errors.Is(err, c.want) || fault.MessageOf(err).IsZero() ||
				!strings.Contains(err.Error(), c.says) {
				t.Errorf("%s: %v", name, err)
			}
			if fault.Retryable(err) {
				t.Errorf("%s: trying again would end the same way", name)
			}
		}
	}
}

// busyProcess gives the process of the only file that is open.
func busyProcess(l *Loader) *process {
	l.workers.mu.Lock()
	defer l.workers.mu.Unlock()
	for p := range l.workers.busy {
		return p
	}
	return nil
}

func TestCancellingEndsAFileAndItsWorker(t *testing.T) {
	l := badWorker(t, "worker-that-hangs", format.Limits{})
	ctx, cancel := context.WithCancel(t.Context())
	f, err := l.Open(t.Context(), formattest.Source("a.html", smallHTML))
	if err != nil {
		t.Fatal(err)
	}
	p := busyProcess(l)
	cancel()
	for _, err := range f.Pages(ctx, 0) {
		if !errors.Is(err, context.Canceled) {
			t.Errorf("got %v", err)
		}
	}
	<-p.ended
	f.Close()
}

func TestTheContextOfOpenEndsTheFile(t *testing.T) {
	l := badWorker(t, "worker-that-hangs", format.Limits{})
	ctx, cancel := context.WithCancel(t.Context())
	f, err := l.Open(ctx, formattest.Source("a.html", smallHTML))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	cancel()
	<-busyProcess(l).ended
	for _, err := range f.Pages(t.Context(), 0) {
		if !errors.Is(err, context.Canceled) {
			t.Errorf("got %v", err)
		}
	}
}

func TestAFileThatIsLeftInTheMiddleFreesItsWorker(t *testing.T) {
	exe, _ := os.Executable()
	l := New(Options{Worker: []string{exe, WorkerCommand}, Workers: 1})
	defer l.Close()
	long := formattest.Source("a.md", strings.Repeat("# 제목\n\n긴 글입니다.\n\n", 50_000))
	for range 2 {
		f, err := l.Open(t.Context(), long)
		if err != nil {
			t.Fatal(err)
		}
		for range f.Pages(t.Context(), 0) {
			break
		}
		f.Close()
	}
}

func TestWaitingForAWorkerHonoursTheContext(t *testing.T) {
	l := badWorker(t, "worker-that-hangs", format.Limits{})
	f, err := l.Open(t.Context(), formattest.Source("a.html", smallHTML))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := l.Open(ctx, formattest.Source("a.html", smallHTML)); !errors.Is(err,
		context.Canceled) {
		t.Errorf("got %v", err)
	}
}

func TestClosingTheLoaderFailsOpenFiles(t *testing.T) {
	l := badWorker(t, "worker-that-hangs", format.Limits{})
	f, err := l.Open(t.Context(), formattest.Source("a.html", smallHTML))
	if err != nil {
		t.Fatal(err)
	}
	l.Close()
	for _, err := range f.Pages(t.Context(), 0) {
		if !errors.Is(err, errClosed) {
			t.Errorf("got %v", err)
		}
	}
	f.Close()
	if _, err := l.Open(t.Context(), formattest.Source("a.html", smallHTML)); !errors.Is(err,
		errClosed) {
		t.Errorf("opening afterwards: %v", err)
	}
}

// failingData fails behind its first bytes, as a store does whose connection breaks.
type failingData struct {
	io.ReaderAt
	after int64
}

var errConnection = fault.Newf(fault.Unavailable, "connection lost")

func (d failingData) ReadAt(p []byte, off int64) (int, error) {
	if off+int64(len(p)) > d.after {
		return 0, errConnection
	}
	return d.ReaderAt.ReadAt(p, off)
}

func TestAFailingSourceIsNotADamagedFile(t *testing.T) {
	for _, l := range []formattest.Files{inside(t), outside(t, format.Limits{})} {
		for _, s := range []format.Source{
			formattest.Source("a.pdf", formattest.PDF("", "",
				formattest.LinesAt(700, 10, strings.Repeat("긴 글입니다. ", 5000)))),
			formattest.Source("a.txt", strings.Repeat("긴 글입니다.\n", 5000)),
			formattest.Source("a.md", strings.Repeat("긴 글입니다.\n", 5000)),
		} {
			s.Data = failingData{s.Data, 8 << 10}
			_, _, err := read(t, l, s)
			if !errors.Is(err, errConnection) || fault.KindOf(err) != fault.Unavailable ||
				!fault.Retryable(err) {
				t.Errorf("%s: %v", s.Name, err)
			}
		}
	}
}

func TestTooMuchTextIsRefused(t *testing.T) {
	l := New(Options{Limits: format.Limits{Text: 1000}})
	defer l.Close()
	_, _, err := read(t, l, formattest.Source("a.txt", strings.Repeat("긴 글입니다.\n", 10_000)))
	if !errors.Is(err, format.ErrTooLarge) || fault.KindOf(err) != fault.TooLarge {
		t.Errorf("got %v", err)
	}
}

func TestPreparingLeavesAWorkerAndTheCompiledReader(t *testing.T) {
	l := outside(t, format.Limits{})
	if err := l.Prepare(t.Context()); err != nil {
		t.Fatal(err)
	}
	l.workers.mu.Lock()
	idle := len(l.workers.idle)
	l.workers.mu.Unlock()
	if cached, err := filepath.Glob(filepath.Join(pdfiumCache, "*")); idle != 1 ||
		len(cached) == 0 || err != nil {
		t.Errorf("%d workers, cache %q, %v", idle, cached, err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := l.Prepare(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}
