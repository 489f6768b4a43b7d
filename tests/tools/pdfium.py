"""Draws every page of a PDF in grey at 72 dpi with PDFium, and prints its text. Usage: pdfium.py IN PREFIX

Page n becomes PREFIX-n.pgm, from 1.
"""
import sys

import pypdfium2

source, prefix = sys.argv[1:]
document = pypdfium2.PdfDocument(source)
for number, page in enumerate(document, 1):
    bitmap = page.render(scale=1, grayscale=True)
    width, height, stride = bitmap.width, bitmap.height, bitmap.stride
    rows = bytes(bitmap.buffer)
    with open(f"{prefix}-{number}.pgm", "wb") as picture:
        picture.write(b"P5\n%d %d\n255\n" % (width, height))
        for y in range(height):
            picture.write(rows[y * stride : y * stride + width])
    print(page.get_textpage().get_text_range())
