def heading(text):
    return f"== {text} =="
