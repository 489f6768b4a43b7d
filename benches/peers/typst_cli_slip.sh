#!/bin/sh
# The slip as a Typst table, `typst compile` once a slip: typst_cli_slip.sh DIR N
here=$(cd "$(dirname "$0")" && pwd)
fonts=${FONTS:-$here/../../fonts}
command -v typst >/dev/null || { echo "typst is not on PATH" >&2; exit 77; }
cp "$here/slip.typ" "$1/slip.typ"
draw() {
  typst compile --font-path "$fonts" --ignore-system-fonts --input "slip=$1.json" "$2/slip.typ" "$2/out.pdf"
}
draw 0 "$1" || exit 1
start=$(date +%s%N)
at=0
while [ "$at" -lt "$2" ]; do
  draw "$at" "$1" || exit 1
  at=$((at + 1))
done
end=$(date +%s%N)
echo "$2 $(awk "BEGIN { printf \"%.6f\", ($end - $start) / 1e9 }") $(typst --version | cut -d' ' -f1,2) compile, a process a page"
