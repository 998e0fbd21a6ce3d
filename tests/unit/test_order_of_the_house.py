"""What no linter says of the order of the code: tests import no test, and folders stay small enough to be read."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
CODE = ("hotline", "asterisk_conf", "cti", "ivr", "callback", "agent_api", "ops", "tests")
MOST_MODULES = 20


def imported_by(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        match node:
            case ast.ImportFrom(module=str(module)):
                yield module
            case ast.Import(names=names):
                yield from (name.name for name in names)


def test_tests_import_no_test_and_no_conftest() -> None:
    """What two tests need lives in tests/parts."""
    guilty = [
        f"{path.relative_to(ROOT)} imports {module}"
        for path in (ROOT / "tests").rglob("*.py")
        for module in imported_by(path)
        if module.startswith("tests.") and module.rpartition(".")[2].startswith(("test_", "conftest"))
    ]
    assert guilty == []


def test_nothing_imports_a_test() -> None:
    guilty = [
        f"{path.relative_to(ROOT)} imports {module}"
        for package in CODE[:-1]
        for path in (ROOT / package).rglob("*.py")
        for module in imported_by(path)
        if module == "tests" or module.startswith("tests.")
    ]
    assert guilty == []


def test_no_folder_has_more_than_twenty_modules() -> None:
    folders = {
        path.parent for package in CODE for path in (ROOT / package).rglob("*.py") if "versions" not in path.parts
    }
    modules = {folder: len([path for path in folder.glob("*.py") if path.name != "__init__.py"]) for folder in folders}
    assert {str(folder.relative_to(ROOT)): count for folder, count in modules.items() if count > MOST_MODULES} == {}
