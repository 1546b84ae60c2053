"""Every route of openapi.json, as something to ask for."""

import json
import re

from emulator import ROOT

# What stands for a part of a path.
NAMED = {"agent_id": "ann", "team_id": "support"}
EXPORT = {"section": "messages", "period": "30d", "format": "csv"}


def all_routes():
    """(method, path, body) of every route, of the longest period where it takes one."""
    described = json.loads((ROOT / "openapi.json").read_text())["paths"]
    found = []
    for path, methods in described.items():
        for method in methods.keys() & {"get", "post", "put", "patch", "delete"}:
            parameters = {it["name"] for it in methods[method].get("parameters", [])}
            asked = re.sub(r"\{(\w+)\}", lambda name: NAMED[name[1]], path)
            asked += "?period=30d" if "period" in parameters else ""
            found.append((method.upper(), asked, json.dumps(EXPORT) if path == "/v1/exports" else None))
    assert len(found) >= 16, found
    return found
