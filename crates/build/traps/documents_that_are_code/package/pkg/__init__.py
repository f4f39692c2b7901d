from .docs import document
