from .style import heading


def document(service):
    return heading(service)
