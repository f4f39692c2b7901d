from .data import ID

FIXTURE = {"id": ID}
