typedef int item;
