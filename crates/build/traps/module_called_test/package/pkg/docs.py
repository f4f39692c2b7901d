def title():
    return "Title"
