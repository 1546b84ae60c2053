"""Copies templates into a folder, with their loops (`Fn::ForEach`) carried out: checkov looks past
what is in a loop.

    expand.py FOLDER TEMPLATE...

A template without loops is copied as it is, with its comments.
"""

import json
import shutil
import sys
from pathlib import Path

from samcli.yamlhelper import yaml_parse
from translated import LOOPS, without_loops


def expand(path: Path, folder: Path) -> None:
    text = path.read_text()
    if LOOPS in yaml_parse(text).get("Transform", []):
        expanded = without_loops(text, "us-east-1")
        (folder / path.with_suffix(".json").name).write_text(json.dumps(expanded, indent=2))
    else:
        shutil.copy(path, folder)


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for template in sys.argv[2:]:
        expand(Path(template), folder)
