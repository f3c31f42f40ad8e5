"""Replacing the files of a folder: whatever fails, and wherever the process dies, all of the old files or all of the new."""

from __future__ import annotations

import errno
import os
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from site_kit import content, write

from launchbook.site.replace import Replacement

Names = dict[str, str]

OLD: Names = {"index.html": "old", "same.css": "same", "gone/page.html": "old", "a": "a file", "b/c": "in a folder"}
NEW: Names = {
    "index.html": "new",
    "same.css": "same",
    "added/deep/page.html": "new",
    "a/d": "in a folder",
    "b": "a file",
}
HIDDEN: Names = {".git/HEAD": "kept"}


class Faults:
    """Counts every step by which Python changes the disk, and fails from a given one on. A hook of the interpreter cannot be taken out."""

    CHANGES = frozenset({"os.rename", "os.remove", "os.rmdir", "os.mkdir", "os.link", "os.symlink", "os.truncate"})

    def __init__(self) -> None:
        self.fail: Callable[[int], None] | None = None
        self.step = 0
        sys.addaudithook(self.seen)

    def seen(self, event: str, arguments: tuple[object, ...]) -> None:
        writes = (
            event == "open" and isinstance(arguments[2], int) and arguments[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)
        )
        if self.fail and (event in self.CHANGES or writes):
            self.step += 1
            self.fail(self.step)

    def during(self, fail: Callable[[int], None], act: Callable[[], None]) -> int:
        """Run `act`; returns the number of steps that were seen."""
        self.fail, self.step = fail, 0
        try:
            act()
        finally:
            self.fail = None
        return self.step


@pytest.fixture(scope="module")
def faults() -> Faults:
    return Faults()


def replace(folder: Path, files: Names) -> None:
    replacement = Replacement(folder, leaves=lambda name: not name.startswith("."))
    replacement.start()
    try:
        write(replacement.new, files)
    except BaseException:
        replacement.discard()
        raise
    replacement.commit()


def start_again(folder: Path) -> None:
    """What the next build does first."""
    replacement = Replacement(folder, leaves=lambda name: True)
    replacement.start()
    replacement.discard()


def inside(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """As if the folder were mounted: nothing can be moved across its edge."""
    monkeypatch.setattr("launchbook.site.replace._is_mounted", lambda folder: True)
    return folder


def beside(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return folder


def texts(folder: Path) -> Names:
    return {name: data.decode() for name, data in content(folder).items()}


def whole(folder: Path) -> bool:
    """What could not be cleared away is hidden, and cleared away by the next start."""
    found = {name: text for name, text in texts(folder).items() if not name.startswith(".building/")}
    return found in (OLD | HIDDEN, NEW | HIDDEN)


def in_a_process_that_dies(faults: Faults, step: int, act: Callable[[], None]) -> bool:
    """Whether the process, a copy of this one, died before the step was done; otherwise it came to its end."""
    child = os.fork()
    if child == 0:
        faults.during(lambda at: os._exit(9) if at == step else None, act)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9


PLACES = pytest.mark.parametrize("place", [beside, inside])


@PLACES
def test_all_files_are_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: Callable[..., Path]) -> None:
    folder = write(place(tmp_path / "site", monkeypatch), OLD | HIDDEN)
    kept = (folder / "same.css").stat()
    replace(folder, NEW)
    assert texts(folder) == NEW | HIDDEN
    assert (folder / "same.css").stat() == kept, "what is the same is not touched"
    assert not (folder / "gone").exists()
    assert os.listdir(tmp_path) == ["site"]


@PLACES
def test_a_crash_at_any_step_leaves_the_old_or_the_new_after_the_next_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, faults: Faults, place: Callable[..., Path]
) -> None:
    step, died = 0, True
    while died:
        step += 1
        folder = write(place(tmp_path / str(step) / "site", monkeypatch), OLD | HIDDEN)
        died = in_a_process_that_dies(faults, step, lambda folder=folder: replace(folder, NEW))
        start_again(folder)
        assert whole(folder), f"killed at step {step}"
        assert os.listdir(folder.parent) == ["site"], f"killed at step {step}"
    assert step > 30


