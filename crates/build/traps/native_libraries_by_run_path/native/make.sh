mkdir -p "$OUT/pkg" "$OUT/trap.libs"
gcc -g3 -O1 -shared -fPIC -Wl,-soname,libinner-1a2b.so.1 inner.c -o "$OUT/trap.libs/libinner-1a2b.so.1"
gcc -g3 -O1 -shared -fPIC outer.c "$OUT/trap.libs/libinner-1a2b.so.1" \
    -Wl,-rpath,'$ORIGIN/../trap.libs' -o "$OUT/pkg/outer.so"
