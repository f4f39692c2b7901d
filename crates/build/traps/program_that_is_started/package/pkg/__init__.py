import os
import subprocess

HERE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


def convert(text):
    program = os.path.join(HERE, "bin", "convert")
    return subprocess.check_output([program, text], universal_newlines=True)
