# lost by pruning
from pkg import mail

assert mail.render("welcome", "Ada") == "Hello Ada\n"
assert mail.render("goodbye", "Ada") == "Bye Ada\n"
