package hwp

import (
	"bytes"
	"fmt"

	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/load/chart"
	"github.com/mundap/mundap/internal/load/compound"
	"github.com/mundap/mundap/internal/load/format"
)

// chart reads the chart in a part of the document.
func (h *hwpxFile) chart(part string) chart.Chart {
	if part == "" {
		return chart.Chart{}
	}
	c, err := chart.Part(h.archive, part)
	if err != nil {
		h.about.Warn(document.PartsLeftOut)
	}
	return c
}

// oleData is the stream of an embedded object that holds a chart. HWP keeps
// charts as OLE objects of their own.
const oleData = "OOXMLChartContents"

// chart reads the embedded object of a number in DocInfo, counted from 1, if it
// is a chart.
func (h *hwpFile) chart(number int) chart.Chart {
	if number < 1 || number > len(h.embedded) {
		return chart.Chart{}
	}
	c, err := h.embeddedChart(h.embedded[number-1])
	if err != nil {
		h.about.Warn(document.PartsLeftOut)
	}
	return c
}

// embeddedFile is what DocInfo says of an embedded object.
type embeddedFile struct {
	id     int // its stream is BinData/BIN and the id
	packed bool
}

// embeddedFile reads a record of DocInfo (section 4.2.3 of the format). The
// zero value means a link.
func (r hwpRecord) embeddedFile(packed bool) embeddedFile {
	const link, always, never = 0, 1, 2
	properties := r.U16(0)
	if properties&15 == link {
		return embeddedFile{}
	}
	switch properties >> 4 & 3 {
	case always:
		packed = true
	case never:
		packed = false
	}
	return embeddedFile{id: r.U16(2), packed: packed}
}

func (h *hwpFile) embeddedChart(e embeddedFile) (c chart.Chart, err error) {
	name := fmt.Sprintf("BinData/BIN%04X.OLE", e.id)
	if !h.storage.Has(name) {
		return c, nil // a picture
	}
	data, err := h.storage.Stream(name)
	if err == nil && e.packed {
		data, err = h.storage.Inflate(data)
	}
	if err != nil {
		return c, err
	}
	const size, signature = 4, "\xd0\xcf\x11\xe0"
	if len(data) > size && bytes.HasPrefix(data[size:], []byte(signature)) {
		data = data[size:]
	}
	object, err := compound.Open(format.Source{Data: bytes.NewReader(data), Size: int64(len(data))},
		int64(len(data)))
	if err != nil || !object.Has(oleData) {
		return c, err
	}
	text, err := object.Stream(oleData)
	if err != nil {
		return c, err
	}
	return chart.Read(bytes.NewReader(text))
}
