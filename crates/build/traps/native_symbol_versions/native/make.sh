mkdir -p "$OUT/pkg"
gcc -g3 -O1 -shared -fPIC versions.c -Wl,--version-script=versions.map -o "$OUT/pkg/libversions.so"
