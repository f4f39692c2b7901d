from pkg.parts import *

NUMBER = tests.NUMBER
