from __future__ import annotations

import typing

if typing.TYPE_CHECKING:
    from pkg.tests.case import Case
else:

    def __getattr__(name):
        if name == "Case":
            from pkg.tests import case

            globals()[name] = case.Case
            return case.Case
        raise AttributeError(name)


def handle(case: pkg.Case) -> None: ...


import pkg
