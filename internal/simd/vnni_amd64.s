//go:build goexperiment.simd

#include "textflag.h"

// func products4x32VNNI(dst *int32, stride int, a *[4]*uint8, b *int8, k int)
TEXT ·products4x32VNNI(SB), NOSPLIT, $0-40
	MOVQ   dst+0(FP), DI
	MOVQ   stride+8(FP), BX
	MOVQ   a+16(FP), SI
	MOVQ   b+24(FP), DX
	MOVQ   k+32(FP), CX
	MOVQ   0(SI), R8 // the rows of a
	MOVQ   8(SI), R9
	MOVQ   16(SI), R10
	MOVQ   24(SI), R11
	VPXORD Z0, Z0, Z0 // sums of the first row with sixteen of b's, then with sixteen more
	VPXORD Z1, Z1, Z1
	VPXORD Z2, Z2, Z2
	VPXORD Z3, Z3, Z3
	VPXORD Z4, Z4, Z4
	VPXORD Z5, Z5, Z5
	VPXORD Z6, Z6, Z6
	VPXORD Z7, Z7, Z7
	XORQ   AX, AX

loop:
	VMOVDQU32    (DX), Z16
	VMOVDQU32    64(DX), Z17
	VPBROADCASTD (R8)(AX*1), Z18
	VPBROADCASTD (R9)(AX*1), Z19
	VPBROADCASTD (R10)(AX*1), Z20
	VPBROADCASTD (R11)(AX*1), Z21
	VPDPBUSD     Z16, Z18, Z0
	VPDPBUSD     Z17, Z18, Z1
	VPDPBUSD     Z16, Z19, Z2
	VPDPBUSD     Z17, Z19, Z3
	VPDPBUSD     Z16, Z20, Z4
	VPDPBUSD     Z17, Z20, Z5
	VPDPBUSD     Z16, Z21, Z6
	VPDPBUSD     Z17, Z21, Z7
	ADDQ         $128, DX
	ADDQ         $4, AX
	CMPQ         AX, CX
	JLT          loop

	VMOVDQU32 Z0, (DI)
	VMOVDQU32 Z1, 64(DI)
	ADDQ      BX, DI
	VMOVDQU32 Z2, (DI)
	VMOVDQU32 Z3, 64(DI)
	ADDQ      BX, DI
	VMOVDQU32 Z4, (DI)
	VMOVDQU32 Z5, 64(DI)
	ADDQ      BX, DI
	VMOVDQU32 Z6, (DI)
	VMOVDQU32 Z7, 64(DI)
	VZEROUPPER
	RET
