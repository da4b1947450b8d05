// Files for the tests, made here: a PDF of many pages, and a HWPX.
import { deflateRawSync, crc32 } from "node:zlib";

// pdf makes a PDF with a page for each list of lines, in Korean, in a font that the file only names.
export function pdf(pages) {
  const objects = [];
  const add = (text) => objects.push(text);
  const kids = pages.map((_, i) => `${6 + 2 * i} 0 R`).join(" ");
  add("<< /Type /Catalog /Pages 2 0 R >>");
  add(`<< /Type /Pages /Count ${pages.length} /Kids [${kids}] >>`);
  add("<< /Type /Font /Subtype /Type0 /BaseFont /HYSMyeongJo-Medium /Encoding /UniKS-UCS2-H /DescendantFonts [4 0 R] >>");
  add("<< /Type /Font /Subtype /CIDFontType0 /BaseFont /HYSMyeongJo-Medium /CIDSystemInfo << /Registry (Adobe) /Ordering (Korea1) /Supplement 1 >> /FontDescriptor 5 0 R /DW 1000 /W [1 95 500] >>");
  add("<< /Type /FontDescriptor /FontName /HYSMyeongJo-Medium /Flags 6 /FontBBox [0 -148 1001 880] /ItalicAngle 0 /Ascent 880 /Descent -120 /CapHeight 880 /StemV 93 >>");
  pages.forEach((lines, i) => {
    const hex = (text) => [...text].map((c) => c.charCodeAt(0).toString(16).padStart(4, "0")).join("");
    const content = lines.map((line, n) => `BT /F1 12 Tf 72 ${740 - n * 28} Td <${hex(line)}> Tj ET`).join("\n");
    add(`<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> /Contents ${7 + 2 * i} 0 R >>`);
    add(`<< /Length ${content.length} >>\nstream\n${content}\nendstream`);
  });
  let file = "%PDF-1.5\n";
  const places = objects.map((text, i) => {
    const at = file.length;
    file += `${i + 1} 0 obj\n${text}\nendobj\n`;
    return at;
  });
  const end = file.length;
  file += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${places.map((at) => `${String(at).padStart(10, "0")} 00000 n \n`).join("")}`;
  file += `trailer << /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${end}\n%%EOF\n`;
  return Buffer.from(file, "latin1");
}

// hwpx makes a HWPX of headings ({ heading }), paragraphs (a text) and tables ({ rows, the first of which names the columns }).
export function hwpx(parts) {
  const paragraph = (text, shape = 0) => `<hp:p paraPrIDRef="${shape}" styleIDRef="0"><hp:run><hp:t>${text}</hp:t></hp:run></hp:p>`;
  const cell = (text, head) => `<hp:tc ${head ? 'header="1"' : ""}><hp:subList>${paragraph(text)}</hp:subList><hp:cellSpan colSpan="1" rowSpan="1"/></hp:tc>`;
  const table = (rows) => `<hp:p paraPrIDRef="0" styleIDRef="0"><hp:run><hp:tbl>${rows.map((r, i) => `<hp:tr>${r.map((c) => cell(c, i === 0)).join("")}</hp:tr>`).join("")}</hp:tbl></hp:run></hp:p>`;
  const section = parts.map((p) => (typeof p === "string" ? paragraph(p) : p.rows ? table(p.rows) : paragraph(p.heading, 1))).join("");
  const header = '<hh:head><hh:refList><hh:paraProperties><hh:paraPr id="0"><hh:heading type="NONE" idRef="0" level="0"/></hh:paraPr><hh:paraPr id="1"><hh:heading type="OUTLINE" idRef="0" level="0"/></hh:paraPr></hh:paraProperties><hh:numberings><hh:numbering id="1"><hh:paraHead level="1" numFormat="DIGIT">^1.</hh:paraHead></hh:numbering></hh:numberings><hh:styles><hh:style id="0" name="바탕글" paraPrIDRef="0"/></hh:styles></hh:refList></hh:head>';
  return zip({ mimetype: "application/hwp+zip", "Contents/header.xml": header, "Contents/section0.xml": `<hs:sec>${section}</hs:sec>` });
}

// zip packs texts by their names.
export function zip(files) {
  const bodies = [];
  const entries = [];
  let at = 0;
  for (const [name, text] of Object.entries(files)) {
    const plain = Buffer.from(text);
    const packed = deflateRawSync(plain);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(0x800, 2);
    common.writeUInt16LE(8, 4);
    common.writeUInt32LE(crc32(plain), 10);
    common.writeUInt32LE(packed.length, 14);
    common.writeUInt32LE(plain.length, 18);
    common.writeUInt16LE(Buffer.byteLength(name), 22);
    bodies.push(Buffer.from("PK\x03\x04"), common, Buffer.from(name), packed);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(at, 10);
    entries.push(Buffer.concat([Buffer.from("PK\x01\x02\x14\x00"), common, rest, Buffer.from(name)]));
    at += 30 + Buffer.byteLength(name) + packed.length;
  }
  const directory = Buffer.concat(entries);
  const end = Buffer.alloc(22);
  end.write("PK\x05\x06");
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...bodies, directory, end]);
}
