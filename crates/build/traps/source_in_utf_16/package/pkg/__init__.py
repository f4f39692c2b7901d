from pathlib import Path


def words():
    return Path(__file__).with_name("words.py").read_text("utf-16").split()