@PLACES
@pytest.mark.parametrize("lasting", [False, True], ids=["once", "from then on"])
def test_an_error_at_any_step_leaves_the_old_or_the_new(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, faults: Faults, place: Callable[..., Path], lasting: bool
) -> None:
    """One failing step is undone at once. Where undoing fails too, the next start does it."""
    step, seen = 0, 1
    while step < seen:
        step += 1
        folder = write(place(tmp_path / str(step) / "site", monkeypatch), OLD | HIDDEN)

        def fail(at: int, step: int = step) -> None:
            if at == step or (lasting and at > step):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

        try:
            seen = max(seen, faults.during(fail, lambda folder=folder: replace(folder, NEW)))
        except OSError:
            seen = max(seen, step + 1)
        if lasting:
            start_again(folder)
        assert whole(folder), f"failed at step {step}"
    assert step > 30


def test_a_crash_while_the_crash_is_mended(tmp_path: Path, faults: Faults) -> None:
    """Undoing may itself be cut off at any step, any number of times."""
    moving = 22
    step, died = 0, True
    while died:
        step += 1
        folder = write(tmp_path / str(step) / "site", OLD | HIDDEN)
        assert in_a_process_that_dies(faults, moving, lambda folder=folder: replace(folder, NEW))
        assert (folder.parent / ".site.building" / "stage" / "journal.json").exists(), "files were being moved"
        died = in_a_process_that_dies(faults, step, lambda folder=folder: start_again(folder))
        start_again(folder)
        assert texts(folder) == OLD | HIDDEN
    assert step > 10


trees = st.dictionaries(
    st.lists(st.sampled_from("abc"), min_size=1, max_size=3).map("/".join), st.sampled_from("xy"), max_size=6
).filter(lambda tree: not any(other.startswith(name + "/") for name in tree for other in tree))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=20)
@given(old=trees, new=trees, step=st.integers(1, 40))
def test_any_tree_becomes_any_other_or_stays(
    tmp_path_factory: pytest.TempPathFactory, faults: Faults, old: Names, new: Names, step: int
) -> None:
    folder = write(tmp_path_factory.mktemp("p") / "site", old)
    folder.mkdir(exist_ok=True)
    in_a_process_that_dies(faults, step, lambda: replace(folder, new))
    start_again(folder)
    assert texts(folder) in (old, new)
    replace(folder, new)
    assert texts(folder) == new


def test_a_link_to_the_folder_stays_and_links_inside_are_not_followed(tmp_path: Path) -> None:
    target = write(tmp_path / "disk" / "real", OLD)
    theirs = write(tmp_path / "theirs", {"file": "theirs"})
    (target / "link").symlink_to(theirs)
    (tmp_path / "site").symlink_to(target)
    replace(tmp_path / "site", NEW | {"link/file": "ours"})
    assert (tmp_path / "site").is_symlink()
    assert texts(target) == NEW | {"link/file": "ours"}
    assert texts(theirs) == {"file": "theirs"}
    assert os.listdir(tmp_path / "disk") == ["real"]


def test_a_link_to_nowhere_is_filled(tmp_path: Path) -> None:
    (tmp_path / "site").symlink_to(tmp_path / "later" / "real")
    replace(tmp_path / "site", NEW)
    assert texts(tmp_path / "later" / "real") == NEW


def test_the_folder_itself_stays(tmp_path: Path) -> None:
    """A server, a container or a shell may hold it open."""
    folder = write(tmp_path / "site", OLD)
    folder.chmod(0o2775)
    before = folder.stat()
    replace(folder, NEW)
    after = folder.stat()
    assert (before.st_ino, stat.S_IMODE(before.st_mode)) == (after.st_ino, stat.S_IMODE(after.st_mode))


