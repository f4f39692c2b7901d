#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int plain(void) { return 5; }

static int (*choose(void))(void) { return plain; }

int chosen(void) __attribute__((ifunc("choose")));

int call(void) { return chosen(); }
