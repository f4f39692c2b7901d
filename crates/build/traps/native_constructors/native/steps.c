#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int done;

__attribute__((constructor(101))) static void first(void) { done = 1; }
__attribute__((constructor(102))) static void second(void) { done = done * 10 + 2; }
__attribute__((constructor)) static void third(void) { done = done * 10 + 3; }

int steps(void) { return done; }
