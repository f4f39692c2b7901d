from pkg import REGISTRY

REGISTRY.append("examples")
