mkdir -p "$OUT/pkg"
gcc -g3 -O1 -shared -fPIC chosen.c -o "$OUT/pkg/libchosen.so"
