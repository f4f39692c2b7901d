mkdir -p "$OUT/pkg"
gcc -g3 -O1 -shared -fPIC answer.c -o "$OUT/pkg/libanswer.so"
