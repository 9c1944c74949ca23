#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Golden runs: what the real program prints, and how it ends, for a command line.

    run_commands.py [--update] [FOLDER or FILE]...

A file FOLDER/NAME.run is one run in a folder of its own. Lines that begin with `#` say why, and
what is there before: `# api: OPTIONS` starts a sample API and sets TWILIO_ACCOUNT_SID,
TWILIO_AUTH_TOKEN, API (its address), API_KEY and API_SECRET; `# mirror: OPTIONS` puts a synced
mirror.db there. Then steps: `$ ` and a shell command (`> ` goes on with it), and below each what it
printed: lines of standard output with `| `, of standard error with `! `, and `= ` the exit code
where it is not 0.
`--update` writes what the program prints now; read the difference before you commit it.

What must vary from run to run is written {api}, {folder}, {requests}, {ms} and as the minute 09:00.
"""

import argparse
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
os.environ.setdefault("CALLTALLY_BUILD_DIR", str(HERE.parents[1] / "build" / "dev"))
sys.path.insert(0, str(HERE.parent / "support"))

from calltally_tests import BUILD, MODULE_LOADER, SampleApi  # noqa: E402


class Run:
    """One .run file."""

    mirrors = {}  # of the options they were made with
    mirror_folder = tempfile.TemporaryDirectory(prefix="calltally-mirrors-")

    def __init__(self, path):
        self.path = path
        self.head, self.steps = [], []
        for line in path.read_text().splitlines():
            if line.startswith("$ "):
                self.steps.append([line])
            elif self.steps and line.startswith("> "):
                self.steps[-1].append(line)
            elif not self.steps and (line.startswith("#") or not line):
                self.head.append(line)
            elif line[:1] not in ("|", "!", "="):
                raise SystemExit(f"{path}: what is this line? {line}")

    def setting(self, name):
        for line in self.head:
            if line.startswith(f"# {name}:"):
                return line.split(":", 1)[1].split()
        return None

    def played(self):
        """The file as the program would write it now, and what is wrong whatever the file says."""
        folder = pathlib.Path(tempfile.mkdtemp(prefix="calltally-run-")).resolve()
        api = None
        try:
            if self.setting("mirror") is not None:
                for part in self.mirror(tuple(self.setting("mirror"))).iterdir():
                    shutil.copy2(part, folder)
            if self.setting("api") is not None:
                api = SampleApi(*self.setting("api"))
            return self.play(folder, api)
        finally:
            if api:
                api.__exit__()
            shutil.rmtree(folder, ignore_errors=True)

    def play(self, folder, api):
        lines, wrong = list(self.head), []
        for step in self.steps:
            command = "\n".join(part[2:] for part in step)
            done = subprocess.run(["bash", "-c", command], cwd=folder, env=self.environment(folder, api),
                                  capture_output=True, stdin=subprocess.DEVNULL, timeout=120)
            out, err = (self.normal(text.decode(errors="backslashreplace"), folder, api)
                        for text in (done.stdout, done.stderr))
            lines += step
            lines += [f"| {line}".rstrip() for line in out.split("\n")[:-1]]
            if out and not out.endswith("\n"):
                lines += [f"| {out.rpartition(chr(10))[2]}", "| (no end of line)"]
            lines += [f"! {line}".rstrip() for line in err.splitlines()]
            if done.returncode:
                lines.append(f"= {done.returncode}")
            wrong += [f"{command}: {what}" for what in self.never(command, done, out, err, api)]
        return "\n".join(lines) + "\n", wrong

    @staticmethod
    def never(command, done, out, err, api):
        """What holds for every run."""
        secrets = [api.credentials[name] for name in ("TWILIO_AUTH_TOKEN", "TWILIO_API_SECRET")] if api else []
        for secret in ("CANARY", *secrets):
            if secret in out + err:
                yield "a secret is shown"
        if re.fullmatch(r"calltally [^|;&<>]*", command) and " shell " not in command:
            errors = len(re.findall(r"^calltally: error: ", err, re.M))
            if errors != (done.returncode != 0):
                yield f"exit code {done.returncode} and {errors} error lines"
            if errors and len(err.splitlines()) != 1:
                yield "an error is more than one line"

    def environment(self, folder, api):
        environment = {"PATH": f"{BUILD / 'bin'}:/usr/bin:/bin", "HOME": str(folder), "LC_ALL": "C"}
        for name in ("ASAN_OPTIONS", "UBSAN_OPTIONS", "LSAN_OPTIONS"):
            if name in os.environ:
                environment[name] = os.environ[name]
        if self.path.parent.name == "shell":
            environment.update(MODULE_LOADER)
        if api:
            environment.update(api.environment())
            environment.update(API=api.url, API_KEY=api.credentials["TWILIO_API_KEY"],
                               API_SECRET=api.credentials["TWILIO_API_SECRET"])
        return environment

    @staticmethod
    def normal(text, folder, api):
        if api:
            text = text.replace(api.url, "{api}")
        text = text.replace(str(folder), "{folder}")
        text = re.sub(r"(2026-08-03 09):0\d:\d\d", r"\1:00:00", text)
        text = re.sub(r"after \d+ ms", "after {ms}", text)
        text = re.sub(r'\d+ requests|"requests": ?\d+', lambda match: re.sub(r"\d+", "{requests}", match[0]), text)
        return text

    @classmethod
    def mirror(cls, options):
        """A folder with a mirror of a sample account, made once for all runs that want it."""
        if options not in cls.mirrors:
            folder = pathlib.Path(cls.mirror_folder.name) / str(len(cls.mirrors))
            folder.mkdir()
            with SampleApi(*options) as api:
                subprocess.run(
                    [BUILD / "bin" / "calltally", "--db", folder / "mirror.db", "sync", "--quiet",
                     "--subaccounts", "--base-url", api.url],
                    env={**os.environ, **api.environment()}, check=True, timeout=120)
            (folder / "mirror.db.lock").unlink()
            cls.mirrors[options] = folder
        return cls.mirrors[options]


def difference(expected, got, name):
    import difflib
    return "".join(difflib.unified_diff(expected.splitlines(True), got.splitlines(True),
                                        f"{name} as expected", f"{name} as it is"))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--update", action="store_true")
    parser.add_argument("what", nargs="*", default=[str(HERE)])
    arguments = parser.parse_args()
    paths = []
    for what in arguments.what:
        path = HERE / what
        path = path if path.exists() else pathlib.Path(what)
        paths += sorted(path.rglob("*.run")) if path.is_dir() else [path]
    if not paths:
        sys.exit("there is no such run")
    failed = 0
    for path in paths:
        run = Run(path)
        got, wrong = run.played()
        if arguments.update:
            path.write_text(got)
        elif got != path.read_text():
            wrong.append(difference(path.read_text(), got, str(path.relative_to(HERE))))
        failed += bool(wrong)
        for what in wrong:
            print(f"{path.name}: {what}")
    print(f"{len(paths)} runs, {failed} failed" + (
        "; if that is how it should be now: tests/commands/run_commands.py --update" if failed else ""))
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
