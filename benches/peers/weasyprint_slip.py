"""The slip as HTML and CSS with WeasyPrint: weasyprint_slip.py DIR N"""

from html import escape

from peer import FONT, measure, missing

try:
    import weasyprint
    from weasyprint.text.fonts import FontConfiguration
except (ImportError, OSError):  # OSError: Pango is not there
    missing("weasyprint")

STYLE = f"""
@font-face {{ font-family: mincho; src: url({FONT.as_uri()}) }}
@page {{ size: A4 landscape; margin: 10mm }}
body {{ font-family: mincho; font-size: 8pt }}
h1 {{ font-size: 13pt; text-align: center; margin: 0 }}
table {{ border-collapse: collapse; margin-top: 2mm; width: 100% }}
td {{ border: 0.3pt solid; padding: 1pt; text-align: center }}
"""


def draw(slip: dict) -> bytes:
    def cells(words):
        return "".join(f"<td>{escape(str(word))}" for word in words)

    head = "".join(f"<tr>{cells(row)}" for row in slip["head"])
    body = "<tr><td rowspan=2>提供時間帯<td rowspan=2>サービス内容<td rowspan=2>事業所名<td>日付"
    body += f"{cells(range(1, 32))}<td rowspan=2>合計<tr><td>曜日{cells(slip['weekdays'])}"
    for row in slip["rows"]:
        whole = "".join(f"<td rowspan=2>{escape(row[key])}" for key in ("time", "service", "provider"))
        planned = cells(uses or "" for uses in row["planned"])
        body += f"<tr>{whole}<td>予定{planned}<td>{sum(row['planned'])}<tr><td>実績{'<td>' * 32}"
    html = f"<title>利用票</title><style>{STYLE}</style><h1>{slip['title']}</h1><table>{head}</table><table>{body}</table>"
    return weasyprint.HTML(string=html).write_pdf(font_config=fonts)


if __name__ == "__main__":
    fonts = FontConfiguration()
    measure(f"WeasyPrint {weasyprint.__version__}, one process", draw)
