package formattest

import "fmt"

func Shape(placeholder, paragraphs string) string {
	return "<p:sp><p:nvSpPr><p:nvPr>" + placeholder + "</p:nvPr></p:nvSpPr><p:txBody>" +
		paragraphs + "</p:txBody></p:sp>"
}

func SlidePara(properties, text string) string {
	return "<a:p>" + properties + "<a:r><a:rPr/><a:t>" + text + "</a:t></a:r></a:p>"
}

// Pptx packs slides, given as their trees of shapes; more parts may follow.
func Pptx(slides []string, parts ...string) []byte {
	ids, relations := "", ""
	for i, s := range slides {
		ids = fmt.Sprintf(`<p:sldId id="%d" r:id="rId%d"/>`, 256+i, i) + ids // shown last to first
		relations += fmt.Sprintf(`<Relationship Id="rId%d" Type="t/slide" Target="slides/slide%d.xml"/>`, i, i+1)
		parts = append(parts, fmt.Sprintf("ppt/slides/slide%d.xml", i+1),
			"<p:sld><p:cSld><p:spTree>"+s+
				"</p:spTree></p:cSld><p:timing><a:t>x</a:t></p:timing></p:sld>")
	}
	return Zip(append([]string{"ppt/presentation.xml", "<p:presentation><p:sldIdLst>" + ids +
		"</p:sldIdLst></p:presentation>",
		"ppt/_rels/presentation.xml.rels", "<Relationships>" + relations + "</Relationships>"},
		parts...)...)
}
