#include <stdio.h>
#include <stdlib.h>
#include <string.h>

__asm__(".symver first, value@V1");
__asm__(".symver second, value@@V2");

int first(void) { return 1; }
int second(void) { return 2; }
int old(void) { return first(); }