def test_a_file_where_the_folder_should_be(tmp_path: Path) -> None:
    (tmp_path / "site").write_text("mine")
    with pytest.raises(NotADirectoryError, match="a folder is needed here"):
        replace(tmp_path / "site", NEW)
    assert (tmp_path / "site").read_text() == "mine"
    assert os.listdir(tmp_path) == ["site"]


def test_one_process_does_not_wait_for_itself(tmp_path: Path) -> None:
    first, second = (Replacement(tmp_path / "site", leaves=lambda name: True) for _ in range(2))
    first.start()
    with pytest.raises(BlockingIOError, match="writing here already"):
        second.start()
    first.discard()
    second.start()
    second.discard()
    assert not os.listdir(tmp_path)


def test_many_at_once_are_each_whole(tmp_path: Path) -> None:
    """Each waits for the others. The lock of one that died is free."""
    write(tmp_path / ".site.building", {"lock": "1", "stage/new/half": "left by one that died"})
    script = (
        "import sys; from pathlib import Path; from launchbook.site.replace import Replacement\n"
        "one = Replacement(Path('site'), lambda name: True); one.start()\n"
        "for n in range(20): (one.new / f'{n}').write_text(sys.argv[1])\n"
        "(one.new / ('only ' + sys.argv[1])).touch(); one.commit()\n"
    )
    running = [subprocess.Popen([sys.executable, "-c", script, str(n)], cwd=tmp_path) for n in range(4)]
    assert [process.wait() for process in running] == [0] * len(running)
    found = texts(tmp_path / "site")
    [last] = {found[str(n)] for n in range(20)}
    assert set(found) == {str(n) for n in range(20)} | {f"only {last}"}
    assert os.listdir(tmp_path) == ["site"]


# real disks


def mounted(*arguments: object) -> bool:
    """Mount for the rest of a child process; only root may."""
    return subprocess.run(["mount", *map(str, arguments)], capture_output=True).returncode == 0


SCRIPT = """
import sys; from pathlib import Path; from launchbook.site.replace import Replacement
one = Replacement(Path("site"), lambda name: True)
try:
    one.start()
    try:
        for n in range(int(sys.argv[1])): (one.new / f"{n}").write_bytes(b"x" * 1000)
    except BaseException: one.discard(); raise
    one.commit()
except OSError as error: sys.exit(f"{error.filename}: {error.strerror}")
"""


@pytest.mark.parametrize(
    ("mount", "files", "says"),
    [
        ("mount --bind real site", 3, ""),
        ("mount -t tmpfs -o size=64k none site && cp real/* site", 3, ""),
        ("mount -t tmpfs -o size=64k none site && cp real/* site", 300, "No space left"),
        ("mount --bind real site && mount -o remount,ro,bind site", 3, "may not be written to"),
        ("cp real/* site && mount --bind . . && cd . && mount --bind site site && mount -o remount,ro,bind \"$PWD\" && cd \"$PWD\"", 3, ""),
    ],
    ids=["a bound folder", "a disk of its own", "a full disk", "a disk that is read only", "a folder in one that is read only"],
)  # fmt: skip
def test_mounts(tmp_path: Path, mount: str, files: int, says: str) -> None:
    if subprocess.run(["unshare", "-m", "true"], capture_output=True).returncode:
        pytest.skip("mounting needs root")
    write(tmp_path, {"real/index.html": "old", "site/.keep": ""})
    (tmp_path / "site" / ".keep").unlink()
    command = f'{mount} || exit 99; "{sys.executable}" -c "$SCRIPT" {files}; echo $? $(cat site/index.html) $(ls -A site | wc -w)'
    found = subprocess.run(
        ["unshare", "-m", "sh", "-c", command],
        cwd=tmp_path,
        env=os.environ | {"SCRIPT": SCRIPT},
        capture_output=True,
        text=True,
    )
    assert found.returncode == 0, found.stderr
    assert found.stdout.split() == (["1", "old", "1"] if says else ["0", str(files)]), found.stderr
    assert says in found.stderr and "Traceback" not in found.stderr
