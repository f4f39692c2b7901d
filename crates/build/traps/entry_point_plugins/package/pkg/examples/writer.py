def write(value):
    return f"sample {value}"
