mkdir -p "$OUT/pkg"
gcc -g3 -O1 -shared -fPIC counter.c -o "$OUT/pkg/libcounter.so"
