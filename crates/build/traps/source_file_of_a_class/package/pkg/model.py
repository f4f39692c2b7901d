class Model:
    """Says one."""

    def predict(self):
        return 1
