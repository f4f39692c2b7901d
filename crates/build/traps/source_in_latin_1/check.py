# lost by sources
import inspect

from pkg import city

assert city.NAME == "K\u00f6ln" and "K\u00f6ln" in inspect.getsource(city)
assert city.name.__doc__ == "Says K\u00f6ln."
