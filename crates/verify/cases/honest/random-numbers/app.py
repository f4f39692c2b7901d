"""Draws numbers."""

import random


def handler(event, context):
    return {
        "float": random.random(),
        "whole": random.randint(1, 10**6),
        "gauss": random.gauss(0, 1),
    }
