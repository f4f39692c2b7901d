"""Begins with a mark."""

NAME = "marked"
