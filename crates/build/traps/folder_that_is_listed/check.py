# lost by pruning
from pkg import topics

assert topics.topics() == ["billing.md", "limits.md"]
