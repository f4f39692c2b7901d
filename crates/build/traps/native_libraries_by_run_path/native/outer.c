#include <stdio.h>
#include <stdlib.h>
#include <string.h>

extern int table[];

int total(void)
{
    int sum = 0;
    for (int at = 0; at < 5; at++)
        sum += table[at];
    return sum;
}
