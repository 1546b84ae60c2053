"""Deploys the whole stack with the code of `make deploy`, from a copy of what it reads."""

import shutil
import subprocess

from emulator import ROOT


def deploy(emulator, binaries):
    """Deploys the stack of samconfig.toml with the functions of this folder and the built page; its outputs."""
    root = emulator.folder / "root"
    shutil.copytree(ROOT / "infra", root / "infra", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "web" / "dist", root / "web" / "dist")
    for manifest in ROOT.glob("functions/*/Cargo.toml"):
        name = manifest.parent.name
        (root / "functions" / name).mkdir(parents=True)
        shutil.copy(manifest, root / "functions" / name)
        program = root / "target" / "lambda" / name / "bootstrap"
        program.parent.mkdir(parents=True)
        subprocess.run(["strip", "-o", program, binaries / name], check=True)
    # Those of the tools, where SAM is.
    python = ROOT / ".tools" / "aws" / "bin" / "python"
    environment = emulator.environment() | {"AWS_CA_BUNDLE": str(emulator.certificate)}
    deployed = subprocess.run(
        [python, root / "infra" / "tools" / "deploy.py"],
        env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )
    if deployed.returncode:
        raise RuntimeError(f"deploy.py ended with {deployed.returncode}:\n{deployed.stdout[-4000:]}")
    stacks = emulator.client("cloudformation").describe_stacks(StackName=STACK)["Stacks"]
    return {it["OutputKey"]: it["OutputValue"] for it in stacks[0]["Outputs"]}


# As samconfig.toml says.
STACK = "inbox-analytics"
