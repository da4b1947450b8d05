package pdfium

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"reflect"
	"unicode/utf16"

	pdfiumlib "github.com/klippa-app/go-pdfium"
)

// What go-pdfium's own implementation lets others use. Its types are internal,
// so they are reached by reflection, once for each function.
type (
	implementation interface {
		CreateFileAccessReader(size int64, r io.ReadSeeker) (*uint64, *uint32, error)
	}
	callable interface {
		CallWithStack(ctx context.Context, stack []uint64) error
	}
	memory interface {
		Read(offset, n uint32) ([]byte, bool)
		ReadUint32Le(offset uint32) (uint32, bool)
		Write(offset uint32, data []byte) bool
	}
)

// machine is a running PDFium. A failed call leaves it broken: its error stays
// in err, and all further calls give 0.
type machine struct {
	instance pdfiumlib.Pdfium
	in       implementation
	lookup   reflect.Value // finds a function by its name
	memory   memory
	fns      [functions]callable
	stack    [16]uint64 // of a call: its arguments, then its result
	scratch  uint32     // address of 64 bytes for results
	buffer   uint32     // address of bufferSize bytes for texts
	err      error
}

const (
	scratchSize = 64
	bufferSize  = 64 << 10
)

// errCrashed marks the errors after which a machine is of no use.
var errCrashed = errors.New("PDFium crashed")

func (e *Engine) machine(ctx context.Context) (*machine, error) {
	pool, err := e.ready()
	if err != nil {
		return nil, err
	}
	instance, err := pool.GetInstanceWithContext(ctx)
	if err != nil {
		return nil, fmt.Errorf("starting PDFium: %w", err)
	}
	m := &machine{instance: instance}
	if err := m.bind(instance.GetImplementation()); err != nil {
		m.close()
		return nil, err
	}
	return m, nil
}

// bind finds PDFium's functions and memory behind go-pdfium's implementation.
func (m *machine) bind(impl any) error {
	in, ok := impl.(implementation)
	module := reflect.Indirect(reflect.ValueOf(impl)).FieldByName("Module")
	m.lookup = reflect.ValueOf(impl).MethodByName("Fn")
	if !ok || !module.IsValid() || !m.lookup.IsValid() || !module.MethodByName("Memory").IsValid() {
		return fmt.Errorf("PDFium's implementation has changed: %T", impl)
	}
	m.in = in
	if m.memory, ok = module.MethodByName("Memory").Call(nil)[0].Interface().(memory); !ok {
		return fmt.Errorf("PDFium's memory has changed: %T", impl)
	}
	address := uint32(m.call(fnMalloc, scratchSize+bufferSize))
	if address == 0 {
		return errors.Join(errors.New("PDFium has no memory"), m.err)
	}
	m.scratch, m.buffer = address, address+scratchSize
	return nil
}

// close ends the machine.
func (m *machine) close() {
	m.instance.Kill() // its documents need no farewell
	if m.err == nil {
		m.err = errors.New("PDFium is closed")
	}
}

func (m *machine) call(f function, args ...uint64) uint64 {
	if m.err != nil {
		return 0
	}
	fn := m.fns[f]
	if fn == nil {
		found := m.lookup.Call([]reflect.Value{reflect.ValueOf(names[f])})[0]
		ok := false
		if fn, ok = found.Interface().(callable); !ok {
			m.err = fmt.Errorf("PDFium has no function %s", names[f])
			return 0
		}
		m.fns[f] = fn
	}
	copy(m.stack[:], args)
	if err := fn.CallWithStack(context.Background(), m.stack[:]); err != nil {
		m.err = fmt.Errorf("%w in %s: %w", errCrashed, names[f], err)
		return 0
	}
	return m.stack[0]
}

// truth is the result of a function that gives FPDF_BOOL.
func (m *machine) truth(f function, args ...uint64) bool { return uint32(m.call(f, args...)) != 0 }

// count is the result of a function that counts: never negative.
func (m *machine) count(f function, args ...uint64) int {
	return max(0, int(int32(m.call(f, args...))))
}

// at is the address of the i-th 8 bytes of the scratch memory.
func (m *machine) at(i int) uint64 { return uint64(m.scratch) + 8*uint64(i) }

// floats reads n ≤ 16 float32 from the scratch memory.
func (m *machine) floats(n int) (out [16]float32) {
	raw, ok := m.memory.Read(m.scratch, uint32(4*n))
	if !ok {
		return out
	}
	for i := range n {
		out[i] = math.Float32frombits(binary.LittleEndian.Uint32(raw[4*i:]))
	}
	return out
}

// doubles reads n ≤ 8 float64 from the scratch memory.
func (m *machine) doubles(n int) (out [8]float64) {
	raw, ok := m.memory.Read(m.scratch, uint32(8*n))
	if !ok {
		return out
	}
	for i := range n {
		out[i] = math.Float64frombits(binary.LittleEndian.Uint64(raw[8*i:]))
	}
	return out
}

// text calls a function that writes UTF-16 with a closing zero to the buffer
// that its last two arguments describe, and gives the bytes' number.
func (m *machine) text(f function, args ...uint64) string {
	n := m.count(f, append(args, uint64(m.buffer), bufferSize)...)
	if n < 2 || n > bufferSize {
		return ""
	}
	raw, ok := m.memory.Read(m.buffer, uint32(n-n%2))
	if !ok {
		return ""
	}
	return utf16Text(raw)
}

// string puts a short text of ASCII into the scratch memory.
func (m *machine) string(s string) uint64 {
	m.memory.Write(m.scratch, append([]byte(s), 0))
	return uint64(m.scratch)
}

// utf16Text decodes UTF-16 up to its closing zero.
func utf16Text(raw []byte) string {
	units := make([]uint16, 0, len(raw)/2)
	for i := 0; i+1 < len(raw); i += 2 {
		u := binary.LittleEndian.Uint16(raw[i:])
		if u == 0 {
			break
		}
		units = append(units, u)
	}
	return string(utf16.Decode(units))
}
