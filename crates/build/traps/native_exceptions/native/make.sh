mkdir -p "$OUT/pkg"
g++ -g3 -O1 -shared -fPIC -static-libstdc++ -static-libgcc parse.cpp -o "$OUT/pkg/libparse.so"
