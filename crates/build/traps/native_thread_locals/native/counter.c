#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static __thread int count = 10;
static __thread char scratch[100000];

int counted(void)
{
    scratch[sizeof scratch - 1]++;
    return ++count;
}
