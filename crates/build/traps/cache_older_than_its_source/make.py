import os

os.utime("pkg/grammar.dat", (1_600_000_000, 1_600_000_000))
os.utime("pkg/tables.json", (1_600_000_100, 1_600_000_100))
