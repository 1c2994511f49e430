"""`make fuzz`: every route under strange requests and sequences of them, as one person after another.

A token holds for a quarter of an hour, so each gets a share of FUZZ_SECONDS (1,200 unless set) that is shorter.
Exit status 1 where the server failed (5xx), or answered what its OpenAPI document does not say.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.fuzz.scene import fuzzed_server

CHECKS = (
    "not_a_server_error,status_code_conformance,content_type_conformance,response_headers_conformance,"
    "response_schema_conformance"
)


def main() -> int:
    """Fuzz, print what Schemathesis prints, and return the exit status."""
    failed: list[str] = []
    with tempfile.TemporaryDirectory() as folder, fuzzed_server(Path(folder)) as scene:
        seconds = int(os.environ.get("FUZZ_SECONDS", "1200")) // len(scene.callers)
        for name in scene.callers:
            print(f"== as {name}, {seconds} s", flush=True)
            command = [
                Path(sys.executable).with_name("st"),
                "run",
                f"{scene.address}/openapi.json",
                f"--max-time={seconds}",
                f"--checks={CHECKS}",
                f"--header=Authorization: Bearer {scene.token(name)}",
                "--continue-on-failure",
                *sys.argv[1:],
            ]
            environment = os.environ | {"SCHEMATHESIS_HOOKS": "tests.fuzz.hooks", "PYTHONPATH": str(Path.cwd())}
            if subprocess.run(command, check=False, env=environment).returncode:
                failed.append(name)
    print("failed as: " + ", ".join(failed) if failed else "no failure")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
