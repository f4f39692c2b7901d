import {{ name }}

setup(name="{{ name }}")
