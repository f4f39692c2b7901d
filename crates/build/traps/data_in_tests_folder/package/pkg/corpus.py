from pathlib import Path

CORPUS = Path(__file__).parent / "tests" / "data"


def first_word():
    return (CORPUS / "corpus.dat").read_text().split()[0]
