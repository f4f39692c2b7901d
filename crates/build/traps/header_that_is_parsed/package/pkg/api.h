int add(int, int);
int negate(int);
