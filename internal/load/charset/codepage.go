package charset

import (
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	xkorean "golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
	"golang.org/x/text/transform"
)

// codePages are the character sets that old office programs number, by these
// numbers. Those from 10000 on are the Macintosh's; 32768 is how the first
// versions of Excel number it.
var codePages = map[int]encoding.Encoding{
	437: charmap.CodePage437, 850: charmap.CodePage850, 852: charmap.CodePage852,
	855: charmap.CodePage855, 858: charmap.CodePage858, 860: charmap.CodePage860,
	862: charmap.CodePage862, 863: charmap.CodePage863, 865: charmap.CodePage865,
	866: charmap.CodePage866, 874: charmap.Windows874,
	932: japanese.ShiftJIS, 936: simplifiedchinese.GBK, 949: xkorean.EUCKR,
	950: traditionalchinese.Big5, 1361: xkorean.EUCKR,
	1250: charmap.Windows1250, 1251: charmap.Windows1251, 1252: charmap.Windows1252,
	1253: charmap.Windows1253, 1254: charmap.Windows1254, 1255: charmap.Windows1255,
	1256: charmap.Windows1256, 1257: charmap.Windows1257, 1258: charmap.Windows1258,
	10000: charmap.Macintosh, 10001: japanese.ShiftJIS, 10002: traditionalchinese.Big5,
	10003: xkorean.EUCKR, 10007: charmap.MacintoshCyrillic, 10008: simplifiedchinese.GBK,
	10029: macCentralEurope{}, 32768: charmap.Macintosh,
}

// CodePage is the character set with a number of Windows or of the Macintosh.
// For unknown numbers, it is Windows' Western one.
func CodePage(number int) encoding.Encoding {
	if set := codePages[number]; set != nil {
		return set
	}
	return charmap.Windows1252
}

// fontPages are the code pages of the numbers that Windows gives the character
// sets of fonts (LOGFONT, lfCharSet).
var fontPages = map[int]int{77: 10000, 128: 932, 129: 949, 130: 1361, 134: 936, 136: 950,
	161: 1253, 162: 1254, 163: 1258, 177: 1255, 178: 1256, 186: 1257, 204: 1251, 222: 874,
	238: 1250, 255: 850}

// OfFont is the character set of text in a font with this number for its set;
// nil: the font doesn't say.
func OfFont(number int) encoding.Encoding {
	if page := fontPages[number]; page != 0 {
		return CodePage(page)
	}
	return nil
}

// macCentralEurope decodes the Macintosh's character set for Polish, Czech,
// Hungarian and their neighbours.
type macCentralEurope struct{ transform.NopResetter }

// macCentralEuropeUpper are its characters from 0x80 on, as Unicode's mapping
// table of Apple lists them (CENTEURO.TXT).
var macCentralEuropeUpper = []rune("ÄĀāÉĄÖÜáąČäčĆćéŹźĎíďĒēĖóėôöõúĚěü" +
	"†°Ę£§•¶ß®©™ę¨≠ģĮįĪ≤≥īĶ∂∑łĻļĽľĹĺŅņŃ¬√ńŇ∆«»…\u00a0ňŐÕőŌ" +
	"–—“”‘’÷◊ōŔŕŘ‹›řŖŗŠ‚„šŚśÁŤťÍŽžŪÓÔūŮÚůŰűŲųÝýķŻŁżĢˇ")

func (m macCentralEurope) NewDecoder() *encoding.Decoder {
	return &encoding.Decoder{Transformer: m}
}

func (macCentralEurope) NewEncoder() *encoding.Encoder { return encoding.Nop.NewEncoder() }

func (macCentralEurope) Transform(dst, src []byte, _ bool) (written, read int, err error) {
	for _, b := range src {
		r := rune(b)
		if b >= 0x80 {
			r = macCentralEuropeUpper[b-0x80]
		}
		text := string(r)
		if written+len(text) > len(dst) {
			return written, read, transform.ErrShortDst
		}
		written += copy(dst[written:], text)
		read++
	}
	return written, read, nil
}
