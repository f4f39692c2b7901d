COLOUR = "colour: of the line"


def fill(function):
    function.__doc__ = function.__doc__.format(colour=COLOUR)
    return function


@fill
def line():
    """Draws a line.

    {colour}
    """


class Grammar:
    def p_sum(self):
        "sum : sum PLUS term"
