// Package hwpx writes documents for the word processor Hangul (HWPX, the
// package format of OWPML, KS X 6101).
package hwpx

import (
	"io"
	"strings"

	"github.com/mundap/mundap/internal/export"
)

// ContentType is the media type of what Write writes.
const ContentType = "application/hwp+zip"

// Write writes a document as a .hwpx file.
func Write(w io.Writer, d export.Document) error {
	s := section{}
	s.document(d)
	return export.Pack(w, []export.Part{
		{Name: "mimetype", Text: ContentType, Stored: true}, // first and stored, as readers expect it
		{Name: "version.xml", Text: version, Stored: true},
		{Name: "Contents/header.xml", Text: header()},
		{Name: "Contents/section0.xml", Text: s.String()},
		{Name: "Preview/PrvText.txt", Text: preview(d)},
		{Name: "settings.xml", Text: settings},
		{Name: "META-INF/container.rdf", Text: container},
		{Name: "META-INF/container.xml", Text: rootFiles},
		{Name: "META-INF/manifest.xml", Text: manifest},
		{Name: "Contents/content.hpf", Text: content(d)},
	})
}

// previewBytes bounds the text that file managers show.
const previewBytes = 2000

func preview(d export.Document) string {
	var b strings.Builder
	b.WriteString(d.Title + "\r\n")
	for _, block := range d.Blocks {
		for _, r := range block.Runs {
			b.WriteString(r.Text)
		}
		b.WriteString("\r\n")
		if b.Len() > previewBytes {
			break
		}
	}
	text := b.String()
	return strings.ToValidUTF8(text[:min(len(text), previewBytes)], "")
}

func content(d export.Document) string {
	language := "ko"
	if d.Language == "en" {
		language = "en"
	}
	var m export.Markup
	m.Raw(xmlHead, `<opf:package `, namespaces, ` version="" unique-identifier="" id=""><opf:metadata><opf:title>`)
	m.Text(d.Title)
	m.Raw(`</opf:title><opf:language>`, language, `</opf:language></opf:metadata><opf:manifest>`,
		`<opf:item id="header" href="Contents/header.xml" media-type="application/xml"/>`,
		`<opf:item id="section0" href="Contents/section0.xml" media-type="application/xml"/>`,
		`<opf:item id="settings" href="settings.xml" media-type="application/xml"/></opf:manifest>`,
		`<opf:spine><opf:itemref idref="header" linear="yes"/><opf:itemref idref="section0" linear="yes"/></opf:spine></opf:package>`)
	return m.String()
}

const (
	xmlHead = `<?xml version="1.0" encoding="UTF-8" standalone="yes" ?>`

	namespaces = `xmlns:ha="http://www.hancom.co.kr/hwpml/2011/app"` +
		` xmlns:hp="http://www.hancom.co.kr/hwpml/2011/paragraph"` +
		` xmlns:hs="http://www.hancom.co.kr/hwpml/2011/section"` +
		` xmlns:hc="http://www.hancom.co.kr/hwpml/2011/core"` +
		` xmlns:hh="http://www.hancom.co.kr/hwpml/2011/head"` +
		` xmlns:hpf="http://www.hancom.co.kr/schema/2011/hpf"` +
		` xmlns:opf="http://www.idpf.org/2007/opf/"`

	// The format spells it tagetApplication.
	version = xmlHead + `<hv:HCFVersion xmlns:hv="http://www.hancom.co.kr/hwpml/2011/version" tagetApplication="WORDPROCESSOR" major="5" minor="0" micro="5" buildNumber="0" os="1" xmlVersion="1.4" application="Hancom Office Hangul" appVersion="9, 1, 1, 5656 WIN32LEWindows_Unknown_Version"/>`

	settings = xmlHead + `<ha:HWPApplicationSetting xmlns:ha="http://www.hancom.co.kr/hwpml/2011/app"><ha:CaretPosition listIDRef="0" paraIDRef="0" pos="0"/></ha:HWPApplicationSetting>`

	manifest = xmlHead + `<odf:manifest xmlns:odf="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>`

	rootFiles = xmlHead + `<ocf:container xmlns:ocf="urn:oasis:names:tc:opendocument:xmlns:container" xmlns:hpf="http://www.hancom.co.kr/schema/2011/hpf"><ocf:rootfiles>` +
		`<ocf:rootfile full-path="Contents/content.hpf" media-type="application/hwpml-package+xml"/>` +
		`<ocf:rootfile full-path="Preview/PrvText.txt" media-type="text/plain"/>` +
		`<ocf:rootfile full-path="META-INF/container.rdf" media-type="application/rdf+xml"/></ocf:rootfiles></ocf:container>`

	pkg       = `http://www.hancom.co.kr/hwpml/2016/meta/pkg#`
	container = xmlHead + `<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:pkg="` + pkg + `">` +
		`<rdf:Description rdf:about=""><pkg:hasPart rdf:resource="Contents/header.xml"/><pkg:hasPart rdf:resource="Contents/section0.xml"/></rdf:Description>` +
		`<rdf:Description rdf:about="Contents/header.xml"><rdf:type rdf:resource="` + pkg + `HeaderFile"/></rdf:Description>` +
		`<rdf:Description rdf:about="Contents/section0.xml"><rdf:type rdf:resource="` + pkg + `SectionFile"/></rdf:Description></rdf:RDF>`
)
