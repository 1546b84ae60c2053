"""Copies templates into a folder, with their loops (`Fn::ForEach`) carried out: checkov looks past
what is in a loop.

    expand.py FOLDER TEMPLATE...

The expansion is cfn-lint's own. A template without loops is copied as it is, with its comments.
"""

import json
import shutil
import sys
from pathlib import Path

from cfnlint.decode import decode
from cfnlint.template import Template
from cfnlint.template.transforms._language_extensions import language_extension


def expand(path: Path, folder: Path) -> None:
    template = Template(str(path), decode(str(path))[0], ["us-east-1"])
    if not template.has_language_extensions_transform():
        shutil.copy(path, folder)
        return
    mistakes, expanded = language_extension(template)
    if mistakes:
        sys.exit(f"{path}: {mistakes[0].message}")
    (folder / path.with_suffix(".json").name).write_text(json.dumps(expanded, indent=2))


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for template in sys.argv[2:]:
        expand(Path(template), folder)
