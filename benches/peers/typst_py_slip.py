"""The slip as a Typst table with typst-py (Typst in this process): typst_py_slip.py DIR N"""

import json
import pathlib
import tempfile
from importlib.metadata import version

from peer import FONTS, measure, missing

try:
    import typst
except ImportError:
    missing("typst (PyPI)")

if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        source = pathlib.Path(folder, "slip.typ")
        source.write_text(pathlib.Path(__file__).with_name("slip.typ").read_text(encoding="utf-8"), encoding="utf-8")
        compiler = typst.Compiler(str(source), font_paths=[str(FONTS)], ignore_system_fonts=True)

        def draw(slip: dict) -> bytes:
            return compiler.compile(sys_inputs={"slip": json.dumps(slip)})

        measure(f"typst-py {version('typst')}, one process", draw)
