package document

import (
	"encoding/json"
	"reflect"
	"testing"
)

func TestASheetIsStoredAsNumbers(t *testing.T) {
	in := Sheet{Width: 5950, Height: 8420, Words: []WordBox{
		{0, 6, 630, 682, 961, 862}, {7, 13, 1002, 682, 1333, 862}, {15, 18, -5, 0, 10, 20}}}
	data, err := json.Marshal(in)
	if err != nil {
		t.Fatal(err)
	}
	if want := "[5950,8420,0,6,630,682,331,180,1,6,1002,682,331,180,2,3,-5,0,15,20]"; string(data) != want {
		t.Errorf("got %s, want %s", data, want)
	}
	var out Sheet
	if err := json.Unmarshal(data, &out); err != nil || !reflect.DeepEqual(in, out) {
		t.Errorf("got %+v, %v", out, err)
	}
	if err := json.Unmarshal([]byte("[1,2,3]"), &out); err == nil {
		t.Error("a word that is cut off was read")
	}
}
