"""The slip drawn by hand with ReportLab: reportlab_slip.py DIR N"""

import io

from peer import FONT, measure, missing

try:
    import reportlab
    from reportlab.lib.units import mm
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.pdfgen import canvas
except ImportError:
    missing("reportlab")

HEIGHT = 210 * mm
LEFT, DAYS, DAY, ROW, TOP, FIRST, RIGHT = (length * mm for length in (10, 112, 5, 4, 32, 40, 287))


def draw(slip: dict) -> bytes:
    out = io.BytesIO()
    page = canvas.Canvas(out, pagesize=(297 * mm, HEIGHT))

    def text(x, y, width, height, words, size=8):
        page.setFont("mincho", size)
        page.drawCentredString(x + width / 2, HEIGHT - (y + height / 2) - size * 0.35, str(words))

    def across(x, y):
        page.line(x, HEIGHT - y, RIGHT, HEIGHT - y)

    page.setLineWidth(0.3)
    text(0, 8 * mm, 297 * mm, 6 * mm, slip["title"], 13)
    for at, row in enumerate(slip["head"]):
        for column, words in enumerate(row):
            text(LEFT + column * 46 * mm, 15 * mm + at * 5 * mm, 46 * mm, 5 * mm, words)
    rows = slip["rows"]
    bottom = FIRST + 2 * len(rows) * ROW
    for at in range(len(rows) + 1):
        across(LEFT, FIRST + 2 * at * ROW)
    for at in range(len(rows)):
        across(DAYS - 9 * mm, FIRST + (2 * at + 1) * ROW)
    columns = [LEFT, LEFT + 17 * mm, LEFT + 55 * mm, DAYS - 9 * mm] + [DAYS + at * DAY for at in range(32)] + [RIGHT]
    for x in columns:
        page.line(x, HEIGHT - TOP, x, HEIGHT - bottom)
    for at, weekday in enumerate(slip["weekdays"]):
        text(DAYS + at * DAY, TOP, DAY, 4 * mm, at + 1)
        text(DAYS + at * DAY, TOP + 4 * mm, DAY, 4 * mm, weekday)
    for at, row in enumerate(rows):
        y = FIRST + 2 * at * ROW
        text(LEFT, y, 17 * mm, 2 * ROW, row["time"])
        text(LEFT + 17 * mm, y, 38 * mm, 2 * ROW, row["service"])
        text(LEFT + 55 * mm, y, 48 * mm, 2 * ROW, row["provider"])
        text(DAYS - 9 * mm, y, 9 * mm, ROW, "予定")
        text(DAYS - 9 * mm, y + ROW, 9 * mm, ROW, "実績")
        for day, uses in enumerate(row["planned"]):
            if uses:
                text(DAYS + day * DAY, y, DAY, ROW, uses)
        text(DAYS + 31 * DAY, y, 20 * mm, ROW, sum(row["planned"]))
    page.showPage()
    page.save()
    return out.getvalue()


if __name__ == "__main__":
    pdfmetrics.registerFont(TTFont("mincho", str(FONT)))
    measure(f"ReportLab {reportlab.__version__}, one process", draw)
