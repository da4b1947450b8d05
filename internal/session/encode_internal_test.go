package session

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"github.com/mundap/mundap/internal/wire"
)

// assembled is what a client makes of parts.
func assembled(t *testing.T, messages [][]byte) []byte {
	t.Helper()
	var all []byte
	var first wire.ServerFrame
	for i, m := range messages {
		var f wire.ServerFrame
		if err := json.Unmarshal(m, &f); err != nil {
			t.Fatal(err)
		}
		if i == 0 {
			first = f
		}
		if f.Event != "part" || f.RequestID != first.RequestID || f.Part.ID != first.Part.ID ||
			f.Part.Number != i+1 || f.Part.Of != len(messages) {
			t.Fatalf("part %d is %.200s", i+1, m)
		}
		all = append(all, f.Part.Text...)
	}
	return all
}

func TestALongFrameIsSplitAndCanBePutTogether(t *testing.T) {
	for name, text := range map[string]string{
		"Korean":        strings.Repeat("한글 답이 이어집니다. ", 20_000),
		"quotes":        strings.Repeat(`"\`, 100_000),
		"control codes": strings.Repeat("\x01\n\t\u2028😀", 40_000),
		"markup":        strings.Repeat("<b>&amp;</b>", 30_000),
	} {
		t.Run(name, func(t *testing.T) {
			for _, id := range []string{"r1", strings.Repeat("긴 이름", 25),
				strings.Repeat("\u2028", 85)} {
				frame, err := Encode(wire.ServerFrame{Event: "delta", RequestID: id, Seq: 7,
					Text: text})
				if err != nil {
					t.Fatal(err)
				}
				const most = 32 << 10
				messages, err := inParts(frame, id, most)
				if err != nil {
					t.Fatal(err)
				}
				for i, m := range messages {
					if len(m) > most {
						t.Errorf("part %d has %d bytes", i+1, len(m))
					}
				}
				if !bytes.Equal(assembled(t, messages), frame) {
					t.Error("the parts make another frame")
				}
				if least := (len(frame) + most - 1) / most; len(messages) > 4*least {
					t.Errorf("%d parts of %d bytes", len(messages), len(frame))
				}
			}
		})
	}
}

func TestAFrameThatFitsStaysAsItIs(t *testing.T) {
	frame, err := Encode(wire.ServerFrame{Event: "delta", RequestID: "r", Seq: 1, Text: "짧은 <답>"})
	if err != nil {
		t.Fatal(err)
	}
	messages, err := inParts(frame, "r", len(frame))
	if err != nil || len(messages) != 1 || !bytes.Equal(messages[0], frame) {
		t.Errorf("%q, %v", messages, err)
	}
}

func FuzzInParts(f *testing.F) {
	f.Add("답 \"하나\"", "r", 500)
	f.Add("\xff\u2028\\", "\x00", 0)
	f.Fuzz(func(t *testing.T, text, id string, most int) {
		if most = 1000 + most%100_000; most < 1000 || len(id) > 50 {
			return
		}
		frame, err := Encode(wire.ServerFrame{Event: "delta", RequestID: id, Text: text})
		if err != nil {
			t.Fatal(err)
		}
		messages, err := inParts(frame, id, most)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range messages {
			if len(m) > most {
				t.Errorf("%d bytes of %d", len(m), most)
			}
		}
		if len(messages) > 1 && !bytes.Equal(assembled(t, messages), frame) {
			t.Error("the parts make another frame")
		}
	})
}
