"""Naval Fate.

Usage: tool [options]

Options:
  --speed=KN  Speed in knots [default: 10]
  --dry       Does nothing
"""

import argparse
import re


def options():
    section = __doc__.split("Options:")[1]
    lines = [line.split() for line in section.splitlines() if line.strip()]
    default = re.compile(r"\[default: (.*)\]")
    found = (default.search(" ".join(line)) for line in lines)
    names = [line[0].split("=")[0] for line in lines]
    return dict(zip(names, (each and each.group(1) for each in found)))


def parser():
    return argparse.ArgumentParser(description=__doc__)
