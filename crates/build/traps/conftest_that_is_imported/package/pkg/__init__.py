def settings():
    from pkg.conftest import SETTINGS

    return SETTINGS
