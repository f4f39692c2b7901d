from pkg import first, second
