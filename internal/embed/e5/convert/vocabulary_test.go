package main

import (
	"encoding/binary"
	"slices"
	"testing"
)

func TestPiecesOfKoreanEnglishAndTheirNeighboursStay(t *testing.T) {
	words := newWordList([]byte("the\nscience\nstudy\nbehind\n"))
	for text, want := range map[string]bool{
		"<s>": true, "▁": true, "▁휴가": true, "은": true, "漢字": true, "关系": false, "关": true,
		"カメラ": true, "ー": true,
		"▁the": true, "▁The": true, "▁sci": true, "ence": true, "▁ence": false, "▁voor": false,
		"KBS": true, "▁BTS": true,
		"é": true, "café": false, "я": true, "привет": false, "العز": false, "%": true,
		"2024": true, "㎡": true, "→": true,
	} {
		p := piece{text: text, score: -5}
		if text == "<s>" {
			p.score = 0
		}
		if got := len(kept([]piece{p}, words, 0)) == 1; got != want {
			t.Errorf("%s: kept %v, want %v", text, got, want)
		}
	}
}

func TestOfOtherPiecesTheMostFrequentStay(t *testing.T) {
	pieces := []piece{{"▁voor", -9, 0}, {"▁auf", -7, 1}, {"▁und", -8, 2}}
	var got []string
	for _, p := range kept(pieces, newWordList(nil), 2) {
		got = append(got, p.text)
	}
	if !slices.Equal(got, []string{"▁auf", "▁und"}) {
		t.Errorf("kept %q", got)
	}
}

func TestAModelThatIsCutShortIsAnError(t *testing.T) {
	file := []byte("E5S1")
	for _, n := range []uint32{1, 384, 12, 12, 1536, 10, 512, 2, 0, 32, 10} {
		file = binary.LittleEndian.AppendUint32(file, n)
	}
	for n := range len(file) + 1 {
		if _, err := parse(file[:n]); err == nil {
			t.Fatalf("%d bytes are read as a model", n)
		}
	}
}
