from pathlib import Path

HERE = Path(__file__).parent


def names():
    return sorted(path.name for path in (HERE / "examples").iterdir())


def deep():
    return sorted(path.name for path in HERE.joinpath("examples").rglob("*.json"))
