"""Runs every check that needs no test, all of them even when one fails, and sums up. Run it by bin/check."""

import os
import subprocess
import sys
import time
from pathlib import Path

from environment import clean_environment

ROOT = Path(__file__).resolve().parent.parent
MANAGE = ("manage.py",)
CHECKS = {
    "style": ("-m", "ruff", "check"),
    "format": ("-m", "ruff", "format", "--check"),
    "templates": ("-m", "djlint", "templates", "--lint", "--quiet"),
    "types": ("-m", "mypy"),
    "imports": ("-c", "from importlinter.cli import lint_imports_command as lint; lint()", "--no-cache", "--no-logo"),
    "migrations": (*MANAGE, "makemigrations", "--check", "--dry-run"),
    "deployment": (*MANAGE, "check", "--deploy", "--fail-level", "WARNING"),
}


def main():
    os.chdir(ROOT)
    failed = []
    with clean_environment() as variables:
        for name, arguments in CHECKS.items():
            started = time.monotonic()
            # As if it were a real site, which is what `check --deploy` asks about.
            done = subprocess.run(
                [sys.executable, *arguments],
                env=variables | {"SITE_URL": "https://example.org"},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
            )
            if done.returncode:
                failed.append(name)
                print(f"{name}: {' '.join(arguments)}\n{done.stdout}", flush=True)
            print(f"{name:<12}{'FAILED' if done.returncode else 'ok':<8}{time.monotonic() - started:.1f} s", flush=True)
    print(f"Failed: {', '.join(failed)}." if failed else f"All {len(CHECKS)} checks passed.")
    return 1 if failed else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
