def fixture():
    from pkg.tests.common import FIXTURE

    return FIXTURE
