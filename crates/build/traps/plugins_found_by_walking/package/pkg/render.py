from pkg import REGISTRY

REGISTRY.append("render")
