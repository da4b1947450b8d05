package simd

// MaxActivation is the largest value of an unsigned operand of
// [Functions.Products]. Two products of it with a signed byte above -128 fit
// into 16 bits, which is what the processors' instructions add without loss.
const MaxActivation = 127

// Sizes of what [Functions.LookUp] works on.
const (
	CodesPerBlock = 32
	TableRow      = 64
	MaxTableEntry = 63
)

// Sizes of what [Functions.Ascend] works on.
const (
	AscendingValues = 128
	AscendPadding   = 8
)

// Functions are one processor's versions of the loops. They keep no state and
// may be called concurrently.
type Functions struct {
	Name string // "portable", "avx2", "avx512vnni" or "neon"

	// Pack arranges rows of k values, in place, as Products of the same version
	// wants the rows of its right operand.
	Pack func(b []int8, k int)

	// Products multiplies every row of a with every row of b. Both have rows
	// of k values; dst[i*rows(b)+j] is the sum over a's row i times b's row j.
	// No value of a may exceed MaxActivation, none of b may be -128. b must have
	// been given to Pack.
	Products func(dst []int32, a []uint8, b []int8, k int)

	// Quantise rounds x to unsigned values of at most MaxActivation:
	// x[i] is about (dst[i] - zero) * scale. dst is as long as x.
	Quantise func(dst []uint8, x []float32) (scale float32, zero int32)

	// Rescale turns a row of products back into numbers:
	// dst[j] = (sums[j] - zero*r.Totals[j]) * scale * r.Scales[j] + r.Bias[j].
	Rescale func(dst []float32, sums []int32, scale float32, zero int32, r *Rows)

	// Multiply stores a times b in dst, which has the given number of rows and
	// columns; inner is the number of a's columns and of b's rows.
	Multiply func(dst, a, b Matrix, rows, inner, columns int)

	// Softmax replaces x by the softmax of x times scale.
	Softmax func(x []float32, scale float32)

	// GELU replaces each x by x times the normal distribution function of x.
	GELU func(x []float32)

	// AddNormalised replaces x by (x + y - mean) / deviation * weight + bias,
	// with the mean and the standard deviation of x + y.
	AddNormalised func(x, y, weight, bias []float32)

	// LookUp adds up, for each code of a block of CodesPerBlock, what a table has
	// for its parts of four bits. codes are whole blocks; row r of a block holds
	// byte r of each of its codes. Row r of the table has TableRow bytes: sixteen
	// for the lower four bits, the same again, and so for the upper four bits; none
	// exceeds MaxTableEntry. dst gets a sum for each code: of a block, first those
	// of the codes 0, 2, 4, …, then those of 1, 3, 5, …
	LookUp func(dst []uint16, codes, table []uint8)

	// Expand unpacks fields of four bits: the lower half of byte i is the place
	// of dst[i] in the table, its upper half that of dst[16+i].
	Expand func(dst *[32]int8, packed *[16]uint8, table *[16]int8)

	// Ascend unpacks AscendingValues gaps of width bits each, at most 32, and
	// stores the numbers between which they are: dst[0] is first plus the first
	// gap, and every other number is one more than the number before it plus its
	// gap. packed begins with the gaps, the lowest bits first, and must have
	// AscendPadding bytes more than they take.
	Ascend func(dst *[AscendingValues]uint32, packed []byte, width uint, first uint32)

	// Dot is the sum of the products of two vectors of the same length, with
	// no value of -128 in either.
	Dot func(a, b []int8) int32
}

// Rows are what Rescale needs to know of the right operand of Products: a
// value for each of its rows.
type Rows struct {
	Scales []float32 // what one unit of a row's integers is worth
	Totals []int32   // sums of the rows' integers
	Bias   []float32
}

// Matrix is a view of a matrix by rows; row i begins at Data[i*Stride].
type Matrix struct {
	Data   []float32
	Stride int
}

// best is the first of the versions that run here: the fastest.
var best = versions()[0]

// Best gives the fastest version that runs here.
func Best() *Functions { return best }

// Portable returns the version in plain Go.
func Portable() *Functions { return &portable }
