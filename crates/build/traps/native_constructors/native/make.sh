mkdir -p "$OUT/pkg"
gcc -g3 -O1 -shared -fPIC steps.c -o "$OUT/pkg/libsteps.so"
