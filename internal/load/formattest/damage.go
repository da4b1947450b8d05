package formattest

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mundap/mundap/internal/load/format"
)

// Damaged gives a file damaged in some eighty ways, by what was done to it; the
// same ways for the same file.
func Damaged(data []byte) map[string][]byte {
	all := map[string][]byte{}
	for _, percent := range []int{1, 5, 10, 20, 30, 40, 50, 60, 70, 80, 90, 95, 99} {
		all[fmt.Sprintf("cut at %d%%", percent)] = data[:len(data)*percent/100]
	}
	all["without its last byte"] = data[:len(data)-1]
	all["without its first byte"] = data[1:]
	all["twice"] = slices.Concat(data, data)
	all["with zeros behind"] = append(slices.Clone(data), make([]byte, 5000)...)
	all["with noise before"] = append([]byte("noise\r\n"), data...)
	r := rand.New(rand.NewPCG(1, uint64(len(data))))
	for _, n := range []int{1, 1, 1, 3, 10, 30, 100, 300, 1000} {
		all[fmt.Sprintf("%d bits flipped, %d", n, len(all))] = changed(data, n,
			func(b []byte) { b[0] ^= 1 << r.IntN(8) }, r, 1)
		all[fmt.Sprintf("%d bytes random, %d", n, len(all))] = changed(data, n,
			func(b []byte) { b[0] = byte(r.Uint32()) }, r, 1)
	}
	for _, size := range []int{16, 64, 512, 512, 512, 4096} {
		all[fmt.Sprintf("%d zeros, %d", size, len(all))] = changed(data, 1,
			func(b []byte) { clear(b) }, r, size)
		all[fmt.Sprintf("%d times 255, %d", size, len(all))] = changed(data, 1, func(b []byte) {
			for i := range b {
				b[i] = 0xff
			}
		}, r, size)
		at := r.IntN(max(1, len(data)-size))
		all[fmt.Sprintf("%d bytes taken out, %d", size,
			len(all))] = slices.Delete(slices.Clone(data), at, min(at+size, len(data)))
		all[fmt.Sprintf("%d bytes repeated, %d", size,
			len(all))] = slices.Insert(slices.Clone(data), at, data[at:min(at+size, len(data))]...)
	}
	for _, v := range []uint32{0, 1, 0x7fffffff, 0x80000000, 0xffffffff,
		0xfffffffe} { // numbers of the header that lie
		all[fmt.Sprintf("lengths of %x", v)] = changed(data, 8,
			func(b []byte) { binary.LittleEndian.PutUint32(b, v) }, r, 4)
		head := slices.Clone(data)
		for at := 8; at+4 <= min(len(head), 512); at += 4 + r.IntN(64)/4*4 {
			binary.LittleEndian.PutUint32(head[at:], v)
		}
		all[fmt.Sprintf("a header of %x", v)] = head
	}
	return all
}

// changed changes n places of size bytes.
func changed(data []byte, n int, change func(b []byte), r *rand.Rand, size int) []byte {
	out := slices.Clone(data)
	for range n {
		at := r.IntN(max(1, len(out)-size))
		change(out[at:min(at+size, len(out))])
	}
	return out
}

// CheckDamage reads a file damaged in many ways. Each reading must end, with
// all of the text, or with a warning, or with a failure that has a reason.
func CheckDamage(t *testing.T, o Files, name string, data []byte) {
	t.Helper()
	whole := length(t, o, name, data)
	if whole < 1000 {
		t.Fatalf("%s has a text of %d bytes only", name, whole)
	}
	text := !bytes.Contains(data, []byte{0})
	least := 97 // per cent of the text
	if text {
		least = 95 // nothing tells that letters and marks have changed
	}
	hostile := Hostile(data)
	if len(hostile) < 200 {
		t.Errorf("%s is damaged in %d ways only", name, len(hostile))
	}
	for how, damaged := range hostile {
		if text && goneFromText(how) {
			continue // nothing tells that bytes of a text are gone
		}
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
		got, warned, err := readDamaged(ctx, o, Source(name, damaged))
		late := ctx.Err() != nil
		cancel()
		switch {
		case late:
			t.Errorf("%s, %s: not read in time", name, how)
		case err != nil && format.ProblemOf(err) == "":
			t.Errorf("%s, %s: a failure without a reason: %v", name, how, err)
		case err == nil && !warned && got < whole*least/100:
			t.Errorf("%s, %s: %d of %d bytes of text, and no word about it", name, how, got, whole)
		}
	}
}

func goneFromText(how string) bool {
	return strings.Contains(how, "taken out") || strings.HasPrefix(how, "without") ||
		strings.HasPrefix(how, "beginning") || strings.HasPrefix(how, "shuffled") ||
		strings.HasPrefix(how, "with another")
}

func length(t *testing.T, o Files, name string, data []byte) int {
	t.Helper()
	n, warned, err := readDamaged(t.Context(), o, Source(name, data))
	if err != nil || warned {
		t.Fatalf("%s is damaged to begin with: %v", name, err)
	}
	return n
}

func readDamaged(ctx context.Context, o Files, s format.Source) (n int, warned bool, err error) {
	f, err := o.Open(ctx, s)
	if err != nil {
		return 0, false, err
	}
	defer f.Close()
	for p, err := range f.Pages(ctx, 0) {
		if err != nil {
			return n, false, err
		}
		n += len(p.Text)
	}
	return n, len(f.Info().Warnings) > 0, nil
}
