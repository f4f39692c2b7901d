from . import io
