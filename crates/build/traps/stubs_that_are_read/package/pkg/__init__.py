from loader import attach_stub

__getattr__, __dir__ = attach_stub(__name__, __file__)
