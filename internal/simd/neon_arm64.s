#include "textflag.h"

// Instructions that the assembler has no names for, with vector registers by
// their numbers: products of signed bytes of the lower halves (SMULL), those of the
// upper halves added (SMLAL2), neighbours added to 32-bit sums (SADALP), and
// neighbours of two registers added (ADDP).
#define SMULL(d, n, m) WORD $(0x0E20C000 | (m)<<16 | (n)<<5 | (d))
#define SMLAL2(d, n, m) WORD $(0x4E208000 | (m)<<16 | (n)<<5 | (d))
#define SADALP(d, n) WORD $(0x4E606800 | (n)<<5 | (d))
#define ADDP(d, n, m) WORD $(0x4EA0BC00 | (m)<<16 | (n)<<5 | (d))

// Adds the sixteen products of registers x and y to the sums in register s. Two
// products of at most 127*127 fit the 16 bits of register t.
#define PRODUCTS(s, t, x, y) \
	SMULL(t, x, y)  \
	SMLAL2(t, x, y) \
	SADALP(s, t)

// func products2x4NEON(dst *[8]int32, a *uint8, b *int8, k int)
TEXT ·products2x4NEON(SB), NOSPLIT, $0-32
	MOVD dst+0(FP), R0
	MOVD a+8(FP), R1
	MOVD b+16(FP), R2
	MOVD k+24(FP), R3
	ADD  R3, R1, R4
	ADD  R3, R2, R5
	ADD  R3, R5, R6
	ADD  R3, R6, R7
	VEOR V16.B16, V16.B16, V16.B16
	VEOR V17.B16, V17.B16, V17.B16
	VEOR V18.B16, V18.B16, V18.B16
	VEOR V19.B16, V19.B16, V19.B16
	VEOR V20.B16, V20.B16, V20.B16
	VEOR V21.B16, V21.B16, V21.B16
	VEOR V22.B16, V22.B16, V22.B16
	VEOR V23.B16, V23.B16, V23.B16

loop:
	VLD1.P 16(R1), [V0.B16]
	VLD1.P 16(R4), [V1.B16]
	VLD1.P 16(R2), [V2.B16]
	VLD1.P 16(R5), [V3.B16]
	VLD1.P 16(R6), [V4.B16]
	VLD1.P 16(R7), [V5.B16]
	PRODUCTS(16, 24, 0, 2)
	PRODUCTS(17, 25, 0, 3)
	PRODUCTS(18, 26, 0, 4)
	PRODUCTS(19, 27, 0, 5)
	PRODUCTS(20, 28, 1, 2)
	PRODUCTS(21, 29, 1, 3)
	PRODUCTS(22, 30, 1, 4)
	PRODUCTS(23, 31, 1, 5)
	SUBS   $16, R3
	BNE    loop

	ADDP(16, 16, 17)
	ADDP(18, 18, 19)
	ADDP(16, 16, 18)
	ADDP(20, 20, 21)
	ADDP(22, 22, 23)
	ADDP(20, 20, 22)
	VST1.P [V16.S4], 16(R0)
	VST1   [V20.S4], (R0)
	RET

// func multiply1x32NEON(dst, a, b *float32, inner, stride int)
TEXT ·multiply1x32NEON(SB), NOSPLIT, $0-40
	MOVD dst+0(FP), R0
	MOVD a+8(FP), R1
	MOVD b+16(FP), R2
	MOVD inner+24(FP), R3
	MOVD stride+32(FP), R4
	LSL  $2, R4
	SUB  $64, R4
	VEOR V16.B16, V16.B16, V16.B16
	VEOR V17.B16, V17.B16, V17.B16
	VEOR V18.B16, V18.B16, V18.B16
	VEOR V19.B16, V19.B16, V19.B16
	VEOR V20.B16, V20.B16, V20.B16
	VEOR V21.B16, V21.B16, V21.B16
	VEOR V22.B16, V22.B16, V22.B16
	VEOR V23.B16, V23.B16, V23.B16

column:
	FMOVS.P 4(R1), F8
	VDUP    V8.S[0], V8.S4
	VLD1.P  64(R2), [V0.S4, V1.S4, V2.S4, V3.S4]
	VLD1    (R2), [V4.S4, V5.S4, V6.S4, V7.S4]
	ADD     R4, R2
	VFMLA   V0.S4, V8.S4, V16.S4
	VFMLA   V1.S4, V8.S4, V17.S4
	VFMLA   V2.S4, V8.S4, V18.S4
	VFMLA   V3.S4, V8.S4, V19.S4
	VFMLA   V4.S4, V8.S4, V20.S4
	VFMLA   V5.S4, V8.S4, V21.S4
	VFMLA   V6.S4, V8.S4, V22.S4
	VFMLA   V7.S4, V8.S4, V23.S4
	SUBS    $1, R3
	BNE     column

	VST1.P [V16.S4, V17.S4, V18.S4, V19.S4], 64(R0)
	VST1   [V20.S4, V21.S4, V22.S4, V23.S4], (R0)
	RET
