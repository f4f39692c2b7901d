from pkg import jobs

RESULT = "main of " + jobs.NAME
