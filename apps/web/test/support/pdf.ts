/** A font, and how text is written in it. */
interface Font {
  body: string;
  write(line: string): string;
}

const helvetica: Font = {
  body: "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
  write: (line) => `(${line.replace(/[\\()]/g, "\\$&")})`,
};

const descriptor =
  "<< /Type /FontDescriptor /FontName /Mincho /Flags 4 /FontBBox [0 0 1000 1000] /ItalicAngle 0 /Ascent 800 /Descent -200 /CapHeight 700 /StemV 80 >>";

/** What a code means in it stands in no PDF, but in a map that readers must have. */
export const mincho: Font = {
  body: `<< /Type /Font /Subtype /Type0 /BaseFont /Mincho /Encoding /UniJIS-UCS2-H /DescendantFonts [<< /Type /Font /Subtype /CIDFontType0 /BaseFont /Mincho /CIDSystemInfo << /Registry (Adobe) /Ordering (Japan1) /Supplement 2 >> /FontDescriptor ${descriptor} >>] >>`,
  write: (line) => `<${Buffer.from(line, "utf16le").swap16().toString("hex")}>`,
};

/** A PDF with a line of text on each page; an empty line is an empty page. */
export function pdfOf(lines: readonly string[], { trailer = "", font = helvetica } = {}): Buffer {
  const objects: string[] = [];
  const add = (body: string) => objects.push(body);
  const kids = lines.map((_, index) => `${4 + index * 2} 0 R`).join(" ");
  add("<< /Type /Catalog /Pages 2 0 R >>");
  add(`<< /Type /Pages /Kids [${kids}] /Count ${lines.length} >>`);
  add(font.body);
  for (const [index, line] of lines.entries()) {
    const content = line && `BT /F1 12 Tf 72 720 Td ${font.write(line)} Tj ET`;
    add(
      `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents ${5 + index * 2} 0 R /Resources << /Font << /F1 3 0 R >> >> >>`,
    );
    add(`<< /Length ${content.length} >>\nstream\n${content}\nendstream`);
  }
  let text = "%PDF-1.4\n";
  const places = objects.map((body, index) => {
    const at = text.length;
    text += `${index + 1} 0 obj\n${body}\nendobj\n`;
    return at;
  });
  const start = text.length;
  const entries = places.map((place) => `${String(place).padStart(10, "0")} 00000 n \n`).join("");
  text += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${entries}`;
  text += `trailer\n<< /Size ${objects.length + 1} /Root 1 0 R ${trailer} >>\nstartxref\n${start}\n%%EOF\n`;
  return Buffer.from(text, "latin1");
}

const key = "ab".repeat(32);

/** What the trailer of a PDF says that wants a password. */
export const locked = `/ID [<${key.slice(0, 32)}> <${key.slice(0, 32)}>] /Encrypt << /Filter /Standard /V 1 /R 2 /O <${key}> /U <${key}> /P -4 >>`;
