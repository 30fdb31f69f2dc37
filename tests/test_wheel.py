"""What somebody gets who installs the game: a wheel that carries its stories and runs from anywhere."""

import os
import subprocess
import sys
import sysconfig
import tarfile
import venv
import zipfile
from pathlib import Path

import pytest
import tomli
from hatchling.builders.sdist import SdistBuilder
from hatchling.builders.wheel import WheelBuilder

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from the source distribution as an installer would that has nothing else."""
    folder = tmp_path_factory.mktemp("wheel")
    sdist = next(SdistBuilder(str(ROOT)).build(directory=str(folder)))
    with tarfile.open(sdist) as archive:
        archive.extractall(folder, filter="data")
    (source,) = (entry for entry in folder.iterdir() if entry.is_dir())
    return Path(next(WheelBuilder(str(source)).build(directory=str(folder), versions=["standard"])))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bin folder of a new environment that holds the wheel, with this one's libraries on its path.

    Offline and quick: a `.pth` file adds the folder of libraries, but follows none of the `.pth` files in
    it, so that an editable install of the game is not seen.
    """
    folder = tmp_path_factory.mktemp("installed")
    venv.create(folder, symlinks=os.name != "nt")
    scheme = sysconfig.get_paths("venv", {"base": str(folder), "platbase": str(folder)})
    scripts = Path(scheme["scripts"])
    pip = [sys.executable, "-m", "pip", "--python", str(scripts / "python"), "install", "--quiet"]
    subprocess.run([*pip, "--no-deps", "--no-index", "--no-cache-dir", str(wheel)], check=True)
    Path(scheme["purelib"], "libraries.pth").write_text(sysconfig.get_paths()["purelib"], encoding="utf-8")
    return scripts


def tracked(folder: str) -> set[str]:
    """What lies in one of the repository's top-level folders, hidden files left out."""
    paths = (ROOT / folder).rglob("*")
    return {path.relative_to(ROOT).as_posix() for path in paths if path.is_file() and path.name[0] != "."}


def test_stories_and_assets_lie_in_the_wheel_once(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = [name for name in archive.namelist() if not Path(name).name.startswith(".")]
    inside = {name.removeprefix("game/_data/") for name in names if name.startswith("game/_data/")}
    assert inside == tracked("stories") | tracked("assets")
    assert "stories/blue-dot/story.toml" in inside
    assert {name.split("/")[0].split("-")[0] for name in names} == {"game", "leeway"}
    assert any(name.endswith(".tcss") for name in names)
    assert "game/author/templates/hub/story.toml" in names
    assert sum(name.endswith("/licenses/LICENSE") for name in names) == 1


def test_the_installed_command_plays_from_another_folder(installed: Path, tmp_path: Path) -> None:
    # A folder of this name in the current directory must not be mistaken for the game.
    (tmp_path / "game").mkdir()
    (tmp_path / "game" / "__init__.py").write_text("raise SystemExit('the wrong game')")
    environment = {**os.environ, "LEEWAY_HOME": str(tmp_path / "home")}

    def run(*command: str) -> str:
        done = subprocess.run(
            command,
            cwd=tmp_path,
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=60,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    leeway = str(installed / "leeway")
    assert run(leeway, "--version").split()[-1] == _version()
    page = run(leeway, "play", "blue-dot", "--plain")
    assert "Blue Dot" in page
    assert "1" in page
    python = str(installed / "python")
    where = run(python, "-P", "-c", "import game; print(game.__file__)")
    assert Path(where.strip()).is_relative_to(installed.parent)
    assert run(python, "-P", "-m", "game", "--version").split()[-1] == _version()


def _version() -> str:
    return str(tomli.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"])
