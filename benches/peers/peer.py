"""What the peers written in Python share: reading slips, the clock, the line that the table is made of."""

import json
import os
import pathlib
import sys
import time
from collections.abc import Callable

FONTS = pathlib.Path(os.environ.get("FONTS", pathlib.Path(__file__).resolve().parents[2] / "fonts"))
FONT = FONTS / "BIZUDMincho-Regular.ttf"


def missing(name: str) -> None:
    """Exit code 77: not installed here."""
    print(f"{name} is not installed", file=sys.stderr)
    sys.exit(77)


def measure(name: str, draw: Callable[[dict], bytes]) -> None:
    """Draws DIR/0.json … one PDF each, after one that does not count, and prints pages, seconds and the name.

    Ends after N slips or ten seconds, whichever comes first.
    """
    folder, n = pathlib.Path(sys.argv[1]), int(sys.argv[2])
    texts = [(folder / f"{at}.json").read_text(encoding="utf-8") for at in range(n)]
    draw(json.loads(texts[0]))
    with open(folder / "out.pdf", "wb") as out:
        start, pages = time.perf_counter(), 0
        for text in texts:
            if time.perf_counter() - start > 10:
                break
            pages += 1
            pdf = draw(json.loads(text))
            out.seek(0)
            out.write(pdf)
            out.truncate()
        seconds = time.perf_counter() - start
    print(f"{pages} {seconds:.6f} {name}")
