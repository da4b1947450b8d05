package segment

import (
	"math"

	"github.com/mundap/mundap/internal/simd"
)

// A vector's code has a bit for each dimension: whether the value is above zero.
// Codes lie behind the vectors, in blocks of simd.CodesPerBlock passages: row r of
// a block has byte r of each of its codes.

// maxCoded is the largest number of dimensions whose sums simd.Functions.LookUp can hold.
const maxCoded = 4096

// coded reports whether vectors of so many dimensions have codes.
func coded(dimensions int) bool {
	return dimensions > 0 && dimensions%8 == 0 && dimensions <= maxCoded
}

func codesSize(passages, dimensions int) uint64 {
	blocks := (uint64(passages) + simd.CodesPerBlock - 1) / simd.CodesPerBlock
	return blocks * simd.CodesPerBlock * uint64(dimensions/8)
}

// appendCodes appends the codes of a block of vectors; there may be fewer than a
// block holds.
func appendCodes(dst, vectors []byte, dimensions int) []byte {
	at := len(dst)
	dst = append(dst, make([]byte, simd.CodesPerBlock*dimensions/8)...)
	for j := 0; len(vectors) >= dimensions; j++ {
		for r := range dimensions / 8 {
			var code byte
			for bit, x := range vectors[8*r : 8*r+8] {
				if int8(x) > 0 {
					code |= 1 << bit
				}
			}
			dst[at+r*simd.CodesPerBlock+j] = code
		}
		vectors = vectors[dimensions:]
	}
	return dst
}

// writeCodes writes the codes of all vectors.
func (c *columns) writeCodes(w *fileWriter) {
	block := simd.CodesPerBlock * c.Dimensions
	var codes []byte
	for rest := c.vectors; len(rest) > 0; rest = rest[min(block, len(rest)):] {
		codes = appendCodes(codes[:0], rest[:min(block, len(rest))], c.Dimensions)
		w.write(codes)
	}
}

// Codes returns the codes of the blocks from first up to but excluding end, or
// fewer at the end of the segment. It returns nil if the segment has no codes
// for vectors of this model and these dimensions.
func (r *Reader) Codes(model string, dimensions int, first, end uint64) ([]byte, error) {
	if !r.meta.Codes || r.Model != model || r.Dimensions != dimensions {
		return nil, nil
	}
	size := uint64(simd.CodesPerBlock * dimensions / 8)
	at, all := uint64(r.meta.Passages)*uint64(dimensions), codesSize(r.meta.Passages, dimensions)
	end = min(end, all/size)
	return r.part(secVectors, at+first*size, (end-min(first, end))*size)
}

// Table returns the table with which simd.Functions.LookUp estimates, from
// codes, how near their vectors are to v. The larger the sum, the nearer the
// vector.
func Table(v Vector) []byte {
	table := make([]byte, len(v.Values)/8*simd.TableRow)
	widest := 1
	for at := 0; at+4 <= len(v.Values); at += 4 {
		widest = max(widest, reach(v.Values[at:at+4]))
	}
	scale := simd.MaxTableEntry / float64(2*widest)
	for at := 0; at+4 <= len(table)/simd.TableRow*8; at += 4 {
		group := v.Values[at : at+4]
		part := table[at/4*(simd.TableRow/2):][:simd.TableRow/2]
		for code := range 16 {
			sum := reach(group)
			for bit, x := range group {
				if code>>bit&1 == 1 {
					sum += int(x)
				} else {
					sum -= int(x)
				}
			}
			entry := byte(math.Round(float64(sum) * scale))
			part[code], part[code+16] = entry, entry
		}
	}
	return table
}

// reach is the sum of the magnitudes.
func reach(values []int8) (sum int) {
	for _, x := range values {
		sum += max(int(x), -int(x))
	}
	return sum
}
