#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int table[] = {1, 2, 3, 4, 5};
