__all__ = ["tests"]
