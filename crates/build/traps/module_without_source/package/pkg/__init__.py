from pkg import packed


def answer():
    return packed.ANSWER
