"""The programs that `make build` has built."""

from pathlib import Path

# The machine in the header of an ELF file, as Lambda names it.
# https://refspecs.linuxfoundation.org/elf/gabi4+/ch4.eheader.html
MACHINES = {62: "x86_64", 183: "arm64"}


class NotBuilt(Exception):
    """There is nothing to deploy."""


def architecture(root: Path) -> str:
    """The architecture that all functions are built for."""
    names = sorted(path.parent.name for path in root.glob("functions/*/Cargo.toml"))
    found = {}
    for name in names:
        binary = root / "target" / "lambda" / name / "bootstrap"
        if not binary.is_file():
            raise NotBuilt(f"{name} is not built: run `make build` first")
        found.setdefault(machine(binary), name)
    if len(found) != 1:
        several = " and ".join(f"{name} for {machine}" for machine, name in sorted(found.items()))
        raise NotBuilt(f"{several or 'nothing'} is built: run `make build` again")
    return next(iter(found))


def machine(binary: Path) -> str:
    with binary.open("rb") as file:
        header = file.read(20)
    number = int.from_bytes(header[18:20], "little")
    if header[:4] != b"\x7fELF" or number not in MACHINES:
        raise NotBuilt(f"{binary} is no program that Lambda runs: run `make build` again")
    return MACHINES[number]
